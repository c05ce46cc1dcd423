/**
 * Commits over an `ssh` of their own: git itself at the other end of it, after a line that ends what the login says.
 */
import type { Context } from '../../context.ts';
import { takeObjects } from '../../gate/incoming.ts';
import { EXCHANGE_ENV, givingArgv, takingArgv } from '../../git/exchange.ts';
import { GIT_MARK } from '../../hosts/protocol.ts';
import { runInteractive } from '../../process/interactive.ts';
import { environment } from '../../process/runner.ts';
import type { GitCall } from './kept-call.ts';

/** @returns git's exit code */
export async function runGit(context: Context, { git, common, commits }: GitCall): Promise<number> {
  const envWith = (more: Readonly<Record<string, string>>) =>
    environment(context.env, { file: 'git', reads: false, env: { ...EXCHANGE_ENV, ...more } });
  context.stdout(`${GIT_MARK}\n`);
  if (git === 'give')
    return await runInteractive({ file: 'git', argv: givingArgv(common), env: envWith({}) });
  let code = 1;
  await takeObjects(common, async (incoming) => {
    const argv = takingArgv(common, commits, '3,4');
    // What it prints for people goes where errors go.
    code = await runInteractive({ file: 'git', argv, env: envWith(incoming), stdio: ['ignore', 2, 2, 0, 1] });
    return code === 0;
  });
  return code;
}

/**
 * Commits over an `ssh` of their own: git itself at the other end of it, after a line that ends what the login says.
 */
import type { Context } from '../../context.ts';
import { EXCHANGE_ENV, givingArgv, takingArgv } from '../../git/exchange.ts';
import { GIT_MARK } from '../../hosts/protocol.ts';
import { runInteractive } from '../../process/interactive.ts';
import { environment } from '../../process/runner.ts';
import type { GitCall } from './kept-call.ts';

/** @returns git's exit code */
export async function runGit(context: Context, { git, common, taken }: GitCall): Promise<number> {
  const env = environment(context.env, { file: 'git', reads: false, env: EXCHANGE_ENV });
  context.stdout(`${GIT_MARK}\n`);
  if (git === 'give') return await runInteractive({ file: 'git', argv: givingArgv(common), env });
  // What it prints for people goes where errors go.
  const argv = takingArgv(common, taken, '3,4');
  return await runInteractive({ file: 'git', argv, env, stdio: ['ignore', 2, 2, 0, 1] });
}

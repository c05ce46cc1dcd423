/**
 * `pane rpc`, which another machine's `pane` starts here by ssh: hidden, as nobody types it.
 */
import type { Context } from '../context.ts';
import { commands } from './list.ts';

/** `rpc` serves requests; `rpc TOKEN` runs the call that waits under this name, at this terminal or pipe. */
export async function rpc([token]: readonly string[], context: Context): Promise<number> {
  if (token === undefined) {
    const { serve } = await import('../engine/rpc/serve.ts');
    return await serve(context, (name) => commands.some((command) => command.name === name));
  }
  const [{ takeCall }, { runInteractive }] = await Promise.all([
    import('../engine/rpc/kept-call.ts'),
    import('../process/interactive.ts'),
  ]);
  const kept = await takeCall(context.env, token);
  if ('git' in kept) {
    const { runGit } = await import('../engine/rpc/git-call.ts');
    return await runGit(context, kept);
  }
  const { command, words, file, cwd } = kept;
  const { node, script } = context.program;
  const argv = [script, command, '--file', file, ...words];
  return await runInteractive({ file: node, argv, cwd, env: context.env });
}

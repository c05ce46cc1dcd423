/**
 * The commands that `pane` and its completion scripts call, not users. They get their arguments as they
 * are: a prompt or a half-typed command line must not be taken for options.
 */
import type { Context } from '../context.ts';

type HiddenCommand = (args: readonly string[], context: Context) => Promise<number>;

const demoAgent: HiddenCommand = async (args, context) => {
  const { runDemoAgent } = await import('../agents/demo/program.ts');
  return runDemoAgent(context, args);
};

/** `complete tasks|archived|agents|bases [WORD…]`: one candidate in a line; WORD…: what was typed, for its `-f` and `-C`. */
const complete: HiddenCommand = async ([what = '', ...words], context) => {
  const { candidates } = await import('./complete.ts');
  const found = await candidates(what, words, context);
  context.stdout(found.map((candidate) => `${candidate}\n`).join(''));
  return 0;
};

/** `run-check FILE TASK`: checks the task's work, in the background. */
const runCheck: HiddenCommand = async ([file, task = ''], context) => {
  const { verifyInBackground } = await import('../engine/verify/verify.ts');
  await verifyInBackground(context, { file, task });
  return 0;
};

const rpc: HiddenCommand = async (args, context) => {
  const { rpc: answer } = await import('./rpc.ts');
  return await answer(args, context);
};

export const hiddenCommands: ReadonlyMap<string, HiddenCommand> = new Map([
  ['demo-agent', demoAgent],
  ['complete', complete],
  ['run-check', runCheck],
  ['rpc', rpc],
]);

/**
 * Kills the built command with SIGKILL just before one of its changes of the world: a rename, a removal or
 * a program that changes something. Counting them up, each state that a crash can leave is met once, but for
 * those of the locks. Programs that only ask are not counted: who is killed before one leaves what who is killed
 * before the next change leaves.
 */
import type { Ran } from './processes.ts';
import type { RunOptions, Sandbox } from './sandbox.ts';

// Loaded into node before the command. Its children must not inherit it.
const preload = `
const fs = require('node:fs');
const children = require('node:child_process');
const at = Number(process.env.KILL_AT);
const of = process.env.KILL_OF;
const log = process.env.KILL_LOG;
for (const name of ['KILL_AT', 'KILL_OF', 'KILL_LOG', 'NODE_OPTIONS']) delete process.env[name];
let count = 0;
// pane calls git with --no-pager where it only asks. What the cache holds is made again.
const nothing = /^git --no-pager |^git .*rev-parse|^tmux [^;]* list-panes [^;]*$|\\/cache\\/pane\\//;
function step(what) {
  if (what.includes('/pane/locks/')) return; // these have tests of their own
  if (nothing.test(what)) return;
  if (!what.includes(of)) return;
  count += 1;
  fs.appendFileSync(log, count + ' ' + what + '\\n');
  if (count === at) process.kill(process.pid, 'SIGKILL');
}
for (const name of ['rename', 'rm']) {
  const real = fs.promises[name];
  fs.promises[name] = (...args) => {
    step(name + ' ' + args.filter((arg) => typeof arg === 'string').join(' '));
    return real.apply(fs.promises, args);
  };
}
const { spawn } = children;
children.spawn = (...args) => {
  step(args.slice(0, 2).flat().join(' '));
  return spawn.apply(children, args);
};
require('node:module').syncBuiltinESMExports();
`;

export interface Killed {
  readonly ran: Ran;
  /** What it was about to do when it was killed, else its last step. */
  readonly lastStep: string;
}

/**
 * Runs `pane` and kills it before its `step`th change, counted from 1; it ends by itself if it has fewer.
 * `of`: only changes whose text has this in it count.
 */
export async function killPaneAt(
  sandbox: Sandbox,
  step: number,
  args: readonly string[],
  { of = '', ...options }: RunOptions & { readonly of?: string } = {},
): Promise<Killed> {
  const script = await sandbox.write('kill-at.cjs', preload);
  const log = await sandbox.write('kill-at.log', '');
  const kill = { KILL_AT: String(step), KILL_OF: of, KILL_LOG: log };
  const env = { ...options.env, NODE_OPTIONS: `--require ${script}`, ...kill };
  const ran = await sandbox.pane(args, { ...options, env });
  return { ran, lastStep: (await sandbox.read('kill-at.log')).trimEnd().split('\n').at(-1) ?? '' };
}

/**
 * Scripts that Node loads before the built command: one counts the programs that it starts, one ends it
 * with SIGKILL at a given one of its effects. Nothing of the command itself is replaced.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { RunOptions, Sandbox } from './sandbox.ts';

const HEAD = `
const processes = require('node:child_process');
const { appendFileSync, promises: files } = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
function before(object, name, note) {
  const original = object[name];
  object[name] = function (...given) { note(given); return original.apply(this, given); };
}
function after(object, name, note) {
  const original = object[name];
  object[name] = function (...given) { const result = original.apply(this, given); note(given); return result; };
}
`;

const COUNTER = `${HEAD}
const note = (words) => appendFileSync(process.env.TEST_CHILDREN, JSON.stringify(words) + '\\n');
before(processes.ChildProcess.prototype, 'spawn', ([options]) => note(options.args));
for (const name of ['spawnSync', 'execFileSync']) before(processes, name, ([file, args]) => note([file, ...args]));
before(processes, 'execSync', ([command]) => note([command]));
syncBuiltinESMExports();
`;

// A program is running when its parent is killed; of a change to a file nothing has happened yet.
const KILLER = `${HEAD}
let effects = 0;
const note = () => {
  effects += 1;
  if (effects === Number(process.env.TEST_KILL_AT)) process.kill(process.pid, 'SIGKILL');
};
after(processes.ChildProcess.prototype, 'spawn', note);
for (const name of ['mkdir', 'rename', 'link', 'unlink', 'writeFile', 'rm']) before(files, name, note);
syncBuiltinESMExports();
process.on('exit', () => appendFileSync(process.env.TEST_EFFECTS, effects + '\\n'));
`;

async function preloaded(sandbox: Sandbox, name: string, script: string): Promise<string> {
  return `--require=${await sandbox.write(`tmp/${name}.cjs`, script)}`;
}

/** An environment in which the built `pane` writes down the command lines of the programs that it starts. */
export async function counting(sandbox: Sandbox) {
  const log = await sandbox.write('tmp/children', '');
  const NODE_OPTIONS = await preloaded(sandbox, 'counter', COUNTER);
  const children = (): string[][] => {
    const lines = readFileSync(log, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
  };
  return { env: { NODE_OPTIONS, TEST_CHILDREN: log }, children };
}

/** Runs the built `pane` and returns the command lines of the programs that it started. */
export async function childrenOf(
  sandbox: Sandbox,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string[][]> {
  const { env, children } = await counting(sandbox);
  const { exitCode, stderr } = await sandbox.pane(args, { ...options, env: { ...options.env, ...env } });
  if (exitCode !== 0) throw new Error(`pane ${args.join(' ')}: ${exitCode}\n${stderr}`);
  return children();
}

/**
 * Runs the built `pane` and kills it at its `effect`-th start of a program or change to a file.
 * @returns how many there were, null where it was killed
 */
export async function killedAt(
  sandbox: Sandbox,
  effect: number,
  args: readonly string[],
  options: RunOptions = {},
): Promise<number | null> {
  const log = sandbox.path(`tmp/effects-${effect}-${process.hrtime.bigint()}`);
  const NODE_OPTIONS = await preloaded(sandbox, 'killer', KILLER);
  const env = { ...options.env, NODE_OPTIONS, TEST_KILL_AT: String(effect), TEST_EFFECTS: log };
  const { exitCode, signal, stderr } = await sandbox.pane(args, { ...options, env });
  if (signal === 'SIGKILL') return null;
  if (exitCode !== 0 || !existsSync(log)) throw new Error(`pane ${args.join(' ')}: ${exitCode}\n${stderr}`);
  return Number(readFileSync(log, 'utf8'));
}

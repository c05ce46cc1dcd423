/**
 * Runs what `verify` says in a worktree, up to the first command that fails.
 */
import { runHeard } from '../../gate/heard.ts';
import type { Runner } from '../../process/command.ts';
import type { Check } from '../../records/attempts.ts';
import { faultOfCommand } from './first-word.ts';

export interface Commands {
  readonly run: readonly string[];
  readonly timeoutMs: number;
  readonly cwd: string;
  /** Words that run a command elsewhere: what follows them runs there in `cwd`. Empty: here. */
  readonly through: readonly string[];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** What they print, and each command before it is run. */
  readonly onOutput: (piece: Uint8Array | string) => void;
}

export type Ran = Pick<Check, 'outcome' | 'exitCode' | 'command'> & {
  /** Of `fault`: what is wrong; else empty. */
  readonly fault: string;
};

const GREEN: Ran = { outcome: 'green', exitCode: null, command: null, fault: '' };

/** Null: it was stopped by the signal. */
export async function runCommands(runner: Runner, commands: Commands): Promise<Ran | null> {
  const { run, through, timeoutMs, cwd, env, signal, onOutput } = commands;
  const [first = ''] = run;
  const fault = through.length > 0 ? null : await faultOfCommand(runner, first, commands);
  if (fault !== null) return { outcome: 'fault', exitCode: null, command: first, fault };
  const end = performance.now() + timeoutMs;
  for (const command of run) {
    onOutput(`$ ${command}\n`);
    const limitMs = Math.max(1, end - performance.now());
    const ended = await runHeard([...through, 'sh', '-c', command], { cwd, env, onOutput, limitMs, signal });
    if (signal.aborted) return null;
    if (ended.why !== 'ended') return { ...GREEN, outcome: 'red', command };
    if (ended.exitCode !== 0) return { ...GREEN, outcome: 'red', exitCode: ended.exitCode, command };
  }
  return GREEN;
}

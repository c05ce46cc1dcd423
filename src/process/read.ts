/**
 * Programs that only read: bounded in time, and ended at once by an interrupt. Each leads a process group of its own, so
 * that what it started ends with it.
 */
import { spawn } from 'node:child_process';
import { PaneError } from '../errors.ts';
import type { Answer, Command } from './command.ts';
import { endOwnGroup } from './own-group.ts';

/** How much longer than others a command that is long may take. */
const LONGER = 12;

export interface ReadOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds that a program has to answer. */
  readonly answerMs: number;
  /** What runs when it is aborted is ended; what starts later is not. */
  readonly stop: AbortSignal | undefined;
}

/**
 * Without a pipe where nothing is to be written: it takes as long as a dozen small files.
 * @throws {PaneError} `interrupted`
 */
export async function read(command: Command<unknown>, { env, answerMs, stop }: ReadOptions): Promise<Answer> {
  const { file, argv, cwd = '/', stdin, isLong = false, encoding = 'utf8' } = command;
  const limitMs = isLong ? answerMs * LONGER : answerMs;
  const child = spawn(file, argv, {
    cwd,
    env,
    detached: true,
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.on('error', () => {}); // a program that does not read its input closes it: EPIPE is no news
  child.stdin?.end(stdin, encoding);
  const printed = { stdout: '', stderr: '' };
  for (const [name, how] of [
    ['stdout', encoding],
    ['stderr', 'utf8'],
  ] as const)
    child[name]?.setEncoding(how).on('data', (text: string) => {
      printed[name] += text;
    });
  return await new Promise((resolve, reject) => {
    const isOver = (): void => {
      clearTimeout(timer);
      stop?.removeEventListener('abort', interrupt);
    };
    // Nobody waits for its end: a process that can't be killed, or has left its group, may hold the pipes for ever.
    const end = (): void => {
      isOver();
      if (child.pid !== undefined) endOwnGroup(child.pid, 'SIGKILL');
      for (const pipe of [child.stdout, child.stderr]) pipe?.destroy();
    };
    const timer = setTimeout(() => {
      end();
      resolve({ ...printed, exitCode: null, signal: 'SIGKILL', unansweredMs: limitMs });
    }, limitMs);
    const interrupt = (): void => {
      end();
      reject(new PaneError('interrupted', 'interrupted'));
    };
    if (stop?.aborted === false) stop.addEventListener('abort', interrupt, { once: true });
    child.once('error', (error) => {
      isOver();
      reject(error);
    });
    child.once('close', (exitCode, signal) => {
      isOver();
      resolve({ ...printed, exitCode, signal });
    });
  });
}

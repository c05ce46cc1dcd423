/**
 * The one door for child processes. What only reads goes through Node's own `spawn` (`read.ts`), because it is on
 * every command's way and execa alone takes a third of Node's start-up; everything else goes through execa.
 */

import { isErrno, isInterrupt, PaneError } from '../errors.ts';
import { pause } from '../poll.ts';
import {
  type Answer,
  type Command,
  CommandError,
  missingProgram,
  type Runner,
  withoutGitPlace,
} from './command.ts';
import { loginEnvironment } from './environment.ts';
import { readingArgv } from './git-reads.ts';
import { read } from './read.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What a task's window has in its environment and nothing outside may inherit: `PANE_ID`, `PANE_CHECK` and `PANE_MAKING` mark processes to end. */
const OF_A_WINDOW = /^PANE_(PROJECT|TASK|BRANCH|BASE|WORKTREE|ROOT|ID|REPORT|WAKE|WITH_PROMPT|MAKING|CHECK)$/;

/** The environment of a program that belongs to no window of ours, and to no repository that the caller's may name. */
export function outsideWindows(base: Env): Record<string, string | undefined> {
  const env = withoutGitPlace(base);
  for (const name of Object.keys(env)) if (OF_A_WINDOW.test(name)) delete env[name];
  return env;
}

/**
 * git gets messages in English, so that they can be recognised, and no foreign repository. tmux gets only what a login
 * has: the call may start the server, which keeps its environment for all windows to come.
 */
export function environment(
  base: Env,
  command: Pick<Command<unknown>, 'file' | 'reads' | 'env'>,
): Record<string, string> {
  const env = command.file === 'tmux' ? loginEnvironment(base) : outsideWindows(base);
  for (const name of ['TMUX', 'TMUX_PANE']) delete env[name];
  if (command.file === 'git') {
    Object.assign(env, { LC_ALL: 'C.UTF-8', LANGUAGE: '', GIT_TERMINAL_PROMPT: '0' });
    if (command.reads) env.GIT_OPTIONAL_LOCKS = '0';
  }
  Object.assign(env, command.env);
  const entries = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}

/** As it is called. What is told of it stays without the settings that all share. */
function asRead(command: Command<unknown>): Command<unknown> {
  return command.file === 'git' ? { ...command, argv: readingArgv(command.argv) } : command;
}

async function change(command: Command<unknown>, env: Record<string, string>): Promise<Answer> {
  const { execa } = await import('execa');
  const result = await execa(command.file, command.argv, {
    cwd: command.cwd ?? '/',
    env,
    extendEnv: false,
    input: Buffer.from(command.stdin ?? '', command.encoding),
    reject: false,
    stripFinalNewline: false,
    maxBuffer: 1 << 30,
  });
  if (result.exitCode === undefined && result.signal === undefined) throw result.cause ?? result;
  return {
    stdout: result.stdout,
    stderr: result.stderr,
    exitCode: result.exitCode ?? null,
    signal: result.signal ?? null,
  };
}

/** The exit code of a program that caught Ctrl-C, as shells and git's hooks give it. */
const INTERRUPTED = 130;

/** After how long an interrupt that has ended a program must have been seen here too. */
const SEEN_MS = 200;

/** Whether the terminal's Ctrl-C, which goes to all that runs in it, ended the program too. */
async function wasInterrupted({ signal, exitCode }: Answer, stop: AbortSignal | undefined): Promise<boolean> {
  if (stop === undefined || (signal === null && exitCode !== INTERRUPTED)) return false;
  // The program's end may be told before the signal is.
  if (!stop.aborted && (signal === 'SIGINT' || exitCode === INTERRUPTED)) await pause(SEEN_MS, stop);
  return stop.aborted;
}

const ANSWER_SECONDS = 10;
/** A timer of Node's goes no further than 24 days, twelve times as long included. */
const MOST_ANSWER_SECONDS = 86_400;

/** How long a program that only reads has to answer. @throws {PaneError} `usage` */
export function answerMsOf({ PANE_ANSWER_TIMEOUT: text = '' }: Env): number {
  const seconds = text === '' ? ANSWER_SECONDS : Number(text);
  if (seconds > 0 && seconds <= MOST_ANSWER_SECONDS) return seconds * 1000;
  throw new PaneError(
    'usage',
    `PANE_ANSWER_TIMEOUT is ${JSON.stringify(text)}, not a number of seconds up to ${MOST_ANSWER_SECONDS}`,
    {
      hint: `Set it to the seconds that git and tmux may take to answer, or unset it (default: ${ANSWER_SECONDS}).`,
    },
  );
}

/**
 * A runner for programs that start with this environment.
 * @param stop aborted by an interrupt: a read ends at once, and what the interrupt ended is `interrupted`, not failed
 * @throws {PaneError} `usage` for a PANE_ANSWER_TIMEOUT that is no number of seconds
 */
export function createRunner(base: Env, stop?: AbortSignal): Runner {
  const answerMs = answerMsOf(base);
  return {
    async run(command) {
      const env = environment(base, command);
      const ends = command.finishes ? undefined : stop;
      const answering = command.reads
        ? read(asRead(command), { env, answerMs, stop: ends })
        : change(command, env);
      const answer = await answering.catch((error: unknown) => {
        if (isInterrupt(error)) throw error;
        if (isErrno(error, 'ENOENT') && command.cwd === undefined) throw missingProgram(command.file);
        throw new CommandError(
          command,
          { stdout: '', stderr: String(error), exitCode: null, signal: null },
          error,
        );
      });
      const expected = answer.exitCode === 0 || (command.okCodes ?? []).includes(answer.exitCode ?? -1);
      if (!expected && (await wasInterrupted(answer, stop)))
        throw new PaneError('interrupted', 'interrupted');
      if (!expected) throw new CommandError(command, answer);
      return command.parse(answer);
    },
  };
}

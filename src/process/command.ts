/**
 * The shape of a call to another program, as a value: what to run and how to read the answer. Pure.
 */
import { isErrno, PaneError } from '../errors.ts';

/** What a program answered; exit codes above 128 that stand for a signal are not made up: see `signal`. */
export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** It was ended because it had not answered after so many milliseconds. */
  readonly unansweredMs?: number;
}

export interface Command<T> {
  readonly file: string;
  readonly argv: readonly string[];
  /** Without it `/`: the caller's own directory may be what is moved or removed. */
  readonly cwd?: string | undefined;
  /**
   * Of standard input and of what a read prints; UTF-8 by default, which loses paths that are not UTF-8. With `latin1`
   * each character is a byte.
   */
  readonly encoding?: 'latin1' | undefined;
  /** Written to standard input, which is closed then; without it standard input is empty. */
  readonly stdin?: string | undefined;
  /** Added to the runner's environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Changes nothing: git is told not to take optional locks, and a plain pipe is enough. */
  readonly reads: boolean;
  /** Only for what reads: it reads a whole worktree, whose size nobody knows, and so may take twelve times as long. */
  readonly isLong?: boolean | undefined;
  /** Only for what reads: it is a part of a step that an interrupt lets finish. */
  readonly finishes?: boolean | undefined;
  /** Exit codes that `parse` understands besides 0. */
  readonly okCodes?: readonly number[] | undefined;
  readonly parse: (answer: Answer) => T;
}

/** A program that could not be started, or that failed in a way that its caller does not expect. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly argv: readonly string[];
  readonly cwd: string | undefined;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** It never answered: see `Answer`. */
  readonly isUnanswered: boolean;

  constructor(command: Command<unknown>, answer: Answer, cause?: unknown) {
    const argv = [command.file, ...command.argv];
    super(describe(argv, answer), cause === undefined ? undefined : { cause });
    this.argv = argv;
    this.cwd = command.cwd;
    this.exitCode = answer.exitCode;
    this.signal = answer.signal;
    this.stdout = answer.stdout;
    this.stderr = answer.stderr;
    this.isUnanswered = answer.unansweredMs !== undefined;
  }
}

function describe(argv: readonly string[], answer: Answer): string {
  const what = withoutSettings(argv).slice(0, 6).join(' ').slice(0, 120);
  if (answer.unansweredMs !== undefined)
    return `\`${what}\` did not answer within ${answer.unansweredMs / 1000} s`;
  const how = answer.signal === null ? `exit code ${answer.exitCode}` : `ended by ${answer.signal}`;
  const told = saidBy(answer.stderr);
  return told === '' ? `\`${what}\` failed (${how})` : `\`${what}\` failed (${how}): ${told}`;
}

/** `git -c NAME=VALUE worktree add` is `git worktree add` for people. */
function withoutSettings(argv: readonly string[]): readonly string[] {
  if (argv[0] !== 'git') return argv;
  return argv.filter((word, index) => word !== '-c' && argv[index - 1] !== '-c');
}

/** How much of it is shown: a hook or a filter says why, and git only then that it failed. */
const LAST = { lines: 8, characters: 300 };

const ESCAPE = '\\x1b';

/** Colours, titles, and what else a terminal would obey. */
const ESCAPES = new RegExp(
  `${ESCAPE}(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\x07${ESCAPE}]*(?:\\x07|${ESCAPE}\\\\)?|[^[\\]])`,
  'g',
);

/** What a program has printed as plain lines: what was written over itself, as progress is, only as it was last. */
export function withoutEscapes(text: string): string {
  return text
    .replace(ESCAPES, '')
    .split('\n')
    .map((line) => line.trimEnd().split('\r').at(-1) ?? '')
    .join('\n');
}

/** The last lines of what a program said, in its order, so that the cause comes first; git's advice is left out. */
export function saidBy(stderr: string): string {
  const lines = stderr
    .replace(ESCAPES, '')
    .split('\n')
    .map((line) => line.trimEnd().split('\r').at(-1)?.trim() ?? '') // progress is written over itself
    .filter((line) => line !== '' && !line.startsWith('hint:'));
  return lines
    .slice(-LAST.lines)
    .map((line) => line.slice(0, LAST.characters))
    .join('; ');
}

/** The one door through which programs are called. */
export interface Runner {
  /** @throws {CommandError} for an exit code that is neither 0 nor in `okCodes`. @throws {PaneError} where the program is missing. */
  run<T>(command: Command<T>): Promise<T>;
}

/** The same runner, whose programs and their children carry this variable. */
export function withVariable(runner: Runner, name: string, value: string): Runner {
  return { run: (command) => runner.run({ ...command, env: { ...command.env, [name]: value } }) };
}

/** The same runner for the steps of an operation: an interrupt lets the step at hand finish, and so its reads. */
export function finishing(runner: Runner): Runner {
  return { run: (command) => runner.run({ ...command, finishes: true }) };
}

export function missingProgram(file: string): PaneError {
  return new PaneError('failed', `${file} is not installed, or not on PATH`, {
    hint: `Install ${file} and try again.`,
  });
}

/** Why a program could not be started. */
export function startFault(file: string, error: unknown): unknown {
  return isErrno(error, 'ENOENT') ? missingProgram(file) : error;
}

/** Variables that would point git at another repository, index or configuration than the one asked about. */
const GIT_LOCAL = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'GIT_CEILING_DIRECTORIES',
  'GIT_LITERAL_PATHSPECS',
  'GIT_GLOB_PATHSPECS',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_ICASE_PATHSPECS',
];

/** The environment without what would point git elsewhere. */
export function withoutGitPlace(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !GIT_LOCAL.includes(name)));
}

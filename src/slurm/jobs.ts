/**
 * Calls of Slurm's own programs, as values. What goes in is words, never a shell's text. Pure.
 */
import { type Command, CommandError } from '../process/command.ts';

/** A job as the queue has it; for some minutes also one that is over. */
export interface Job {
  readonly id: string;
  /** Slurm's word: `PENDING`, `RUNNING`, `NODE_FAIL` … */
  readonly state: string;
  /** Why it waits, Slurm's word; `None`: nothing. */
  readonly reason: string;
  readonly name: string;
}

/** Slurm's words for the states of a job that is over. */
export const OVER: ReadonlySet<string> = new Set([
  'BOOT_FAIL',
  'CANCELLED',
  'COMPLETED',
  'DEADLINE',
  'FAILED',
  'NODE_FAIL',
  'OUT_OF_MEMORY',
  'PREEMPTED',
  'REVOKED',
  'TIMEOUT',
]);

export function isOver({ state }: Pick<Job, 'state'>): boolean {
  return OVER.has(state);
}

/** By it the job of a worktree is found, whether or not its number was written down. */
export function jobName(worktreeId: string): string {
  return `pane-${worktreeId}`;
}

/** All jobs of this user in one call. */
export const listJobs: Command<Job[]> = {
  file: 'squeue',
  argv: ['--me', '--noheader', '--states=all', '--format=%i|%T|%r|%j'],
  reads: true,
  parse: ({ stdout }) => parseJobs(stdout),
};

export function parseJobs(text: string): Job[] {
  return text.split('\n').flatMap((line): Job[] => {
    const [id, state, reason, ...name] = line.trim().split('|');
    if (id === undefined || state === undefined || reason === undefined || name.length === 0) return [];
    return [{ id, state, reason, name: name.join('|') }];
  });
}

/** Passed to the job of the environment of who submits it: the rest it gets by a file that only its user can read. */
const PASSED = ['HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'TMPDIR'].join(',');

/** How long before its time limit the job is told, seconds. */
const WARNING_SECONDS = 90;

export interface Submission {
  readonly worktreeId: string;
  /** Options of `sbatch` that the file says. */
  readonly options: readonly string[];
  /** Absolute path of the batch script, and its arguments. */
  readonly script: readonly string[];
}

/** @returns the job's number */
export function submitJob({ worktreeId, options, script }: Submission): Command<string> {
  return {
    file: 'sbatch',
    argv: [
      ...options,
      '--parsable',
      `--job-name=${jobName(worktreeId)}`,
      '--nodes=1',
      '--ntasks=1',
      '--no-requeue', // the same job anew would not know what was given to its agent
      `--signal=B:USR1@${WARNING_SECONDS}`,
      `--export=${PASSED}`,
      '--chdir=/',
      '--input=/dev/null',
      '--output=/dev/null',
      ...script,
    ],
    reads: false,
    parse: (answer) => {
      const id = /^(\d+)(;.*)?$/.exec(answer.stdout.trim())?.[1];
      if (id !== undefined) return id;
      throw new CommandError({ file: 'sbatch', argv: [], reads: false, parse: String }, answer);
    },
  };
}

/** A job that has ended meanwhile is no error. `batchOnly`: asks its batch script to end it, which has all the time that it needs. */
export function cancelJob(id: string, { batchOnly }: { readonly batchOnly: boolean }): Command<void> {
  return {
    file: 'scancel',
    argv: [...(batchOnly ? ['--batch', '--signal=TERM'] : []), id],
    reads: false,
    okCodes: [1],
    parse: (answer) => {
      const isThere = answer.exitCode === 0 || /invalid job id|already complet/i.test(answer.stderr);
      if (!isThere)
        throw new CommandError({ file: 'scancel', argv: [id], reads: false, parse: String }, answer);
    },
  };
}

/**
 * Slurm itself would run the command elsewhere, with a warning, where the directory can't be reached; and a program is looked for
 * on the node, not where `srun` is called. The words stay words.
 */
const IN_DIRECTORY = `cd -- "$1" || exit 126
shift
case $1 in '' | -*) printf '%s is not a program\\n' "$1" >&2; exit 127 ;; esac
exec "$@"`;

const ONE_TASK = ['--quiet', '--nodes=1', '--ntasks=1', '--chdir=/'];

function inDirectory(cwd: string): string[] {
  return ['/bin/sh', '-c', IN_DIRECTORY, 'sh', cwd];
}

/** The words before a command that runs in a job that is there. */
export function inJob(id: string, cwd: string): string[] {
  return ['srun', '--overlap', `--jobid=${id}`, ...ONE_TASK, '--input=none', ...inDirectory(cwd)];
}

/** The same for one that has the caller's terminal, or its standard input and output, and its whole environment. */
export function inJobByHand(
  id: string,
  { cwd, terminal }: { readonly cwd: string; readonly terminal: boolean },
): string[] {
  return [
    'srun',
    '--overlap',
    `--jobid=${id}`,
    ...ONE_TASK,
    '--export=ALL',
    '--disable-status', // Ctrl-C goes to the command at once
    ...(terminal ? ['--pty'] : []),
    ...inDirectory(cwd),
  ];
}

/** The words before a command that waits for a job of its own, with these options of `sbatch`. */
export function inNewJob(options: readonly string[], cwd: string): string[] {
  return ['srun', ...options, '--job-name=pane-check', ...ONE_TASK, '--input=none', ...inDirectory(cwd)];
}

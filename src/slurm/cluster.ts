/**
 * What a cluster says of itself, without a job. Calls as values. Pure.
 */
import { type Command, saidBy } from '../process/command.ts';

/** What `pane` calls on the login node. */
export const PROGRAMS = ['sbatch', 'squeue', 'scancel', 'srun', 'sinfo'] as const;

/** `srun --overlap` and `squeue --me` came with it. */
export const OLDEST_SLURM = '20.11';

export const slurmVersion: Command<string> = {
  file: 'sinfo',
  argv: ['--version'],
  reads: true,
  parse: ({ stdout }) => stdout.trim(),
};

export interface Partition {
  readonly name: string;
  readonly isUp: boolean;
}

/** Those that this user may see. The controller must answer. */
export const listPartitions: Command<Partition[]> = {
  file: 'sinfo',
  argv: ['--noheader', '--summarize', '--format=%R|%a'],
  reads: true,
  parse: ({ stdout }) => parsePartitions(stdout),
};

function parsePartitions(text: string): Partition[] {
  return text.split('\n').flatMap((line): Partition[] => {
    const [name = '', state] = line.trim().split('|');
    return state === undefined ? [] : [{ name, isUp: state.trim() === 'up' }];
  });
}

/** What Slurm would do with such a job. */
export interface Tried {
  readonly isTaken: boolean;
  /** Its own words. */
  readonly said: string;
}

/** Nothing is submitted. `options`: of `sbatch`. */
export function tryJob(options: readonly string[]): Command<Tried> {
  return {
    file: 'sbatch',
    argv: [...options, '--test-only', '--nodes=1', '--ntasks=1', '--chdir=/', '--wrap=:'],
    reads: true,
    okCodes: [1],
    parse: ({ exitCode, stderr }) => ({
      isTaken: exitCode === 0,
      said: saidBy(stderr).replace(/\b(sbatch|allocation failure|error): /g, ''),
    }),
  };
}

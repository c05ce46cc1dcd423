/**
 * Where a check runs that belongs to a task on a Slurm cluster: in the task's job, or in one of its own where that has ended.
 */
import { type SlurmData, sbatchOptions } from '../../config/keys/slurm-keys.ts';
import { ofJob } from '../../slurm/environment.ts';
import { runningJob } from '../../slurm/job-files.ts';
import { inJob, inNewJob } from '../../slurm/jobs.ts';

export interface Through {
  /** The words before a command; none: it runs here. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** `directory`: the launcher's. */
export function throughJob(slurm: SlurmData | null, directory: string, cwd: string): Through {
  if (slurm === null) return { words: [], env: {} };
  const job = runningJob(directory);
  if (job === null) return { words: inNewJob(sbatchOptions(slurm), cwd), env: {} };
  return { words: inJob(job, cwd), env: ofJob(job) };
}

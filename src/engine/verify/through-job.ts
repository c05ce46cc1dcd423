/**
 * Where a check runs that belongs to a task on a Slurm cluster: in the task's job, or in one of its own where that has ended.
 */
import { type SlurmData, sbatchOptions } from '../../config/keys/slurm-keys.ts';
import { readJobFiles } from '../../slurm/job-files.ts';
import { inJob, inNewJob } from '../../slurm/jobs.ts';

/** Where Slurm's programs find their cluster, if not in the usual place. */
export function slurmEnvironment({ SLURM_CONF }: Readonly<Record<string, string | undefined>>): {
  readonly SLURM_CONF?: string;
} {
  return SLURM_CONF === undefined ? {} : { SLURM_CONF };
}

/** The words before a command; none: it runs here. `directory`: the launcher's. */
export function throughJob(slurm: SlurmData | null, directory: string, cwd: string): readonly string[] {
  if (slurm === null) return [];
  const job = readJobFiles(directory);
  return job?.node != null && job.end === null ? inJob(job.id, cwd) : inNewJob(sbatchOptions(slurm), cwd);
}

/**
 * The job of a task that runs on a Slurm cluster, as its files and Slurm's queue tell of it. Pure.
 */
import * as c from '../codec.ts';
import type { JobFiles } from '../slurm/job-files.ts';
import { isOver, type Job } from '../slurm/jobs.ts';
import type { Known } from './known.ts';
import { NOT_ASKED, type Part } from './request.ts';

export interface TaskJob extends JobFiles {
  /** Null: Slurm shows none of that number. */
  readonly listed: Part<Known<Pick<Job, 'state' | 'reason'> | null>>;
}

/** The checks of its files' part in a document. */
export const jobFields = {
  id: c.text,
  node: c.nullable(c.text),
  end: c.nullable(c.object({ how: c.text, left: c.number })),
};

/** Whether anybody needs to ask Slurm. */
export function isOpen({ end }: JobFiles): boolean {
  return end === null;
}

/** With what Slurm says of it. */
export function inQueue(job: TaskJob, jobs: Known<readonly Job[]>): TaskJob {
  if (!isOpen(job)) return job;
  if (!jobs.known) return { ...job, listed: jobs };
  const found = jobs.value.find(({ id }) => id === job.id);
  const value = found === undefined ? null : { state: found.state, reason: found.reason };
  return { ...job, listed: { known: true, value } };
}

/** What Slurm says of a job that its window shows; null: nothing that the task's own state does not say better. */
export function tellJob(
  job: TaskJob,
  hasBegun: boolean,
): { readonly state: 'starting' | 'unknown'; readonly message: string } | null {
  const { id, listed } = job;
  if (!isOpen(job) || listed === NOT_ASKED) return null;
  if (!listed.known) return hasBegun ? null : { state: 'starting', message: `job ${id}: ${listed.reason}` };
  const now = listed.value;
  if (now === null || isOver(now)) {
    const what = now === null ? 'is not in the queue any more' : `is ${now.state}`;
    return {
      state: 'unknown',
      message: `its job ${id} ${what}: it counts as ended once that has stayed so for a minute`,
    };
  }
  if (hasBegun) return null;
  const why = now.state === 'PENDING' && now.reason !== 'None' ? now.reason : now.state;
  return { state: 'starting', message: `Slurm: ${why}` };
}

/**
 * Ending a task's job: its own script is asked to end what runs on the node, and says what is left; Slurm is told to cancel
 * what does not.
 */
import { PaneError } from '../errors.ts';
import { poll } from '../poll.ts';
import type { Runner } from '../process/command.ts';
import { readJobFiles } from '../slurm/job-files.ts';
import { cancelJob, isOver, type Job, jobName, listJobs } from '../slurm/jobs.ts';

const POLL_MS = 250;
/** Longer than the script takes where its agent survives everything but KILL. */
const SCRIPT_MS = 25_000;
/** A job that does not begin any more, or is killed: Slurm waits for its node. */
const SLURM_MS = 60_000;

/** Those of a worktree that are not over, as Slurm knows them by their name. */
export async function jobsOf(runner: Runner, worktreeId: string): Promise<Job[]> {
  const jobs = await runner.run(listJobs);
  return jobs.filter((job) => job.name === jobName(worktreeId) && !isOver(job));
}

/**
 * Nothing where the worktree has none. `directory`: the launcher's.
 * @throws {PaneError} `failed` where something is left on the node, or nobody can tell
 */
export async function endJob(runner: Runner, directory: string, worktreeId: string): Promise<void> {
  const before = readJobFiles(directory);
  if (before === null) return;
  const listed = await jobsOf(runner, worktreeId);
  for (const job of listed) {
    const isPending = job.state === 'PENDING';
    await runner.run(cancelJob(job.id, { batchOnly: !isPending }));
    const hasSaid = () => readJobFiles(directory)?.end != null;
    if (!isPending && (await poll({ everyMs: POLL_MS, limitMs: SCRIPT_MS }, hasSaid))) continue;
    await runner.run(cancelJob(job.id, { batchOnly: false }));
    const left = () => jobsOf(runner, worktreeId);
    const still = await poll({ everyMs: 1000, limitMs: SLURM_MS }, left, (jobs) =>
      jobs.every(({ id }) => id !== job.id),
    );
    if (still.some(({ id }) => id === job.id))
      throw new PaneError('failed', `job ${job.id} of Slurm has not ended yet (${job.state})`, {
        hint: 'Try again once Slurm has ended it: `squeue --me` shows it.',
      });
  }
  const after = readJobFiles(directory);
  if (listed.length === 0 && after?.end == null) return; // over before: of a node that failed nobody can tell
  if (after?.node == null || (after.end !== null && after.end.left === 0)) return;
  const what =
    after.end === null
      ? `job ${after.id} ended without a word: whether something of it is left on node ${after.node} is not known`
      : `${after.end.left} processes of job ${after.id} are left on node ${after.node}`;
  throw new PaneError('failed', what, {
    hint: `Look there, end what carries PANE_JOB=${after.id} in its environment, then remove ${directory}/job and run the command again.`,
  });
}

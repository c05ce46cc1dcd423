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
/** Between two questions to Slurm meanwhile. */
const ASK_MS = 2_000;
/** Longer than the script takes where its agent survives everything but KILL. */
const SCRIPT_MS = 25_000;
/** A job that does not begin any more, or is killed: Slurm waits for its node. */
const SLURM_MS = 60_000;

/** Those of a worktree that are not over, as Slurm knows them by their name. */
export async function jobsOf(runner: Runner, worktreeId: string): Promise<Job[]> {
  const jobs = await runner.run(listJobs);
  return jobs.filter((job) => job.name === jobName(worktreeId) && !isOver(job));
}

/** What its files say: a network filesystem may show them later than Slurm that the job is over. */
function hasSaid(directory: string): boolean {
  return readJobFiles(directory)?.end != null;
}

interface Ending {
  readonly runner: Runner;
  /** The launcher's. */
  readonly directory: string;
  readonly worktreeId: string;
}

async function isListed({ runner, worktreeId }: Ending, { id }: Job): Promise<boolean> {
  return (await jobsOf(runner, worktreeId)).some((job) => job.id === id);
}

/** Its script ends what it runs. True: it says so; false: it is over without a word, or takes too long. */
async function endByScript(ending: Ending, job: Job): Promise<boolean> {
  const { runner, directory } = ending;
  await runner.run(cancelJob(job.id, { batchOnly: true }));
  let asked = 0;
  const look = async (waitedMs: number): Promise<boolean> => {
    if (hasSaid(directory)) return true;
    if (waitedMs - asked < ASK_MS) return false;
    asked = waitedMs;
    return !(await isListed(ending, job));
  };
  await poll({ everyMs: POLL_MS, limitMs: SCRIPT_MS }, look);
  return hasSaid(directory);
}

/** @throws {PaneError} `failed` where Slurm does not end it */
async function endBySlurm(ending: Ending, job: Job): Promise<void> {
  await ending.runner.run(cancelJob(job.id, { batchOnly: false }));
  const isGone = async (): Promise<boolean> => !(await isListed(ending, job));
  if (await poll({ everyMs: 1000, limitMs: SLURM_MS }, isGone)) return;
  throw new PaneError('failed', `job ${job.id} of Slurm has not ended yet (${job.state})`, {
    hint: 'Try again once Slurm has ended it: `squeue --me` shows it.',
  });
}

/**
 * Nothing where the worktree has none. `saysWithinMs`: how long after its end it may take until the job's own word is to be seen.
 * @throws {PaneError} `failed` where something is left on the node, or nobody can tell
 */
export async function endJob(ending: Ending, saysWithinMs: number): Promise<void> {
  const { runner, directory, worktreeId } = ending;
  const before = readJobFiles(directory);
  if (before === null) return;
  const listed = await jobsOf(runner, worktreeId);
  const hasBegun = ({ state }: Job): boolean => state !== 'PENDING';
  for (const job of listed) {
    const isEnded = hasBegun(job) && (await endByScript(ending, job));
    if (!isEnded) await endBySlurm(ending, job);
  }
  if (listed.some(hasBegun))
    await poll({ everyMs: POLL_MS, limitMs: saysWithinMs }, () => hasSaid(directory));
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

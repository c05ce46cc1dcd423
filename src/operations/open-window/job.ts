/**
 * The job that a task's window shows, where the task runs on a Slurm cluster: one that is there is shown again, else one is
 * submitted.
 */
import { join } from 'node:path';
import { sbatchOptions } from '../../config/keys/slurm-keys.ts';
import { PaneError } from '../../errors.ts';
import { jobsOf } from '../../gate/job.ts';
import { removeOwnFile } from '../../gate/own-files.ts';
import { writeFileAtomically } from '../../gate/write.ts';
import { poll } from '../../poll.ts';
import { paneDirectory } from '../../records/store.ts';
import { goneSeconds, readJobFiles } from '../../slurm/job-files.ts';
import { submitJob } from '../../slurm/jobs.ts';
import type { OurWorktree } from '../../snapshot/snapshot.ts';
import type { ApplyContext } from '../apply-context.ts';
import { writePlace } from '../launch-data.ts';

const POLL_MS = 5_000;

async function writeNumber(directory: string, id: string): Promise<void> {
  await writeFileAtomically(join(directory, 'job'), `${id}\n`, { mode: 0o600 });
}

/** Its window settled how it ended, or it said so itself, or it never began. */
function isSettled({ launcher }: OurWorktree, directory: string): boolean {
  const files = readJobFiles(directory);
  const hasState = launcher !== null && ['exited', 'failed', 'stopped'].includes(launcher.state);
  return files === null || files.end !== null || files.node === null || hasState;
}

/**
 * The caller holds the task's lock. True: the worktree has a job that is not over, which only wants a window: all that it
 * runs stays as it was submitted.
 */
export async function findJob(context: ApplyContext, worktree: OurWorktree): Promise<boolean> {
  const directory = paneDirectory(worktree.admin);
  const { runner, config, env } = context.scope;
  const { id } = worktree.stamp;
  if (config.slurm === null && readJobFiles(directory) === null) return false;
  const limitMs = isSettled(worktree, directory) ? 0 : goneSeconds(env) * 1000;
  const look = () => jobsOf(runner, id);
  const isFound = ({ length }: readonly unknown[]) => length > 0;
  const [job] = await poll({ everyMs: POLL_MS, limitMs, signal: context.signal }, look, isFound);
  if (job === undefined) {
    if (!context.signal.aborted) return false;
    throw new PaneError('interrupted', 'interrupted');
  }
  await writeNumber(directory, job.id); // of one that was submitted by a `pane` that was killed then, too
  await writePlace(context, directory);
  await removeOwnFile(directory, join(directory, 'run'));
  return true;
}

/** Nothing where tasks run on this machine itself. The launch data are written. @throws {CommandError} what `sbatch` said */
export async function submit(context: ApplyContext, worktree: OurWorktree, directory: string): Promise<void> {
  const { runner, config } = context.scope;
  if (config.slurm === null) return;
  const { id } = worktree.stamp;
  const script = [join(directory, 'job.sh'), directory, id];
  const options = sbatchOptions(config.slurm);
  await writeNumber(directory, await runner.run(submitJob({ worktreeId: id, options, script })));
}

/**
 * Opens the window of a task.
 */
import { join } from 'node:path';
import type { Delivery } from '../../agents/launch.ts';
import { findProgram, programOf } from '../../agents/program.ts';
import { type DesiredTask, hasPrompt } from '../../config/desired.ts';
import { PaneError } from '../../errors.ts';
import { forgetPrompt } from '../../records/prompt-record.ts';
import { paneDirectory, writeStamp } from '../../records/store.ts';
import { readJobFiles } from '../../slurm/job-files.ts';
import { requested } from '../../snapshot/request.ts';
import { SHOWN_AT_START } from '../../snapshot/shown-state.ts';
import type { OurWorktree } from '../../snapshot/snapshot.ts';
import { holderOf } from '../../snapshot/unseen-agent.ts';
import { findWindow, hasStopped, programIn } from '../../snapshot/windows.ts';
import { tmuxName } from '../../tmux/names.ts';
import { askServer } from '../../tmux/panes.ts';
import { type ApplyContext, Changed, findTask, Overtaken } from '../apply-context.ts';
import { closeWindowOf } from '../close-window/close.ts';
import { writeLaunchData } from '../launch-data.ts';
import { openInSession } from '../open-in-session.ts';
import { waitForClaim } from '../wait-for-claim.ts';
import { windowEnvironment } from '../window-environment.ts';
import { deliveryOf } from './delivery.ts';
import { findJob, submit } from './job.ts';
import type { OpenWindow } from './operation.ts';

/** Closes the window of a launcher that gave up; returns what the user should know. @throws {Changed} */
async function assertClosed(
  context: ApplyContext,
  worktree: OurWorktree,
  operation: OpenWindow,
): Promise<string[]> {
  const window = findWindow(await askServer(context.scope.runner, context.socket), worktree);
  if (operation.replaces !== null && window?.window === operation.replaces) {
    const { state } = worktree.launcher ?? {};
    const hasFailed = state === 'failed' || state === 'stopped' || window.dead;
    const program = hasStopped(worktree.launcher) ? null : programIn(window, worktree.launcher?.shell);
    if (!hasFailed || program !== null) throw new Changed('something else now runs in its window');
    return await closeWindowOf(context, worktree);
  }
  const isOpen = 'its window is already open';
  // Whoever opened it did not give the prompt that this was to give on purpose.
  if (window !== null) throw operation.again ? new Changed(isOpen) : new Overtaken(isOpen);
  if (worktree.claim !== null && holderOf(worktree.claim).liveness !== 'dead')
    throw new Changed('its agent is now running');
  return [];
}

/** As planned, but for a prompt that an agent was started with since. @throws {Changed} where another one was given */
function deliveryNow(worktree: OurWorktree, { desired, delivery, again }: OpenWindow): Delivery {
  if (again) return delivery;
  const now = deliveryOf(worktree, desired);
  if (now !== delivery && now !== 'none') throw new Changed('another prompt was given in its worktree');
  return now;
}

/**
 * A prompt that nobody gets is told once, when the first agent starts, since the file is as its author wants it, perhaps;
 * and when it was to be given on purpose.
 */
function untaken({ desired, again }: OpenWindow, { conversation }: OurWorktree): string[] {
  const { name, prompt, agent } = desired;
  if (
    prompt === null ||
    agent.prompt !== 'none' ||
    !(requested(conversation, 'conversations') === null || again)
  )
    return [];
  return [`its agent takes no prompt, so none was given; \`pane send ${name}\` types one in`];
}

/**
 * What the launcher tells in the window too. Setup may bring the program, and of a command line only the shell can tell,
 * unless it begins with a preset's program.
 * @throws {PaneError} `failed` where the agent can't be started
 */
async function assertProgram(
  { scope }: ApplyContext,
  worktree: OurWorktree,
  path: string,
  task: DesiredTask,
): Promise<void> {
  const { agent, setup, name } = task;
  const program = programOf(agent);
  const isKnown = 'argv' in agent.command || agent.preset === program;
  if (program === null || !isKnown || setup.length > 0 || scope.config.slurm !== null) return;
  const { PATH = '/usr/local/bin:/usr/bin:/bin' } = windowEnvironment(scope, worktree, path, task);
  if ((await findProgram(program, PATH, path)) !== null) return;
  throw new PaneError('failed', `command not found: ${program}`, {
    hint: `Install it, or correct the command of \`${agent.name}\`; then \`pane up ${name}\`.`,
  });
}

/** The caller holds the task's lock. */
export async function carryOut(context: ApplyContext, operation: OpenWindow): Promise<string[]> {
  const worktree = await findTask(context.scope, operation.task);
  if (worktree?.path == null || worktree.stamp.archive !== null || worktree.stamp.progress !== 'made') {
    throw new Changed('its worktree is not ready');
  }
  const staying = await assertClosed(context, worktree, operation);
  const { desired: task } = operation;
  if (await findJob(context, worktree)) {
    await writeStamp(worktree.admin, { ...worktree.stamp, hold: null, error: null });
    return [...staying, ...(await open(context, worktree, task))];
  }
  await writeAll(context, worktree, operation, worktree.path);
  const warnings = await open(context, worktree, task);
  await assertProgram(context, worktree, worktree.path, task);
  return [...staying, ...untaken(operation, worktree), ...warnings];
}

/** What the launcher needs, and what the stamp is to say of it; and the job, where it runs as one. */
async function writeAll(
  context: ApplyContext,
  worktree: OurWorktree,
  operation: OpenWindow,
  path: string,
): Promise<void> {
  const { desired: task, again } = operation;
  const delivery = deliveryNow(worktree, operation);
  if (again && task.promptHash !== null && delivery !== 'none')
    await forgetPrompt(worktree.admin, task.promptHash);
  const directory = await writeLaunchData(context, { worktree, path, task, delivery });
  const { stamp, admin } = worktree;
  // Before the window is there: a crash in between leaves a task without a window, not one that looks changed.
  const wasGiven = delivery !== 'none' || stamp.applied === null;
  const prompt = wasGiven ? task.hashes.prompt : (stamp.applied?.prompt ?? task.hashes.prompt);
  await writeStamp(admin, {
    ...stamp,
    applied: { ...task.hashes, prompt },
    // What a task that returns from the archive is known by: where none can be given, it is as the file has it.
    prompt: hasPrompt(task) ? prompt : task.hashes.prompt,
    hold: null,
    error: null,
  });
  await submit(context, worktree, directory);
}

async function open(
  context: ApplyContext,
  { admin, stamp }: OurWorktree,
  task: DesiredTask,
): Promise<string[]> {
  const directory = paneDirectory(admin);
  const launcher = join(directory, 'launcher.sh');
  const warnings = await openInSession(context, {
    name: tmuxName(task.name),
    kind: 'task',
    worktreeId: stamp.id,
    task: task.name,
    // What a job prints is kept where it runs.
    log: readJobFiles(directory) === null ? join(directory, 'log.sh') : null,
    shown: SHOWN_AT_START,
    argv: ['sh', launcher, directory, stamp.id],
    panes: task.panes.map(({ split, size }, index) => ({
      argv: ['sh', launcher, directory, stamp.id, String(index + 1)],
      split,
      size,
    })),
  });
  await waitForClaim(directory);
  return warnings;
}

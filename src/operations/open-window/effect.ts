/**
 * Opens and closes the window of a task.
 */
import { join } from 'node:path';
import type { Delivery } from '../../agents/launch.ts';
import { findProgram, programOf } from '../../agents/program.ts';
import { type DesiredTask, desireTask, hasPrompt } from '../../config/desired.ts';
import { messageOf, PaneError } from '../../errors.ts';
import type { CloseWindow, OpenWindow } from '../../plan/operation.ts';
import { sha256 } from '../../records/hash.ts';
import { forgetPrompt } from '../../records/prompt-record.ts';
import { writeStamp } from '../../records/store.ts';
import type { OurWorktree } from '../../snapshot/observed.ts';
import { SHOWN_AT_START } from '../../snapshot/shown-state.ts';
import { findWindow, programIn } from '../../snapshot/view.ts';
import { tmuxName } from '../../tmux/names.ts';
import { askServer } from '../../tmux/panes.ts';
import { type ApplyContext, Changed, findTask, findWorktree, Overtaken } from '../apply-context.ts';
import { closeWindowOf } from '../close-window.ts';
import { writeLaunchData } from '../launch-data.ts';
import { openInSession } from '../open-in-session.ts';
import { waitForClaim } from '../wait-for-claim.ts';
import { windowEnvironment } from '../window-environment.ts';

/** Closes the window of a launcher that gave up; returns what the user should know. @throws {Changed} */
async function assertClosed(
  context: ApplyContext,
  worktree: OurWorktree,
  operation: OpenWindow,
  delivery: Delivery | undefined,
): Promise<string[]> {
  const window = findWindow(await askServer(context.scope.runner, context.socket), worktree);
  if (operation.replaces !== null && window?.window === operation.replaces) {
    const hasFailed = worktree.launcher?.state === 'failed' || window.dead;
    if (!hasFailed || programIn(window, worktree.launcher?.shell) !== null)
      throw new Changed('something else runs in its window by now');
    return await closeWindowOf(context, worktree);
  }
  const isOpen = 'its window is open by now';
  // Whoever opened it did not give the prompt that this was to give on purpose.
  if (window !== null) throw delivery === undefined ? new Overtaken(isOpen) : new Changed(isOpen);
  if (worktree.claim !== null && worktree.claim.liveness !== 'dead')
    throw new Changed('its agent runs by now');
  return [];
}

/**
 * How the prompt is to be given in a worktree that no agent runs in. One that was started with is never given
 * again; one that was claimed is not either, but then the launcher says so.
 */
function deliveryOf({ prompts, stamp }: OurWorktree, { prompt, hashes }: DesiredTask): Delivery {
  const record = prompts.get(sha256(prompt ?? ''));
  if (record === 'started') return 'none';
  if (record !== undefined || prompts.size === 0) return 'first';
  // Another prompt than the one that an agent had: only if it was asked for, and did not come that far.
  return stamp.applied?.prompt === hashes.prompt ? 'next' : 'none';
}

/**
 * A prompt that nobody gets is told once, when the first agent starts, since the file is as its author wants it, perhaps;
 * and when it was to be given on purpose.
 */
function untaken(
  { name, prompt, agent }: DesiredTask,
  { conversation }: OurWorktree,
  delivery: Delivery | undefined,
): string[] {
  const isMeant = conversation === null || (delivery !== undefined && delivery !== 'none');
  if (prompt === null || agent.prompt !== 'none' || !isMeant) return [];
  return [`its agent takes no prompt, so that it was not given: \`pane send ${name}\` types one in`];
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
  if (program === null || !isKnown || setup.length > 0) return;
  const { PATH = '/usr/local/bin:/usr/bin:/bin' } = windowEnvironment(scope, worktree, path, task);
  if ((await findProgram(program, PATH, path)) !== null) return;
  throw new PaneError('failed', `command not found: ${program}`, {
    hint: `Install it, or correct the command of \`${agent.name}\`; then \`pane up ${name}\`.`,
  });
}

/** The caller holds the task's lock. `delivery`: given on purpose; else the first opening delivers. */
export async function applyOpen(
  context: ApplyContext,
  operation: OpenWindow,
  delivery?: Delivery,
): Promise<string[]> {
  const worktree = await findTask(context.scope, operation.task);
  if (worktree?.path == null || worktree.stamp.archive !== null || worktree.stamp.progress !== 'made') {
    throw new Changed('its worktree is not ready');
  }
  const staying = await assertClosed(context, worktree, operation, delivery);
  const task = desireTask(operation.desired, sha256);
  const given = hasPrompt(task) ? (delivery ?? deliveryOf(worktree, task)) : 'none';
  if (delivery !== undefined && given !== 'none')
    await forgetPrompt(worktree.admin, sha256(task.prompt ?? ''));
  const directory = await writeLaunchData(context, { worktree, path: worktree.path, task, delivery: given });
  const launcher = join(directory, 'launcher.sh');
  const { stamp, admin } = worktree;
  // Before the window is there: a crash in between leaves a task without a window, not one that looks changed.
  const wasGiven = given !== 'none' || stamp.applied === null;
  const prompt = wasGiven ? task.hashes.prompt : (stamp.applied?.prompt ?? task.hashes.prompt);
  await writeStamp(admin, {
    ...stamp,
    applied: { ...task.hashes, prompt },
    // What a task that returns from the archive is known by: where none can be given, it is as the file has it.
    prompt: hasPrompt(task) ? prompt : task.hashes.prompt,
    hold: null,
    error: null,
  });
  const warnings = await openInSession(context, {
    name: tmuxName(task.name),
    kind: 'task',
    worktreeId: stamp.id,
    task: task.name,
    log: join(directory, 'log.sh'),
    shown: SHOWN_AT_START,
    argv: ['sh', launcher, directory, stamp.id],
    panes: task.panes.map(({ split, size }, index) => ({
      argv: ['sh', launcher, directory, stamp.id, String(index + 1)],
      split,
      size,
    })),
  });
  await waitForClaim(directory);
  await assertProgram(context, worktree, worktree.path, task);
  return [...staying, ...untaken(task, worktree, delivery), ...warnings];
}

/**
 * The caller holds the task's lock, unless none can be written: an agent that has filled the disk must be ended all the
 * same. What is noted comes before, so that no watcher opens the window again, and if it can't be, once more after.
 */
export async function applyClose(context: ApplyContext, operation: CloseWindow): Promise<string[]> {
  const { worktreeId, hold } = operation;
  const worktree = await findWorktree(context.scope, worktreeId);
  const { admin, stamp } = worktree;
  const note = async (): Promise<unknown> => {
    if (hold === null) return null;
    return await writeStamp(admin, { ...stamp, hold: { reason: 'down', hash: hold } }).then(
      () => null,
      (error: unknown) => error,
    );
  };
  const isUnwritten = (await note()) !== null;
  const told = await closeWindowOf(context, worktree, operation);
  const failure = isUnwritten ? await note() : null;
  if (failure === null) return told;
  const again = `\`pane down ${stamp.task}\` again once that is mended`;
  return [
    ...told,
    `its window is closed, but \`up\` and a watcher open it again: ${messageOf(failure)}: ${again}`,
  ];
}

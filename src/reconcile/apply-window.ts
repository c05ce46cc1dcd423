/**
 * Opens and closes the window of a task.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Delivery } from '../agents/launch.ts';
import { PaneError } from '../errors.ts';
import { CommandError } from '../process/command.ts';
import { tmuxName } from '../tmux/names.ts';
import { askServer, type TmuxServer } from '../tmux/panes.ts';
import {
  finishWindow,
  type OpenedWindow,
  openWindow,
  parseOpened,
  splitWindow,
  type WindowSpec,
} from '../tmux/windows.ts';
import { type ApplyContext, Changed, findTask, findWorktree } from './apply-context.ts';
import { closeWindowOf } from './close-window.ts';
import { type DesiredTask, desireTask } from './desired.ts';
import { sha256 } from './hash.ts';
import { writeLaunchData } from './launch-data.ts';
import type { OurWorktree } from './observed.ts';
import type { CloseWindow, OpenWindow } from './operation.ts';
import { encodePlace } from './place.ts';
import { forgetPrompt } from './prompt-record.ts';
import { SHOWN_AT_START } from './shown-state.ts';
import { writeStamp } from './store.ts';
import { findWindow, programIn } from './view.ts';
import { waitForClaim } from './wait-for-claim.ts';

/** What a window of ours runs, whatever it is for. */
export type WindowContent = Omit<
  WindowSpec,
  'session' | 'isFirst' | 'hasStatusLine' | 'nonce' | 'project' | 'place'
>;

function sessionOf(server: TmuxServer | null, name: string) {
  return server?.panes.find((pane) => pane.session === name) ?? null;
}

/** Another call made the session, or ended it, since we looked. */
function hasLostRace(error: unknown): boolean {
  return (
    error instanceof CommandError &&
    /duplicate session|can't find session|no such session/i.test(error.stderr)
  );
}

/**
 * Opens a window in the project's session, making the session if there is none.
 * @throws {PaneError} `conflict` where the session is not ours and would end when its client leaves.
 */
export async function openInSession(context: ApplyContext, content: WindowContent): Promise<string[]> {
  const { runner, config, projectId, repository } = context.scope;
  const nonce = `pane-${randomBytes(8).toString('hex')}`;
  for (let attempt = 1; ; attempt += 1) {
    const session = sessionOf(await askServer(runner, context.socket), config.session);
    if (session?.sessionIsFleeting && session.sessionOf !== projectId) {
      throw new PaneError(
        'conflict',
        `the tmux session ${config.session} has destroy-unattached on: it would end with its windows when you detach`,
        {
          hint: 'Set `tmux: { session: NAME }` to another name, or turn the option off for that session.',
        },
      );
    }
    const spec = {
      ...content,
      session: config.session,
      isFirst: session === null,
      hasStatusLine: config.statusLine && (session === null || session.sessionOf !== null),
      nonce,
      project: projectId,
      place: encodePlace({ ...repository, file: config.files.project }),
    };
    try {
      await runner.run(openWindow(context.socket, spec));
      return [];
    } catch (error) {
      const made = error instanceof CommandError ? parseOpened(error.stdout) : null;
      if (made !== null) return await finish(context, spec, made, error);
      if (attempt >= 5 || !hasLostRace(error)) throw error;
    }
  }
}

/** Its program ended before it was finished, and closed it. */
function isGone(error: unknown): boolean {
  return error instanceof CommandError && /no such window|can't find (window|pane)/i.test(error.stderr);
}

/** What tmux said of a pane that found no room; null: it said something else. */
function noRoom(error: unknown): string | null {
  if (!(error instanceof CommandError) || !/no space for new pane|size/i.test(error.stderr)) return null;
  return error.stderr.trim();
}

/** The further panes that are not there yet. Returns what tmux said of one that found no room. */
async function addPanes(context: ApplyContext, spec: WindowSpec, made: OpenedWindow): Promise<string | null> {
  const { runner } = context.scope;
  const server = await askServer(runner, context.socket);
  const there = (server?.panes ?? []).filter(({ window }) => window === made.window).length - 1;
  if (there < 0 || there >= spec.panes.length) return null;
  try {
    await runner.run(splitWindow(context.socket, spec, made, there));
    return null;
  } catch (error) {
    const full = noRoom(error);
    if (full === null) throw error;
    return full;
  }
}

/**
 * The window is there, but something of what belongs to it is not: a further pane found no room, or a hook
 * of the user's renamed the window or its session, so that its marks did not find it.
 */
async function finish(
  context: ApplyContext,
  spec: WindowSpec,
  made: OpenedWindow,
  error: unknown,
): Promise<string[]> {
  const { runner } = context.scope;
  const noRoomLeft = noRoom(error);
  try {
    await runner.run(finishWindow(context.socket, spec, made, { isLogged: noRoomLeft !== null }));
  } catch (failure) {
    if (isGone(failure)) return [];
    throw failure;
  }
  const full = noRoomLeft ?? (await addPanes(context, spec, made));
  return full === null ? [] : [`not every pane of its window could be opened: ${full}`];
}

async function assertClosed(
  context: ApplyContext,
  worktree: OurWorktree,
  operation: OpenWindow,
): Promise<void> {
  const window = findWindow(await askServer(context.scope.runner, context.socket), worktree);
  if (operation.replaces !== null && window?.window === operation.replaces) {
    const hasFailed = worktree.launcher?.state === 'failed' || window.dead;
    if (!hasFailed || programIn(window, worktree.launcher?.shell) !== null)
      throw new Changed('something else runs in its window by now');
    await closeWindowOf(context, worktree);
    return;
  }
  if (window !== null) throw new Changed('its window is open by now');
  if (worktree.claim !== null && worktree.claim.liveness !== 'dead')
    throw new Changed('its agent runs by now');
}

/**
 * How the prompt is to be given in a worktree that no agent runs in. One that was started with is never given
 * again; one that was claimed is not either, but then the launcher says so.
 */
function deliveryOf({ prompts, stamp }: OurWorktree, { prompt, agent, hashes }: DesiredTask): Delivery {
  if (prompt === null || agent.prompt === 'none') return 'none';
  const record = prompts.get(sha256(prompt));
  if (record === 'started') return 'none';
  if (record !== undefined || prompts.size === 0) return 'first';
  // Another prompt than the one that an agent had: only if it was asked for, and did not come that far.
  return stamp.applied?.prompt === hashes.prompt ? 'next' : 'none';
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
  await assertClosed(context, worktree, operation);
  const task = desireTask(operation.desired, sha256);
  const given = delivery ?? deliveryOf(worktree, task);
  if (delivery !== undefined && delivery !== 'none')
    await forgetPrompt(worktree.admin, sha256(task.prompt ?? ''));
  const directory = await writeLaunchData(context, { worktree, path: worktree.path, task, delivery: given });
  const launcher = join(directory, 'launcher.sh');
  const { stamp, admin } = worktree;
  // Before the window is there: a crash in between leaves a task without a window, not one that looks changed.
  const wasGiven = given !== 'none' || stamp.applied === null;
  const prompt = wasGiven ? task.hashes.prompt : (stamp.applied?.prompt ?? task.hashes.prompt);
  await writeStamp(admin, { ...stamp, applied: { ...task.hashes, prompt }, prompt, hold: null, error: null });
  const warnings = await openInSession(context, {
    name: tmuxName(task.name),
    kind: 'task',
    worktreeId: stamp.id,
    task: task.name,
    log: join(directory, 'log.sh'),
    shown: SHOWN_AT_START,
    argv: ['sh', launcher, directory],
    panes: task.panes.map(({ split, size }, index) => ({
      argv: ['sh', launcher, directory, String(index + 1)],
      split,
      size,
    })),
  });
  await waitForClaim(directory);
  return warnings;
}

/** The caller holds the task's lock. */
export async function applyClose(context: ApplyContext, operation: CloseWindow): Promise<string[]> {
  const worktree = await findWorktree(context.scope, operation.worktreeId);
  const { admin, stamp } = worktree;
  if (operation.hold !== null)
    await writeStamp(admin, { ...stamp, hold: { reason: 'down', hash: operation.hold } });
  await closeWindowOf(context, worktree);
  return [];
}

/**
 * Types launch prompts into agents that take them no other way, once each shows that it is ready. The launcher has
 * left the prompt's hash in its state; whoever comes first claims it, and it is never typed a second time.
 */

import { join } from 'node:path';
import { typedText } from '../agents/typed-text.ts';
import { PaneError } from '../errors.ts';
import { takeLock } from '../gate/lock.ts';
import { writeFileAtomically } from '../gate/write.ts';
import { readIfThere } from '../git/small-file.ts';
import { sha256 } from '../hash.ts';
import type { TaskName } from '../ids.ts';
import type { Notice } from '../plan/notice.ts';
import { poll } from '../poll.ts';
import { identityOf } from '../process/identity.ts';
import type { Project } from '../project/project.ts';
import { claimPrompt, forgetPrompt, settlePrompt } from '../records/prompt-record.ts';
import { paneDirectory, taskLock } from '../records/store.ts';
import { nowSeconds } from '../snapshot/clock.ts';
import { isArchived } from '../snapshot/joined.ts';
import { orNull } from '../snapshot/known.ts';
import { NOT_ASKED, requested } from '../snapshot/request.ts';
import { type OurWorktree, oursIn, type Snapshot } from '../snapshot/snapshot.ts';
import { UNTYPABLE, withoutDue } from '../snapshot/state.ts';
import type { TaskInState } from '../snapshot/view.ts';
import { readinessOf } from './readiness.ts';
import { observeTasks } from './task-pane.ts';
import { type Refused, typeInto } from './typing.ts';

const POLL_MS = 250;
/** How long a program has to get ready. */
const READY_SECONDS = 60;
const TELL_MS = 2_000;

/** `soon`: it pays to look often; `later`: an agent that was not ready within a minute waits for its user. */
export type Due = 'none' | 'soon' | 'later';

/** Whether prompts are to be typed in into agents that are started or run. */
export function duePrompts(observed: Pick<Snapshot, 'git'>): Due {
  const due = oursIn(observed).flatMap((worktree) => {
    const { launcher } = worktree;
    if (launcher === null || !['starting', 'running'].includes(launcher.state)) return [];
    if (launcher.paste === '' || isArchived(worktree)) return [];
    return launcher.paste in requested(worktree.prompts, 'prompts') ? [] : [launcher];
  });
  if (due.length === 0) return 'none';
  return due.some(({ at }) => nowSeconds() - at < READY_SECONDS) ? 'soon' : 'later';
}

/** One whose prompt is still to be typed in, and why. */
export interface StillDue {
  readonly task: TaskName;
  readonly reason: string;
  /** It may get ready by itself, or by the user's answer. */
  readonly passes: boolean;
  /** It was claimed, so that only the user can have it given again. */
  readonly claimed: boolean;
}

/** The text as the window was opened with it, whatever the file says by now. */
function promptOf({ admin, launcher }: OurWorktree): { readonly hash: string; readonly text: string } | null {
  const text = readIfThere(join(paneDirectory(admin), 'prompt'));
  const hash = launcher?.paste ?? '';
  return text !== null && sha256(text) === hash ? { hash, text: typedText(text) } : null;
}

/** The caller holds the task's lock. Null: it was typed in, now or before. */
async function typePrompt(project: Project, name: TaskName): Promise<Refused | null> {
  const { tasks } = await observeTasks(project, new Set([name]));
  const [task] = tasks;
  const worktree = task === undefined ? null : orNull(task.view.worktree);
  if (worktree === null || task?.state.due == null) return null;
  const { admin } = worktree;
  const prompt = promptOf(worktree);
  if (prompt === null)
    return { ready: false, reason: 'its window was opened with another prompt', passes: false };
  const { hash, text } = prompt;
  if (text.trim() === '') {
    await settlePrompt(admin, hash, 'started');
    return null;
  }
  let claimed = false;
  const take = async (): Promise<boolean> => {
    claimed = await claimPrompt(admin, hash, identityOf(project.context.pid));
    return claimed;
  };
  const giveBack = async (): Promise<void> => {
    await forgetPrompt(admin, hash);
    claimed = false;
  };
  try {
    const refused = await typeInto(project, name, text, {
      seenAs: withoutDue,
      take,
      mark: () => null,
      giveBack,
    });
    if (refused === null) await settlePrompt(admin, hash, 'started');
    return refused;
  } catch (error) {
    if (claimed) await settlePrompt(admin, hash, 'claimed');
    throw error;
  }
}

/** So that whoever looks is told why it has no prompt; it is tried again all the same. */
async function recordUntyped({ admin, untyped }: OurWorktree, reason: string): Promise<void> {
  if (untyped !== NOT_ASKED && untyped?.reason === reason) return;
  await writeFileAtomically(join(paneDirectory(admin), 'untyped'), reason, { mode: 0o600, durable: false });
}

async function typeOne(project: Project, { view, state }: TaskInState): Promise<StillDue[]> {
  const { name: task } = view;
  const readiness = readinessOf(view, withoutDue(state));
  if (!readiness.ready) return [{ task, ...readiness, claimed: false }];
  const { repository, projectId } = project.scope;
  const lock = await takeLock(taskLock(repository.common, projectId, task), project.context);
  try {
    const refused = await typePrompt(project, task);
    const worktree = orNull(view.worktree);
    if (refused?.passes === false && worktree !== null) {
      await recordUntyped(worktree, refused.reason);
    }
    return refused === null ? [] : [{ task, ...refused, claimed: false }];
  } catch (error) {
    if (!(error instanceof PaneError) || error.code !== 'failed') throw error;
    return [{ task, reason: error.message, passes: false, claimed: true }];
  } finally {
    await lock.release();
  }
}

/** Types in those that are due and whose agent is ready. Returns the others. */
export async function typeReadyPrompts(
  project: Project,
  tasks: ReadonlySet<TaskName> | null,
): Promise<StillDue[]> {
  const seen = await observeTasks(project, tasks);
  const due = seen.tasks.filter(({ state }) => state.due !== null);
  return (await Promise.all(due.map((one) => typeOne(project, one)))).flat();
}

/** Waits until all are typed in, a minute at most. Returns those that are not, and why. */
export async function typePrompts(project: Project, tasks: ReadonlySet<TaskName> | null): Promise<Notice[]> {
  const { stderr, signal } = project.context;
  let told = false;
  let open = tasks;
  const failed: Notice[] = [];
  const look = async (waitedMs: number): Promise<StillDue[]> => {
    const still = await typeReadyPrompts(project, open);
    if (waitedMs > TELL_MS && !told) {
      for (const { task, reason } of still) stderr(`waiting to type in the prompt of ${task}: ${reason}\n`);
      told = true;
    }
    failed.push(...still.filter(({ passes }) => !passes).map(noticeOf));
    const left = still.filter(({ passes }) => passes);
    open = new Set(left.map(({ task }) => task));
    return left;
  };
  const rhythm = { everyMs: POLL_MS, limitMs: READY_SECONDS * 1000, signal };
  const left = await poll(rhythm, look, (due) => due.length === 0);
  return [...failed, ...left.map(noticeOf)];
}

/** What `up` and the watcher tell of it. */
export function noticeOf({ task, reason, claimed, passes }: StillDue): Notice {
  if (!claimed && !passes) return { kind: 'failed', task, message: `${UNTYPABLE}${reason}` };
  const message = claimed
    ? `its prompt may not have been delivered (${reason}): check its window; \`pane restart --prompt ${task}\` gives it again`
    : `its prompt is not typed in yet: ${reason}; \`pane up\` tries again`;
  return { kind: 'failed', task, message };
}

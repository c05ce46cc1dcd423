/**
 * One row of `status`. Pure.
 */

import type { DesiredTask } from '../../config/desired.ts';
import { toldFields } from '../../config/keys/task-keys.ts';
import type { InProgress } from '../../git/in-progress.ts';
import { driftOf } from '../../plan/drift.ts';
import { CHANGED_SINCE } from '../../snapshot/checked.ts';
import { type Known, orNull } from '../../snapshot/known.ts';
import { turnsOf } from '../../snapshot/places.ts';
import { ifAsked, requested } from '../../snapshot/request.ts';
import type { Changes, OurWorktree } from '../../snapshot/snapshot.ts';
import type { Look, State } from '../../snapshot/state.ts';
import type { ArchivedStatus, TaskStatus, VerifyStatus } from '../../snapshot/status.ts';
import type { TaskView } from '../../snapshot/view.ts';
import { baseName } from '../../snapshot/work/base.ts';

function isoOf(seconds: number | null): string | null {
  return seconds === null ? null : new Date(seconds * 1000).toISOString();
}

function inProgressIn(worktree: OurWorktree | null): InProgress | null {
  return worktree === null ? null : requested(worktree.inProgress, 'what is in progress');
}

/** The one that is checked out, or will be again after a rebase; as wanted where there is no worktree. */
function branchOf({ desired }: TaskView, worktree: OurWorktree | null): string | null {
  if (worktree?.listed) return worktree.listed.branch ?? inProgressIn(worktree)?.branch ?? null;
  return desired?.branch ?? worktree?.stamp.branch ?? null;
}

function verifyOf(desired: DesiredTask | null, worktree: OurWorktree | null): VerifyStatus | null {
  const attempts = worktree === null ? null : ifAsked(worktree.attempts);
  if (attempts?.check == null) return null;
  const { outcome, at, exitCode, seconds, changed } = attempts.check;
  const retries = desired?.verify?.retries ?? 0;
  return { outcome, at: isoOf(at) ?? '', exitCode, sent: attempts.red, retries, seconds, changed };
}

interface Shown {
  /** By which its state was told. */
  readonly look: Look;
  /** With what was seen on its screen. */
  readonly long: boolean;
  /** The worktrees of all tasks. */
  readonly ours: readonly OurWorktree[];
}

export function taskStatus(view: TaskView, told: State, { look, long, ours }: Shown): TaskStatus {
  const { desired } = view;
  const worktree = orNull(view.worktree);
  const window = orNull(view.window);
  const { state, message, exitCode, since, source } = told;
  const [screenState] = look.screenStates;
  const made = worktree?.stamp;
  return {
    name: view.name,
    state,
    source,
    since: isoOf(since),
    message,
    seen:
      long && screenState !== undefined
        ? `${screenState.line} (rule ${screenState.activity}: ${screenState.rule})`
        : null,
    agent: desired?.agent.name ?? null,
    exitCode,
    until: isoOf(told.until),
    queue: view.queue,
    verify: verifyOf(desired, worktree),
    turns: turnsOf(worktree)?.ended ?? null,
    branch: branchOf(view, worktree),
    inProgress: inProgressIn(worktree)?.operation ?? null,
    base: made === undefined ? (desired?.base ?? null) : baseName(made),
    worktree: worktree?.path ?? desired?.worktree ?? '',
    window: window?.window ?? null,
    pane: window?.main ?? null,
    ports: {},
    baseGone: null,
    ahead: null,
    dirty: null,
    lines: null,
    drift: desired === null || worktree === null ? [] : driftOf(worktree, desired, ours),
    ...toldFields(desired),
  };
}

/** The row with how far its worktree has come; what can't be read there is not known at all. Undefined: not asked. */
export function withChanges(row: TaskStatus, changes: Known<Changes> | undefined): TaskStatus {
  if (changes === undefined) return row;
  if (changes.known) {
    const { isAsChecked, ...counts } = changes.value;
    const isOutdated = row.state === 'verified' && !isAsChecked;
    return { ...row, ...counts, ...(isOutdated ? { message: CHANGED_SINCE } : {}) };
  }
  const message = `could not ask git: ${changes.reason}`;
  return { ...row, state: 'unknown', source: null, since: null, message };
}

export function archivedStatus(worktree: OurWorktree): ArchivedStatus[] {
  const { archive, task, id } = worktree.stamp;
  if (archive?.step !== 'archived') return [];
  return [{ task, id, branch: archive.branch, archivedAt: archive.at, path: archive.to }];
}

/**
 * Plans for tasks that are no longer in the file. Pure. A file that git or an accident changed must not
 * archive anybody's agents: so a list that lost more than half of its tasks at once needs a word.
 */

import type { TaskName } from '../ids.ts';
import { archiveWorktree, worksInWorktree } from '../operations/archive-worktree/operation.ts';
import { clearHalfMade } from '../operations/clear-half-made/operation.ts';
import { orNull } from '../snapshot/known.ts';
import { describeMissing } from '../snapshot/missing.ts';
import type { OurWorktree } from '../snapshot/snapshot.ts';
import { isOutOfReach, type UnseenAgent } from '../snapshot/unseen-agent.ts';
import type { TaskView } from '../snapshot/view.ts';
import type { TaskWindow } from '../snapshot/windows.ts';
import { othersIn } from '../tmux/other-panes.ts';
import type { Plan } from './notice.ts';
import { join, NOTHING, planOf, tell } from './parts.ts';
import { type Left, manyLeft, NONE_LEFT, type Policy, type Renames } from './policy.ts';

interface Orphan {
  readonly name: TaskName;
  readonly worktree: OurWorktree;
  readonly window: TaskWindow | null;
  readonly unseen: UnseenAgent | null;
}

/** Those of which it is known what runs where. */
function orphansOf(views: readonly TaskView[]): Orphan[] {
  return views.flatMap(({ name, desired, window, unseen, ...view }) => {
    const worktree = orNull(view.worktree);
    if (desired !== null || worktree === null || !window.known || !unseen.known) return [];
    return [{ name, worktree, window: window.value, unseen: unseen.value }];
  });
}

/**
 * More than half of the tasks that exist left the file, and two at least; those that look renamed did not leave.
 * `onHosts`: those of other machines, which count too.
 */
export function leftAtOnce(
  views: readonly TaskView[],
  renames: Renames,
  onHosts: Left = NONE_LEFT,
): Left | null {
  const existing = views.filter(isLive);
  const renamed = new Set(renames.values());
  const here = existing.filter(({ desired, name }) => desired === null && !renamed.has(name)).length;
  return manyLeft({ gone: here + onHosts.gone, of: existing.length + onHosts.of });
}

/** An archive under a program of the user's, which the watcher may not end. Null: none is at work there. */
function underOthers({ name, window }: Orphan): Plan | null {
  const others = othersIn(window?.panes ?? []);
  if (others.length === 0) return null;
  const { message, wayOut } = worksInWorktree(name, others);
  return tell('conflict', name, `left the file, but ${message}. ${wayOut}`);
}

function archiveOrphan(orphan: Orphan): Plan {
  const { name, worktree, unseen } = orphan;
  const { path } = worktree;
  if (path === null) {
    const { message, way } = describeMissing(worktree);
    return tell('warning', name, `left the file, but ${message}: ${way}`);
  }
  if (unseen !== null && isOutOfReach(unseen)) {
    return tell('conflict', name, `left the file, but ${unseen.message}`);
  }
  const cause = 'no longer in the file';
  return underOthers(orphan) ?? planOf(archiveWorktree(name, worktree, { path }, { cause }));
}

/** An archive that was begun goes on; a restore that was cut off before the task was in the file goes back. */
function finishOrphan(orphan: Orphan): Plan {
  const { name, worktree } = orphan;
  const { archive } = worktree.stamp;
  if (archive === null) return NOTHING;
  const cause =
    archive.step === 'archiving'
      ? 'continue where it stopped'
      : 'its restore stopped before it was in the file';
  const operation = archiveWorktree(name, worktree, { path: archive.from }, { cause });
  return underOthers(orphan) ?? planOf(operation);
}

function isLive({ worktree }: TaskView): boolean {
  return orNull(worktree)?.stamp.archive === null;
}

/**
 * The file has them on another machine now: they neither left it nor are they to be archived. An archive that was begun
 * before is finished all the same.
 */
export function withoutMoved(
  views: readonly TaskView[],
  elsewhere: Policy['elsewhere'],
): readonly TaskView[] {
  if (elsewhere.size === 0) return views;
  return views.filter(
    (view) => !elsewhere.has(view.name) || (orNull(view.worktree) !== null && !isLive(view)),
  );
}

function movedAway(views: readonly TaskView[], elsewhere: Policy['elsewhere']): Plan {
  const moved = views.filter(isLive).flatMap(({ name }) => {
    const host = elsewhere.get(name);
    return host === undefined ? [] : [{ name, host }];
  });
  return join(
    ...moved.map(({ name, host }) =>
      tell(
        'conflict',
        name,
        `is to be on host ${host} now, but it is here, and nothing is moved: run \`pane archive ${name}\`, then add it again with \`host: ${host}\``,
      ),
    ),
  );
}

/** Worktrees in the making whose task has left the file: nothing is in them yet. */
function abandoned(views: readonly TaskView[]): Plan {
  const left = views.flatMap(({ name, desired, worktree, making }) =>
    desired === null && orNull(worktree) === null && making !== null ? [{ name, path: making.path }] : [],
  );
  const cause = 'left the file before its worktree was made';
  return planOf(...left.map(({ name, path }) => clearHalfMade(name, path, { cause })));
}

export function planRemovals(all: readonly TaskView[], policy: Policy): Plan {
  const { elsewhere } = policy;
  return join(movedAway(all, elsewhere), planLeft(withoutMoved(all, elsewhere), policy));
}

function planLeft(views: readonly TaskView[], { renames, yes, kept, leftOnHosts }: Policy): Plan {
  const orphans = orphansOf(views);
  const begun = orphans.filter(({ worktree }) => worktree.stamp.archive !== null);
  const left = orphans.filter(({ worktree }) => worktree.stamp.archive === null);
  const finish = join(abandoned(views), ...begun.map(finishOrphan));
  const many = leftAtOnce(views, renames, leftOnHosts);
  if (many !== null && !yes) {
    const message = `${many.gone} of ${many.of} tasks left the file at once, not archived; \`pane up --yes\` archives them`;
    return join(finish, ...left.map(({ name }) => tell('held', name, message)));
  }
  const renamed = new Set(renames.values());
  const due = left.filter(({ name }) => !kept.has(name) && !renamed.has(name));
  return join(finish, ...due.map(archiveOrphan));
}

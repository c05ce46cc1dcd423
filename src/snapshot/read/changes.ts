/**
 * How far a task's worktree is from where it started: for `status --long`, the only place that starts processes for
 * each task.
 */

import { messageOf, refusalOf } from '../../errors.ts';
import { countDirty, countLines } from '../../git/changes.ts';
import type { Ref } from '../../git/refs.ts';
import { isLinkedTo } from '../../git/worktrees.ts';
import { CommandError, type Runner } from '../../process/command.ts';
import type { Project } from '../../project/project.ts';
import { isSameTrace } from '../../records/trace.ts';
import { CHANGED_SINCE } from '../../snapshot/checked.ts';
import { orNull } from '../../snapshot/known.ts';
import { NOT_ASKED } from '../../snapshot/request.ts';
import type { OurWorktree } from '../../snapshot/snapshot.ts';
import type { TaskStatus } from '../../snapshot/status.ts';
import type { TaskView } from '../../snapshot/view.ts';
import { readTrace } from '../../snapshot/work/trace.ts';
import { listBaseRefs, readWork } from '../../snapshot/work/work.ts';

export interface Row {
  readonly view: TaskView;
  readonly row: TaskStatus;
}

/** The rows with what git tells of their worktrees. One that git can't read is `unknown`, and the others stand. */
export async function withChanges({ scope }: Project, rows: readonly Row[]): Promise<Row[]> {
  const worktrees = rows.map(({ view }) => orNull(view.worktree));
  const asked = worktrees.flatMap((worktree) => (worktree?.path == null ? [] : [worktree.stamp]));
  const refs = listBaseRefs(scope, asked);
  return await Promise.all(
    rows.map(async ({ view, row }) => {
      const changes = await changesOf(scope, { view, row }, refs).catch((error: unknown) => {
        if (!(error instanceof CommandError) && refusalOf(error) === null) throw error;
        return isThere(view) ? unread(error) : {};
      });
      return { view, row: { ...row, ...changes } };
    }),
  );
}

/** False: it was archived while git was asked. */
function isThere(view: TaskView): boolean {
  const worktree = orNull(view.worktree);
  return worktree?.path != null && isLinkedTo(worktree.path, worktree.admin);
}

function unread(error: unknown): Partial<TaskStatus> {
  return { state: 'unknown', source: null, since: null, message: `could not ask git: ${messageOf(error)}` };
}

/** Of one that was verified; only shown, as `status` changes nothing. */
async function isAsChecked(runner: Runner, worktree: OurWorktree, path: string): Promise<boolean> {
  const { attempts } = worktree;
  const check = attempts === NOT_ASKED ? null : (attempts?.check ?? null);
  if (check?.outcome !== 'green' || check.changedSince) return true;
  return isSameTrace(
    { head: check.head, content: check.trace },
    await readTrace(runner, worktree.admin, path),
  );
}

/** Nothing where there is no worktree, or nothing in it yet. @throws {CommandError} where git does not answer; what the machine refuses */
async function changesOf(
  scope: Project['scope'],
  { view, row }: Row,
  refs: Promise<readonly Ref[]>,
): Promise<Partial<TaskStatus>> {
  const worktree = orNull(view.worktree);
  if (worktree?.path == null || worktree.stamp.progress === 'checkout') return {};
  const { path } = worktree;
  const checked = row.state === 'verified' ? isAsChecked(scope.runner, worktree, path) : true;
  const workAndLines = async () => {
    const { start, ...work } = await readWork(scope, { ...worktree, path }, await refs);
    return { ...work, lines: await scope.runner.run(countLines(path, start)) };
  };
  const [dirty, work, isAsItWas] = await Promise.all([
    scope.runner.run(countDirty(path)),
    workAndLines(),
    checked,
  ]);
  return { dirty, ...work, ...(isAsItWas ? {} : { message: CHANGED_SINCE }) };
}

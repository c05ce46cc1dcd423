/**
 * Tasks that look renamed: one left the file, and one came that differs from it in nothing but the name. Entries are
 * compared as they are written; where several fit none is guessed.
 */

import { isDeepStrictEqual } from 'node:util';
import type { TaskName } from '../../ids.ts';
import type { Renames } from '../../plan/policy.ts';
import { readAppliedTexts } from '../../project/applied/applied-texts.ts';
import type { FollowedContext } from '../../project/carry-out/tell.ts';
import type { Project } from '../../project/project.ts';
import type { ProjectOptions } from '../../project/types.ts';
import { readTaskSources } from '../../records/task-source.ts';
import { orNull } from '../../snapshot/known.ts';
import { oursIn, type Snapshot } from '../../snapshot/snapshot.ts';
import { type TaskView, viewTasks } from '../../snapshot/view.ts';

const FILES = ['project', 'local'] as const;

/** The new name of each with its old one. */
export async function findRenames(project: Project, observed: Snapshot): Promise<Renames> {
  const views = viewTasks(project.desired, observed);
  const left = views.filter(
    ({ desired, worktree }) => desired === null && orNull(worktree)?.stamp.archive === null,
  );
  const come = views.filter(
    ({ desired, worktree, making, archives }) =>
      desired !== null && orNull(worktree) === null && making === null && archives.length === 0,
  );
  if (left.length === 0 || come.length === 0) return new Map();
  const { entryOf, entryOfLines } = await import('../../config/edit/rename.ts');
  const { texts } = project.scope.config;
  const applied = readAppliedTexts(project);
  const formerOf = ({ name, ...view }: TaskView): unknown[] => {
    const worktree = orNull(view.worktree);
    const known = FILES.map((file) => entryOf(applied?.[file] ?? '', name));
    if (known.some((entry) => entry !== null) || worktree === null) return known;
    const sources = readTaskSources(worktree.admin);
    return FILES.map((file) => {
      const source = sources.find((each) => each.file === file);
      return source === undefined ? null : entryOfLines(source.lines);
    });
  };
  const former = left.map((view) => ({ name: view.name, entry: formerOf(view) }));
  const fresh = come.map(({ name }) => ({
    name,
    entry: FILES.map((file) => entryOf(texts[file] ?? '', name)),
  }));
  return new Map(
    fresh.flatMap(({ name, entry }): [TaskName, TaskName][] => {
      const isLike = (other: { readonly entry: unknown }) => isDeepStrictEqual(other.entry, entry);
      const [old, ...others] = former.filter(isLike);
      const isOnly = fresh.filter(isLike).length === 1 && others.length === 0;
      return old !== undefined && isOnly ? [[name, old.name]] : [];
    }),
  );
}

/** A rename was begun and not finished, or is under way. */
export function isRenamed(observed: Pick<Snapshot, 'git'>): boolean {
  return oursIn(observed).some(({ stamp }) => stamp.rename !== undefined);
}

export async function finishRenames(
  context: FollowedContext,
  options: ProjectOptions,
  observed: Snapshot,
): Promise<void> {
  const { finishRename } = await import('./rename.ts');
  for (const { stamp } of oursIn(observed)) {
    if (stamp.rename !== undefined) await finishRename(context, options, stamp.id);
  }
}

/**
 * What a rename comes to, in the project's files and for the task's branch, or why it can't be. Changes nothing.
 */
import { relative } from 'node:path';
import type { Config } from '../../config/config.ts';
import type { EditedFile, FileChange } from '../../config/edit/file-change.ts';
import { hasTask, type KeyText, setKeys } from '../../config/edit/rename.ts';
import { renameReferences } from '../../config/edit/rename-references.ts';
import { PaneError } from '../../errors.ts';
import { faultOfRename, listAround } from '../../git/rename-branch.ts';
import type { BranchName, TaskName } from '../../ids.ts';
import { readFiles } from '../../project/edit/file-edit.ts';
import { configWith, type Project, placesOf } from '../../project/project.ts';
import type { OurWorktree } from '../../snapshot/snapshot.ts';

export interface Renaming {
  readonly from: TaskName;
  readonly to: TaskName;
  readonly worktree: OurWorktree | null;
  /** The new name of its branch; null: that stays. */
  readonly branch: BranchName | null;
}

/** What the file calls it by the new name. @throws {PaneError} where it can't have that */
export async function newBranch(project: Project, renaming: Renaming): Promise<BranchName> {
  const { scope, desired } = project;
  const { from, to, worktree } = renaming;
  const refuse = (message: string): never => {
    throw new PaneError('usage', message, {
      hint: 'Nothing was changed. Without --branch the task keeps its branch.',
    });
  };
  if (worktree === null) return refuse(`${from} has no worktree yet, and no branch`);
  const old = worktree.stamp.branch;
  const { changes } = await renamedTexts(project, renaming);
  const branch = (await validConfig(project, changes)).tasks.find(({ name }) => name === to)?.branch;
  if (branch === undefined || branch === old) return refuse(`the file fixes the branch of ${from}, ${old}`);
  const based = desired.find(
    ({ name, base, baseTask }) => name !== from && (base === old || baseTask === from),
  );
  if (based !== undefined) return refuse(`branch ${old} is the base of ${based.name}`);
  if (worktree.listed?.branch !== old) return refuse(`branch ${old} is not checked out in its worktree`);
  const refs = await scope.runner.run(listAround(gitPlace(project), old, branch));
  const fault = faultOfRename(refs, old, branch);
  return fault === null ? branch : refuse(`branch ${old} can't become ${branch}: ${fault}`);
}

export function gitPlace({ scope }: Project): string {
  return scope.repository.main ?? scope.repository.common;
}

export interface Edits {
  readonly changes: readonly FileChange[];
  /** The file that has the task's name. */
  readonly file: string;
}

/** The user may have changed the name already; then only what its worktree needs is written. */
export async function renamedTexts(project: Project, { from, to }: Pick<Renaming, 'from' | 'to'>) {
  const files = await readFiles(project.scope.config.files);
  const changes = files.map((file) => ({
    file,
    before: file.before,
    after: renameReferences(setKeys(file.before, from, [['name', to]]), from, to),
  }));
  const holder = changes.find(({ after }) => hasTask(after, to));
  if (holder === undefined) {
    throw new PaneError('failed', `can't rename ${from} in the file without changing the rest of it`, {
      hint: 'Nothing was changed. Change the name in the file by hand, then run the command again.',
    });
  }
  return { changes, holder };
}

export async function editsFor(project: Project, renaming: Renaming): Promise<Edits> {
  const { to, worktree } = renaming;
  const { changes: renamed, holder } = await renamedTexts(project, renaming);
  const config = await validConfig(project, renamed);
  const keys = worktree === null ? [] : fixedKeys(project, config, { ...renaming, worktree });
  const changes = renamed.map((change) =>
    change === holder ? { ...change, after: setKeys(change.after, to, keys) } : change,
  );
  if (keys.length > 0) await validConfig(project, changes);
  return { changes, file: holder.file.path };
}

/** `branch` and `worktree` where they would be others by the new name. */
function fixedKeys(
  project: Project,
  { tasks }: Config,
  { from, to, worktree, branch: newName }: Renaming & { readonly worktree: OurWorktree },
): KeyText[] {
  const former = project.desired.find(({ name }) => name === from);
  const branch = newName ?? former?.branch ?? worktree.stamp.branch;
  const path = former?.worktree ?? worktree.path ?? '';
  const next = tasks.find(({ name }) => name === to);
  const { folder } = placesOf(project);
  return [
    ...(next?.worktree === path ? [] : [['worktree', relative(folder, path)] as const]),
    ...(next?.branch === branch ? [] : [['branch', branch] as const]), // each is put right below the name
  ];
}

export async function validConfig(project: Project, changes: readonly FileChange[]): Promise<Config> {
  const textOf = (name: EditedFile['name']) => changes.find(({ file }) => file.name === name)?.after ?? null;
  const texts = { ...project.scope.config.texts, project: textOf('project'), local: textOf('local') };
  try {
    return await configWith(project, texts);
  } catch (error) {
    if (!(error instanceof PaneError)) throw error;
    throw new PaneError(error.code, error.message, {
      hint: 'Nothing was changed. The file would be invalid with the new name.',
      cause: error,
    });
  }
}

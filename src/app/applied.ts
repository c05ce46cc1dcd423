/**
 * The files as they were applied last: so a watcher can tell what git changed since, and the lines of a task
 * that is taken out by hand can go with its worktree.
 */

import { readIfThere } from '../git/small-file.ts';
import { sha256 } from '../reconcile/hash.ts';
import type { Observed } from '../reconcile/observed.ts';
import { type TaskSource, writeTaskSources } from '../reconcile/task-source.ts';
import { viewTasks } from '../reconcile/view.ts';
import { readNote, writeNote } from './notes.ts';
import type { Project } from './project.ts';
import { type Applied, parseApplied, type Texts } from './watcher-codec.ts';

function readTexts({ scope }: Project): Texts {
  const { files } = scope.config;
  return { project: readIfThere(files.project), local: readIfThere(files.local) };
}

function hashesOf({ project, local }: Texts): Applied {
  return { project: project === null ? null : sha256(project), local: local === null ? null : sha256(local) };
}

/** Hashes of the project's and the local file as they are; null for one that is not there. */
export function hashFiles(project: Project): Applied {
  return hashesOf(readTexts(project));
}

export function readApplied(project: Project): Applied | null {
  const text = readNote(project, 'applied');
  return text === null ? null : parseApplied(text);
}

/** Remembers the files as applied. `observed`: what was there before. */
export async function recordApplied(project: Project, observed: Observed): Promise<void> {
  const texts = readTexts(project);
  const now = hashesOf(texts);
  const before = readApplied(project);
  if (before?.project === now.project && before.local === now.local) return;
  if (before?.texts !== undefined) await keepSources(project, observed, before.texts);
  await writeNote(project, 'applied', { ...now, texts });
}

/** The lines of tasks that left the file go with their worktrees, so that `restore` can put them back. */
async function keepSources(project: Project, observed: Observed, before: Texts): Promise<void> {
  const leaving = viewTasks(project.desired, observed).filter(
    ({ desired, worktree }) => desired === null && worktree?.stamp.archive === null,
  );
  if (leaving.length === 0) return;
  const { removeTasks } = await import('./file-edit.ts');
  for (const { name, worktree } of leaving) {
    const sources = (['local', 'project'] as const).flatMap((file): TaskSource[] => {
      const lines = removeTasks(before[file] ?? '', [name]).removed.get(name);
      return lines === undefined ? [] : [{ file, lines }];
    });
    if (worktree !== null && sources.length > 0) await writeTaskSources(worktree.admin, sources);
  }
}

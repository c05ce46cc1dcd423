/**
 * The files as they were applied last: so a watcher can tell what git changed since, and the lines of a task
 * that is taken out by hand can go with its worktree.
 */

import type { FileChange } from '../../config/edit/file-change.ts';
import { readIfThere } from '../../git/small-file.ts';
import { sha256 } from '../../hash.ts';
import { type TaskSource, writeTaskSources } from '../../records/task-source.ts';
import { joinTasks } from '../../snapshot/joined.ts';
import { orNull } from '../../snapshot/known.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { readNote, writeNote } from '../notes.ts';
import type { Project } from '../project.ts';
import { type Applied, parseApplied, type Texts } from '../watcher/watcher-codec.ts';
import { forgetNamed } from './applied-texts.ts';
import { recordHeldEdit } from './kept-hold.ts';

function hashesOf({ project, local }: Texts): Applied {
  return { project: project === null ? null : sha256(project), local: local === null ? null : sha256(local) };
}

/** Hashes of the project's and the local file as they were loaded; null for one that was not there. */
export function loadedHashes({ scope }: Project): Applied {
  return hashesOf(scope.config.texts);
}

/** Whether the files still hold what was loaded from them. */
export function areAsLoaded({ scope }: Project): boolean {
  const { files, texts } = scope.config;
  return readIfThere(files.project) === texts.project && readIfThere(files.local) === texts.local;
}

export function readApplied(project: Project): Applied | null {
  const text = readNote(project, 'applied');
  return text === null ? null : parseApplied(text);
}

function isSameApplied(a: Applied | null, b: Applied | null): boolean {
  return a?.project === b?.project && a?.local === b?.local;
}

/**
 * Remembers the files as applied: as they were loaded, since by now they may hold something else.
 * `observed`: what was there before. `before`: what was remembered when they were loaded; if something else
 * is by now, that is newer and stays. Where git could not be asked, all stays: the lines of tasks that left could not
 * be kept, and after this nobody would know them.
 */
export async function recordApplied(
  project: Project,
  observed: Snapshot,
  before: Applied | null = readApplied(project),
): Promise<void> {
  if (!observed.git.known) return;
  const loaded = loadedHashes(project);
  if (!isSameApplied(before, readApplied(project))) return;
  await forgetNamed(project);
  const arePromptsKept =
    JSON.stringify(before?.texts?.prompts ?? {}) === JSON.stringify(project.scope.config.texts.prompts ?? {});
  if (isSameApplied(before, loaded) && arePromptsKept) return;
  if (before?.texts !== undefined) await keepSources(project, observed, before.texts);
  await writeNote(project, 'applied', { ...loaded, texts: project.scope.config.texts });
}

/**
 * An edit of our own, of a file that was applied, is no news to the watcher: without this, one that leads to
 * what HEAD has would look like git's.
 */
export async function recordEdit(project: Project, changes: readonly FileChange[]): Promise<void> {
  await recordHeldEdit(
    project,
    changes.map(({ file, before, after }) => ({ name: file.name, before, after })),
  );
  const applied = readApplied(project);
  if (applied === null) return;
  const known = changes.filter(
    ({ file, before, after }) => before !== after && applied[file.name] === sha256(before),
  );
  if (known.length === 0) return;
  const texts = Object.fromEntries(known.map(({ file, after }) => [file.name, after]));
  const hashes = Object.fromEntries(known.map(({ file, after }) => [file.name, sha256(after)]));
  const kept = applied.texts === undefined ? {} : { texts: { ...applied.texts, ...texts } };
  await writeNote(project, 'applied', { ...applied, ...hashes, ...kept });
}

/** The lines of tasks that left the file go with their worktrees, so that `restore` can put them back. */
export async function keepSources(project: Project, observed: Snapshot, before: Texts): Promise<void> {
  const leaving = joinTasks(project.desired, observed).filter(
    ({ desired, worktree }) => desired === null && orNull(worktree)?.stamp.archive === null,
  );
  if (leaving.length === 0) return;
  const { removeTasks } = await import('../../config/edit/remove-tasks.ts');
  const { formersIn, haveCommentsStayed } = await import('../../config/edit/edit.ts');
  const now = project.scope.config.texts;
  const names = leaving.map(({ name }) => name);
  const places = (['local', 'project'] as const).map((file) => {
    const text = before[file] ?? '';
    return { file, text, removed: removeTasks(text, names).removed, formerOf: formersIn(text) };
  });
  for (const { name, ...view } of leaving) {
    const worktree = orNull(view.worktree);
    const sources = places.flatMap(({ file, text, removed, formerOf }): TaskSource[] => {
      const lines = removed.get(name);
      if (lines === undefined) return [];
      const commentsStayed = haveCommentsStayed(lines, text, now[file] ?? '');
      return [{ file, lines, ...formerOf(name), commentsStayed }];
    });
    if (worktree !== null && sources.length > 0) await writeTaskSources(worktree.admin, sources);
  }
}

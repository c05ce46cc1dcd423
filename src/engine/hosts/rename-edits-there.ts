/**
 * What a rename of a task of a host comes to in the files here. Changes nothing.
 */
import { relative } from 'node:path';
import type { Config, HostEntry } from '../../config/config.ts';
import type { FileChange } from '../../config/edit/file-change.ts';
import { type KeyText, setKeys } from '../../config/edit/rename.ts';
import type { TaskName } from '../../ids.ts';
import { absolutePath, isWithin } from '../../paths.ts';
import type { KnownHost } from '../../project/hosts/host-record.ts';
import { type Project, placesOf } from '../../project/project.ts';
import { NO_FACTS, riskyValues, type Value } from '../../trust/values.ts';
import { renamedTexts, validConfig } from '../rename/rename-edits.ts';

export interface RenameThere {
  readonly from: TaskName;
  readonly to: TaskName;
}

export interface EditsThere {
  readonly changes: readonly FileChange[];
  /** The file that has the task. */
  readonly file: string;
  /** What the host gets for it, beside its name, so that branch and worktree stay what they are. */
  readonly fixed: Readonly<Record<string, string>>;
  /** The place of its worktree, where the file says it by now: the host made it where what was approved had it. */
  readonly place: readonly Value[];
}

/** `made`: what is known of its host, where it has a worktree there; null: it has none yet, and nothing to keep. */
export async function editsThere(
  project: Project,
  renaming: RenameThere,
  made: KnownHost | null,
): Promise<EditsThere> {
  const { changes, holder } = await renamedTexts(project, renaming);
  const config = await validConfig(project, changes);
  const fixed = made === null ? {} : fixedThere(renaming, made);
  const keys = keysFor(project, config, renaming, fixed);
  const after = changes.map(
    (change): FileChange =>
      change === holder ? { ...change, after: setKeys(change.after, renaming.to, keys) } : change,
  );
  const isPlaced = keys.some(([key]) => key === 'worktree');
  const values = keys.length === 0 ? [] : riskyValues(await validConfig(project, after), NO_FACTS);
  const place = values.filter(({ task, kind }) => isPlaced && task === renaming.to && kind === 'worktree');
  return { changes: after, file: holder.file.path, fixed, place };
}

/** As the host was sent it, by the old name. */
function fixedThere({ from }: RenameThere, known: KnownHost): Readonly<Record<string, string>> {
  const former = known.tasks.find(({ name }) => name === from);
  if (former === undefined) return {};
  const { branch } = former;
  return {
    worktree: pathOf(former, known.shared, known.project),
    ...(typeof branch === 'string' ? { branch } : {}),
  };
}

/** Where its worktree is, from the root of the clone. */
function pathOf(
  { name, worktree }: HostEntry,
  { worktrees }: Readonly<Record<string, unknown>>,
  project: string,
): string {
  if (typeof worktree === 'string') return worktree;
  return `${typeof worktrees === 'string' ? worktrees : `../${project}.worktrees`}/${name}`;
}

/** What of it the file does not say by the new name. Each is put right below the name. */
function keysFor(
  project: Project,
  { elsewhere }: Config,
  { to }: RenameThere,
  { worktree, branch }: Readonly<Record<string, string>>,
): KeyText[] {
  const next = elsewhere.flatMap(({ content }) => content.tasks).find(({ name }) => name === to);
  const isSaid = worktree === undefined || next?.worktree === worktree;
  return [
    ...(isSaid ? [] : [['worktree', fromFolder(project, worktree)] as const]),
    ...(branch === undefined || next?.branch === branch ? [] : [['branch', branch] as const]),
  ];
}

/** A path that leads from the root of the repository, as the file writes it. */
function fromFolder(project: Project, path: string): string {
  const { folder, main } = placesOf(project);
  if (path.startsWith('/') || !isWithin(folder, main)) return path;
  return relative(folder, absolutePath(main, path)) || '.';
}

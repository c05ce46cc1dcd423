/**
 * What a watcher may do at this moment: pure rules over what changed since the last time. A file that git
 * or an accident changed must not archive anybody's agents.
 */
import type { FileOrigin } from '../git/file-origin.ts';
import type { TaskName } from '../ids.ts';

/** One of the project's files that is not as it was when it was applied last. */
export interface FileChange {
  readonly path: string;
  /** It was there when the files were applied last. */
  readonly wasThere: boolean;
  readonly isThere: boolean;
  /** What git has to do with what it holds now; null: nothing. */
  readonly origin: FileOrigin | null;
}

/** How the sentence on a file goes on after its path. */
function describeOrigin(origin: Exclude<FileOrigin, { readonly kind: 'busy' }>): string {
  switch (origin.kind) {
    case 'head':
      return "now matches git's HEAD";
    case 'index':
      return "now matches git's index: it was staged, or written by a merge or a checkout";
    case 'operation':
      return `has changed while a ${origin.operation} is in progress in its worktree`;
  }
}

/** Why nothing at all is applied for the moment; null: nothing holds. */
export function holdOfFiles(changed: readonly FileChange[]): string | null {
  const busy = changed.find(({ origin }) => origin?.kind === 'busy');
  if (busy !== undefined) return `git is working in the worktree of ${busy.path}: waiting until it is done`;
  const gone = changed.find(({ wasThere, isThere }) => wasThere && !isThere);
  if (gone === undefined) return null;
  return `${gone.path} is gone: put it back, or run \`pane up\` to apply what is left`;
}

/** How git came to write one of these; null: it did not. */
export function describeGitWrite(changed: readonly FileChange[]): string | null {
  for (const { path, origin } of changed) {
    if (origin !== null && origin.kind !== 'busy') return `${path} ${describeOrigin(origin)}`;
  }
  return null;
}

/** More than half of the tasks left the file: nothing at all is applied, since the file may be an accident. */
export function holdOfRemovals(left: { readonly gone: number; readonly of: number } | null): string | null {
  if (left === null) return null;
  return `${left.gone} of ${left.of} tasks left the file at once, so nothing is applied: put them back, or run \`pane up --yes\` to archive them`;
}

/** Since when a task is missing. */
export interface Since {
  /** In milliseconds by the clock that nobody can set. */
  readonly at: number;
  /** Unix time in milliseconds, as it was then: for people. */
  readonly clock: number;
}

/** When each task that left the file was first seen missing. */
export type Missing = ReadonlyMap<TaskName, Since>;

/** Those that came back are forgotten, new ones begin their grace now. */
export function updateMissing(missing: Missing, orphans: readonly TaskName[], now: Since): Missing {
  return new Map(orphans.map((task) => [task, missing.get(task) ?? now]));
}

/** When the grace ends of each task whose grace is not over, Unix time in milliseconds. `now`: as `Since.at`. */
export function gracedTasks(missing: Missing, now: number, graceMs: number): Map<TaskName, number> {
  const open = [...missing].filter(([, { at }]) => now < at + graceMs);
  return new Map(open.map(([task, { clock }]) => [task, clock + graceMs]));
}

/** Milliseconds until the next grace ends; null: none runs. `now`: as `Since.at`. */
export function nextDue(missing: Missing, now: number, graceMs: number): number | null {
  const open = [...missing.values()].map(({ at }) => at + graceMs - now).filter((left) => left > 0);
  return open.length === 0 ? null : Math.min(...open);
}

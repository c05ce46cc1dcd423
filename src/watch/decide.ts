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

export interface Hold {
  /** A sentence that names the way out. */
  readonly reason: string;
  /** It stays when the file is edited on: an edit of what git wrote is no word for what git took out. */
  readonly isKept: boolean;
}

/** How the sentence on a file goes on after its path. */
function describeOrigin(origin: Exclude<FileOrigin, { readonly kind: 'busy' }>): string {
  switch (origin.kind) {
    case 'head':
      return "became what git's HEAD has";
    case 'index':
      return "became what git's index has: staged, or written by a merge or a checkout";
    case 'operation':
      return `has changed while a ${origin.operation} is in progress in its worktree`;
  }
}

/** Why nothing is applied; null: nothing holds. */
export function holdOfFiles(changed: readonly FileChange[]): Hold | null {
  const busy = changed.find(({ origin }) => origin?.kind === 'busy');
  if (busy !== undefined) {
    return { reason: `git is at work where ${busy.path} lies: waiting until it is done`, isKept: false };
  }
  for (const { path, origin } of changed) {
    if (origin === null || origin.kind === 'busy') continue;
    return { reason: `${path} ${describeOrigin(origin)}: \`pane up\` applies it`, isKept: true };
  }
  const gone = changed.find(({ wasThere, isThere }) => wasThere && !isThere);
  if (gone === undefined) return null;
  const reason = `${gone.path} is gone: put it back, or \`pane up\` applies what is left`;
  return { reason, isKept: false };
}

/** More than half of the tasks left the file: nothing at all is applied, since the file may be an accident. */
export function holdOfRemovals(left: { readonly gone: number; readonly of: number } | null): string | null {
  if (left === null) return null;
  return `${left.gone} of ${left.of} tasks left the file at once, nothing is applied: put them back, or \`pane up --yes\` archives them`;
}

/** When each task that left the file was first seen missing, in milliseconds. */
export type Missing = ReadonlyMap<TaskName, number>;

/** Those that came back are forgotten, new ones begin their grace now. */
export function updateMissing(missing: Missing, orphans: readonly TaskName[], now: number): Missing {
  return new Map(orphans.map((task) => [task, missing.get(task) ?? now]));
}

/** Tasks whose grace is not over. */
export function gracedTasks(missing: Missing, now: number, graceMs: number): Set<TaskName> {
  return new Set([...missing].filter(([, since]) => now - since < graceMs).map(([task]) => task));
}

/** Milliseconds until the next grace ends; null: none runs. */
export function nextDue(missing: Missing, now: number, graceMs: number): number | null {
  const open = [...missing.values()].map((since) => since + graceMs - now).filter((left) => left > 0);
  return open.length === 0 ? null : Math.min(...open);
}

/**
 * What a watcher may do at this moment: pure rules over what changed since the last time. A file that git
 * or an accident changed must not archive anybody's agents.
 */
import type { TaskName } from '../ids.ts';

/** One of the project's files: as it was when it was applied last, as it is, and as HEAD has it. */
export interface FileChange {
  readonly path: string;
  /** Hashes; null: no such file. */
  readonly applied: string | null;
  readonly now: string | null;
  /** It is tracked and has exactly HEAD's content. */
  readonly isHead: boolean;
}

/** Why nothing is applied; null: nothing holds. */
export function holdOfFiles(files: readonly FileChange[], neverApplied: boolean): string | null {
  const changed = files.filter(({ applied, now }) => neverApplied || applied !== now);
  const byGit = changed.find(({ isHead }) => isHead);
  if (byGit !== undefined) {
    return `${byGit.path} has become what git's HEAD has: \`pane up\` applies it`;
  }
  const gone = changed.find(({ applied, now }) => applied !== null && now === null);
  return gone === undefined ? null : `${gone.path} is gone: put it back, or \`pane up\` applies what is left`;
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

/**
 * Links entries of the main worktree into a new one: a symbolic link with the absolute path of the
 * original, so that both are the same file.
 */
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../errors.ts';
import type { Entry } from './entry.ts';
import { failureOf } from './failure.ts';
import { preparePlace } from './place.ts';

export interface Linked {
  readonly linked: readonly string[];
  /** What was there already. */
  readonly kept: readonly string[];
  /** Sentences. */
  readonly warnings: readonly string[];
}

/** @throws {PaneError} naming the entry and how far it came; what is in place stays */
export async function linkEntries(entries: readonly Entry[], from: string, to: string): Promise<Linked> {
  const linked: string[] = [];
  const kept: string[] = [];
  const warnings: string[] = [];
  for (const { path } of entries) {
    try {
      const place = await preparePlace(to, path);
      if (place === 'taken') kept.push(path);
      else if (place !== 'free') warnings.push(place.obstacle);
      else {
        await symlink(join(from, path), join(to, path));
        linked.push(path);
      }
    } catch (error) {
      if (!isErrno(error, 'EEXIST'))
        throw failureOf('link', path, error, linked.length + kept.length, entries.length);
      kept.push(path);
    }
  }
  return { linked, kept, warnings };
}

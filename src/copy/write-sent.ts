/**
 * Writes files that another machine sent into a new worktree: only its owner can read them, and what is there is kept.
 */
import { join } from 'node:path';
import { writeNewFile } from '../gate/write.ts';
import { failureOf } from './failure.ts';
import { clearLeftovers, preparePlace } from './place.ts';

export interface SentFile {
  /** Relative to the root; it leads nowhere else. */
  readonly path: string;
  /** Base64. */
  readonly content: string;
}

export interface WrittenFiles {
  readonly written: readonly string[];
  /** What was there already. */
  readonly kept: readonly string[];
  /** Sentences. */
  readonly warnings: readonly string[];
}

const MODE = 0o600;

/**
 * Can be repeated. The caller holds the task's lock.
 * @param root absolute, of the new worktree
 * @throws {PaneError} naming the file and how far it came; what is in place stays
 */
export async function writeSent(files: readonly SentFile[], root: string): Promise<WrittenFiles> {
  const written: string[] = [];
  const kept: string[] = [];
  const warnings: string[] = [];
  await clearLeftovers(
    root,
    files.map(({ path }) => ({ path, kind: 'file' })),
  );
  for (const { path, content } of files) {
    try {
      const place = await preparePlace(root, path);
      if (place !== 'free' && place !== 'taken') warnings.push(place.obstacle);
      else {
        const isNew =
          place === 'free' && (await writeNewFile(join(root, path), Buffer.from(content, 'base64'), MODE));
        (isNew ? written : kept).push(path);
      }
    } catch (error) {
      throw failureOf('write', path, error, written.length + kept.length, files.length);
    }
  }
  return { written, kept, warnings };
}

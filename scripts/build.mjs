/**
 * Builds `dist` where it is older than its sources, so that a test run never meets an old build.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, tool } from './run.mjs';

const sources = ['src', 'package.json', 'package-lock.json', 'rolldown.config.ts', 'scripts'];

/** The newest change below `path`; a folder's own time tells of files that were taken away. */
function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Throws if the build fails. */
export function buildIfStale() {
  const built = join(root, 'dist', 'cli.js');
  const isFresh =
    existsSync(built) && sources.every((path) => newest(join(root, path)) <= statSync(built).mtimeMs);
  if (isFresh) return;
  if (!run(tool('rolldown'), ['-c'], { quiet: true })) throw new Error('the build failed');
}

/**
 * Paths of worktrees as git knows them: it follows symbolic links when it registers a worktree, and every
 * comparison with what it lists would fail for a path that leads through one.
 */
import { realPathIfThere } from '../../git/small-file.ts';
import { absolutePath, baseName, folderOf } from '../../paths.ts';
import type { Config } from '../config.ts';

/** A folder that is not there yet lies where the deepest one above it that is there really is. */
export function realFolder(folder: string): string {
  if (folder === '/') return folder;
  const real = realOrSame(folder);
  return real ?? absolutePath(realFolder(folderOf(folder)), baseName(folder));
}

/** One that can't be looked at is a matter for whoever looks at its worktrees. */
function realOrSame(folder: string): string | null {
  try {
    return realPathIfThere(folder);
  } catch {
    return folder;
  }
}

/** The configuration with real places; what lies at a place itself, a link too, is not followed. */
export function withRealPlaces(config: Config): Config {
  const known = new Map<string, string>();
  const folderAt = (folder: string): string => {
    const real = known.get(folder) ?? realFolder(folder);
    known.set(folder, real);
    return real;
  };
  const tasks = config.tasks.map((task) => {
    const worktree = absolutePath(folderAt(folderOf(task.worktree)), baseName(task.worktree));
    return { ...task, worktree };
  });
  return { ...config, worktrees: folderAt(config.worktrees), tasks };
}

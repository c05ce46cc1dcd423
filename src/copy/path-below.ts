/**
 * Which paths of another machine's are taken. Pure.
 */

/** git's own, and our own: some filesystems take other cases for the same. */
export const PRIVATE = ['.git', '.pane'];

export function isPrivateName(name: string): boolean {
  return PRIVATE.includes(name.toLowerCase());
}

/** A path that leads below the root of a worktree, whatever is there, and to nothing that nobody brings. */
export function isPathBelow(path: string): boolean {
  const isName = (name: string): boolean => !['', '.', '..'].includes(name) && !isPrivateName(name);
  return !path.includes('\0') && path.split('/').every(isName);
}

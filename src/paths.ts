/**
 * POSIX paths as text, for the pure modules. Nothing is asked of the file system. Pure.
 */

/** Absolute and normalised (no `.`, `..`, doubled or trailing slash); `folder` is absolute. */
export function absolutePath(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Whether `path` is `folder` or lies in it; both normalised, and absolute or relative to the same folder. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** The last part of an absolute path; `/` has none. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder that an absolute path lies in. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

/** As short as it can be told: relative where it lies in `folder`. */
export function shownPath(path: string, folder: string): string {
  return path !== folder && isWithin(path, folder)
    ? path.slice(folder === '/' ? 1 : folder.length + 1)
    : path;
}

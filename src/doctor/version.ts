/**
 * Versions as programs print them. Pure.
 */

/** The oldest versions that `pane` works with. */
export const OLDEST = { node: '20.19', git: '2.36', tmux: '3.2a' } as const;

/** `3.2a` is [3, 2, 1]: a letter counts as a patch level. Null: there is no version in the text. */
function partsOf(text: string): readonly [number, number, number] | null {
  const [, major, minor, patch, letter = ''] = /(\d+)\.(\d+)(?:\.(\d+))?([a-z]?)/.exec(text) ?? [];
  if (major === undefined) return null;
  return [Number(major), Number(minor), letter === '' ? Number(patch ?? 0) : letter.charCodeAt(0) - 96];
}

/** Below 0 where `a` is older than `b`; null where one has no version in it (a development build). */
export function compareVersions(a: string, b: string): number | null {
  const [left, right] = [partsOf(a), partsOf(b)];
  if (left === null || right === null) return null;
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/** The version in what a program printed, as it was printed; null: there is none. */
export function versionIn(text: string): string | null {
  return /\d+\.\d+(?:\.\d+)?[a-z]?(?!\w|\.\d)/.exec(text)?.[0] ?? null;
}

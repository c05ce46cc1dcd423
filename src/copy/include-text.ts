/**
 * The text of a `.worktreeinclude`. Pure.
 */

/** The patterns in it: without blank lines and comments. */
export function parseInclude(text: string): string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

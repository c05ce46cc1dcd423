/**
 * Names that are safe in tmux: it expands formats in the names of windows and sessions, matches targets by
 * prefix, and takes digits for indexes. Pure.
 */

/** The name in `[A-Za-z0-9_-]`, at most 40, not beginning with `-`, not all digits. */
export function tmuxName(text: string): string {
  const safe = text
    .replace(/[^A-Za-z0-9_-]/g, '-')
    .slice(0, 40)
    .replace(/^-+/, '');
  if (safe === '') return 'pane';
  return /^\d+$/.test(safe) ? `w${safe}`.slice(0, 40) : safe;
}

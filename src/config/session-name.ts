/**
 * Names as tmux takes them for a session. Pure.
 */

/**
 * Only `[A-Za-z0-9_-]`, at most 40. tmux itself changes `.` and `:`, and would read a leading `-` as an
 * option, `$1` and bare numbers as other ways to name a session.
 */
export function sessionName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_-]/gu, '_').slice(0, 40);
  return /^(-|\d*$)/.test(plain) ? `pane-${plain}`.slice(0, 40) : plain;
}

/** The name of a project's own, where another project has the session of that name. `id`: the project's. */
export function alternativeName(name: string, id: string): string {
  return `${name.slice(0, 33)}-${id.slice(0, 6)}`;
}

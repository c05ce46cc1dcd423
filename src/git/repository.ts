/**
 * Which repository a directory belongs to.
 */
export interface Repository {
  /** Real path of the common git directory: the repository's identity. */
  readonly common: string;
  /** Root of the main worktree; null in a bare repository. */
  readonly main: string | null;
  /** Root of the worktree that the command was run in; null outside any (bare repository, inside `.git`). */
  readonly top: string | null;
}

/**
 * Names of environment variables. Pure.
 */

/** Of an environment variable; those that `pane` sets itself are how it knows its processes. */
export const variableName =
  /^(?!PANE_(?:PROJECT|TASK|BRANCH|BASE|WORKTREE|ROOT|ID|REPORT|WAKE|WITH_PROMPT)$|pane_)[A-Za-z_][A-Za-z0-9_]*$/;

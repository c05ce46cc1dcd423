/** Of an environment variable; those that `pane` sets itself are how it knows its processes. */
export const variableName = /^(?!PANE_(?:PROJECT|TASK|BRANCH|BASE|WORKTREE|ROOT|ID)$)[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Branded ids, checked where they enter: after that a wrong one can't be passed by mistake. Pure.
 */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** The name of a task: `[A-Za-z0-9][A-Za-z0-9._-]*`, at most 50 characters. */
export type TaskName = Branded<'TaskName'>;
/** A local branch, without `refs/heads/`. */
export type BranchName = Branded<'BranchName'>;
/** tmux's own id of a window, `@3`; ids restart with a new server. */
export type WindowId = Branded<'WindowId'>;
/** tmux's own id of a pane, `%5`. */
export type PaneId = Branded<'PaneId'>;
/** The random id of one worktree, made with it and kept in its stamp and in the marks of its window. */
export type WorktreeId = Branded<'WorktreeId'>;
/** The hash of a repository's real common git directory and the config file's path. */
export type ProjectId = Branded<'ProjectId'>;

function checked<T extends string>(pattern: RegExp): (text: string) => T | null {
  return (text) => (pattern.test(text) ? (text as T) : null);
}

/** What `parseTaskName` takes, for people. */
export const NAME_RULE = 'a letter or digit, then letters, digits, ".", "_" or "-", at most 50';

/** Each returns null for what is not such an id. */
export const parseTaskName = checked<TaskName>(/^(?=.{1,50}$)[A-Za-z0-9][A-Za-z0-9._-]*$/);
export const parseWindowId = checked<WindowId>(/^@\d+$/);
export const parsePaneId = checked<PaneId>(/^%\d+$/);
export const parseWorktreeId = checked<WorktreeId>(/^[a-z0-9]{12}$/);
export const parseProjectId = checked<ProjectId>(/^[a-f0-9]{16}$/);

/**
 * A branch name that git and we both take: no `@{`, no `refs/` prefix, nothing that git expands.
 * Stricter than git's own rule, which accepts `FETCH_HEAD` and `refs/heads/x` (git-check-ref-format(1)).
 */
export function parseBranchName(text: string): BranchName | null {
  const bad =
    text.length === 0 ||
    text.length > 200 ||
    /[\p{Cc} ~^:?*[\\]/u.test(text) ||
    /^[-/.]|[/.]$|\.\.|\/\/|\/\.|@\{|\.lock(\/|$)/.test(text) ||
    /^(refs\/|@$|HEAD$|[A-Z]+_HEAD$)/.test(text) ||
    /^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(text); // git takes it for a commit
  return bad ? null : (text as BranchName);
}

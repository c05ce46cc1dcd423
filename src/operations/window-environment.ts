/**
 * The environment of a task's window and of `exec`.
 */
import type { TaskConfig } from '../config/config.ts';
import { clearName } from '../git/ref-name.ts';
import { homeOf } from '../git/repository.ts';
import type { Scope } from '../snapshot/read/observe.ts';
import { requested } from '../snapshot/request.ts';
import type { OurWorktree } from '../snapshot/snapshot.ts';

/** `pattern` is a name, or a prefix and `*`. */
function matches(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/** PATH and what `env_pass` names, of the environment of the command that opens the window. */
export function passedEnvironment(scope: Scope): Record<string, string> {
  const patterns = ['PATH', ...scope.config.envPass];
  const entries = Object.entries(scope.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      /^(?!TMUX|PANE_|pane_)[A-Za-z_]\w*$/.test(entry[0]) &&
      patterns.some((each) => matches(entry[0], each)),
  );
  return Object.fromEntries(entries);
}

/** Later ones win: passed, `PANE_…`, the agent's, the task's. */
export function windowEnvironment(
  scope: Scope,
  worktree: OurWorktree,
  path: string,
  task: TaskConfig,
): Record<string, string> {
  const { stamp, listed } = worktree;
  const inProgress = requested(worktree.inProgress, 'what is in progress');
  return {
    ...passedEnvironment(scope),
    PANE_PROJECT: scope.config.project,
    PANE_TASK: task.name,
    PANE_BRANCH: listed?.branch ?? inProgress?.branch ?? stamp.branch,
    PANE_BASE: clearName(scope.repository.common, stamp.baseRef),
    PANE_WORKTREE: path,
    PANE_ROOT: homeOf(scope.repository),
    PANE_ID: stamp.id,
    ...task.agent.env,
    ...task.env,
  };
}

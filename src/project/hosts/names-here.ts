/**
 * The tasks that are on this machine for certain.
 */
import { liveTasks } from '../../snapshot/joined.ts';
import type { Scope } from '../../snapshot/read/observe.ts';
import { observeFiles } from '../../snapshot/read/observe-files.ts';

/** Those whose worktrees are here: whatever the file says, they run nowhere else. */
export function namesHere({
  scope,
}: {
  readonly scope: Pick<Scope, 'repository' | 'projectId' | 'configName'>;
}): ReadonlySet<string> {
  const { ours, making } = observeFiles(scope);
  return new Set<string>([...liveTasks(ours), ...making.map(({ task }) => task)]);
}

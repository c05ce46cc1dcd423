/**
 * Operations with as little in them as the types allow.
 */
import { parseWindowId, parseWorktreeId } from '../../src/ids.ts';
import type { Operation } from '../../src/plan/operation.ts';
import { task, taskName } from './trust.ts';

/** `id` is `<kind>:<task>`, as the planner makes it. */
export function operation(
  kind: Operation['kind'],
  name: string,
  { cause = 'new task', after = [] }: { readonly cause?: string; readonly after?: readonly string[] } = {},
): Operation {
  const worktreeId = parseWorktreeId('k3v9x2m4q7ab');
  const windowId = parseWindowId('@1');
  if (worktreeId === null || windowId === null) throw new Error('not ids');
  const desired = task(name, { env: { SECRET: 'hidden' } });
  const common = { id: `${kind}:${name}`, task: taskName(name), cause, after };
  const path = desired.worktree;
  switch (kind) {
    case 'create-worktree':
      return {
        ...common,
        kind,
        desired,
        branch: desired.branch,
        from: { existing: false, start: 'refs/heads/main', base: 'refs/heads/main', upstream: null },
        path,
      };
    case 'restore-worktree':
    case 'archive-worktree':
      return { ...common, kind, worktreeId, path };
    case 'copy-files':
      return { ...common, kind, desired, path };
    case 'open-window':
      return { ...common, kind, desired, path, replaces: null };
    case 'clear-half-made':
      return { ...common, kind, path };
    case 'close-window':
      return { ...common, kind, worktreeId, hold: null };
  }
}

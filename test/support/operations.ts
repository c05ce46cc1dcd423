/**
 * Operations with as little in them as the types allow.
 */
import { desireTask } from '../../src/config/desired.ts';
import { sha256 } from '../../src/hash.ts';
import { parseWorktreeId } from '../../src/ids.ts';
import { archiveWorktree } from '../../src/operations/archive-worktree/operation.ts';
import { clearHalfMade } from '../../src/operations/clear-half-made/operation.ts';
import { closeWindow } from '../../src/operations/close-window/operation.ts';
import { copyFiles } from '../../src/operations/copy-files/operation.ts';
import { createWorktree } from '../../src/operations/create-worktree/operation.ts';
import type { Kind, Operation } from '../../src/operations/kinds.ts';
import { openWindow } from '../../src/operations/open-window/operation.ts';
import { restartAgent } from '../../src/operations/restart-agent/operation.ts';
import { restoreWorktree } from '../../src/operations/restore-worktree/operation.ts';
import { startCheck } from '../../src/operations/start-check/operation.ts';
import { task } from './trust.ts';
import { worktreeOf } from './world.ts';

/** `after`: ids. */
export function operation(
  kind: Kind,
  name: string,
  { cause = 'new task', after = [] }: { readonly cause?: string; readonly after?: readonly string[] } = {},
): Operation {
  const desired = desireTask(task(name, { env: { SECRET: 'hidden' } }), sha256);
  const { branch, worktree: path } = desired;
  const worktreeId = parseWorktreeId('k3v9x2m4q7ab');
  if (worktreeId === null) throw new Error('not an id');
  const from = {
    existing: false,
    start: 'refs/heads/main',
    base: 'refs/heads/main',
    upstream: null,
  } as const;
  const made: { readonly [K in Kind]: () => Operation } = {
    'create-worktree': () => createWorktree(desired, { path, branch, from, source: null }, { cause }),
    'restore-worktree': () => restoreWorktree(desired.name, { worktreeId, path }, { cause }),
    'copy-files': () => copyFiles(desired, path, { cause }),
    'open-window': () => openWindow(desired, { worktree: null }, { cause }),
    'restart-agent': () => restartAgent(desired, { why: 'failure', end: null }, { cause }),
    'close-window': () => closeWindow(desired.name, { worktreeId }, { cause }),
    'archive-worktree': () => archiveWorktree(desired.name, worktreeOf(desired), { path }, { cause }),
    'start-check': () => startCheck(desired, { worktreeId }, { cause }),
    'clear-half-made': () => clearHalfMade(desired.name, path, { cause }),
  };
  return { ...made[kind](), after };
}

import { expect, test } from 'vitest';
import { isToForget, type ServerBefore, wasClosed } from '../../../../src/project/applied/windowless.ts';
import type { OurWorktree } from '../../../../src/snapshot/snapshot.ts';
import type { TmuxServer } from '../../../../src/tmux/panes.ts';
import { archived, claim, desired, serverWith, stampOf, worktreeOf } from '../../../support/world.ts';

const task = desired('one');
const server = serverWith([]);
const gone = { liveness: 'dead', serverIsAlive: false } as const;
const dead = { liveness: 'dead', serverIsAlive: true } as const;

function closed(
  parts: Partial<OurWorktree>,
  now: TmuxServer | null,
  before: ServerBefore | null = null,
  of = task,
): boolean {
  return wasClosed({ desired: of, worktree: worktreeOf(of, parts) }, now, before);
}

test('a window that is gone from a server that lives was closed by hand', () => {
  expect(closed({ claim: claim(101, dead) }, server)).toBe(true);
  // The project went to this server from another one, which lives as well.
  expect(closed({ claim: claim(101, { ...dead, serverPid: 7 }) }, server)).toBe(false);
  expect(closed({ claim: claim(101, { liveness: 'alive' }) }, server)).toBe(false);
  expect(closed({ claim: claim(101, { liveness: 'elsewhere' }) }, server)).toBe(false);
});

test('one that ended with its server was closed by hand only if it was the last one there', () => {
  const lost = { claim: claim(101, gone) };
  expect(closed(lost, null, { pid: 1, windows: 1 })).toBe(true);
  expect(closed(lost, null, { pid: 1, windows: 2 })).toBe(false);
  expect(closed(lost, null, null)).toBe(false);
  // Its own server was lost before: the one with a single window is another one.
  expect(closed(lost, null, { pid: 7, windows: 1 })).toBe(false);
});

test('what pane closed, keeps closed or has archived, and what closes by itself, nobody closed by hand', () => {
  const lost = claim(101, dead);
  expect(closed({ claim: null }, server)).toBe(false);
  expect(closed({ claim: lost }, server, null, desired('one', { paused: true }))).toBe(false);
  const held = stampOf(task, { hold: { reason: 'down', hash: task.hash } });
  expect(closed({ claim: lost, stamp: held }, server)).toBe(false);
  const away = stampOf(task, { archive: archived(task.worktree, { step: 'archiving' }) });
  expect(closed({ claim: lost, stamp: away }, server)).toBe(false);
  const launcher = { state: 'exited', at: 1, code: 0, reason: '', shell: 'bash', paste: '' } as const;
  expect(closed({ claim: lost, launcher }, server)).toBe(true);
  const closes = desired('one', { onExit: 'close' });
  expect(closed({ claim: lost, launcher }, server, null, closes)).toBe(false);
  // Its agent had not ended.
  expect(closed({ claim: lost }, server, null, closes)).toBe(true);
});

test('what was before a pause is forgotten, but for an agent that lives', () => {
  const forgets = (parts: Partial<OurWorktree>, of = desired('one', { paused: true })) =>
    isToForget({ desired: of, worktree: worktreeOf(of, parts) });
  const held = stampOf(task, { hold: { reason: 'closed', hash: task.hash } });
  expect(forgets({ claim: claim(101, dead) })).toBe(true);
  expect(forgets({ claim: null, stamp: held })).toBe(true);
  expect(forgets({ claim: null })).toBe(false);
  expect(forgets({ claim: claim(101, { liveness: 'alive' }) })).toBe(false);
  expect(forgets({ claim: claim(101, dead), stamp: held }, task)).toBe(false);
  const away = stampOf(task, { archive: archived(task.worktree, { step: 'archiving' }) });
  expect(forgets({ claim: claim(101, dead), stamp: away })).toBe(false);
});

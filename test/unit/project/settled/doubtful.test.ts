import { expect, test } from 'vitest';
import { doubtsOf } from '../../../../src/project/settled/doubtful.ts';
import type { Snapshot } from '../../../../src/snapshot/snapshot.ts';
import { viewTasks } from '../../../../src/snapshot/view.ts';
import {
  archived,
  claim,
  desired,
  mainRef,
  mainWorktree,
  observed,
  serverWith,
  stampOf,
  up,
  worktreeOf,
} from '../../../support/world.ts';

const login = desired('login');
const { worktree, pane } = up(login);

function doubtful(world: Snapshot, task = login): boolean {
  return doubtsOf(viewTasks([task], world), world).some(({ task: name }) => name === task.name);
}

test('what is up, stopped or not begun is sure', () => {
  const stopped = worktreeOf(login, { claim: claim(7, { liveness: 'dead' }) });
  expect(doubtful(observed({ ours: [worktree] }, serverWith([pane])))).toBe(false);
  expect(doubtful(observed({ ours: [stopped] }, serverWith([])))).toBe(false);
  expect(doubtful(observed())).toBe(false);
  expect(doubtful(observed({}, null, { git: { known: false, reason: 'no' } }))).toBe(false);
});

test('a worktree of which only the directory is there may be about to be made', () => {
  const world = observed({ occupied: [login.worktree] });
  expect(doubtful(world)).toBe(true);
  expect(doubtful(world, desired('login', { paused: true }))).toBe(false);
});

test('a worktree that git lists where nothing is may have been archived just now', () => {
  const away = worktreeOf(login, { stamp: stampOf(login, { archive: archived(login.worktree) }) });
  const here = { ...mainWorktree, path: login.worktree, branch: null };
  expect(doubtful(observed({ ours: [away], listed: [mainWorktree, here] }))).toBe(true);
});

test('a worktree without a HEAD was just being made when git was asked, or is on a branch without commits', () => {
  const head = '0'.repeat(40);
  const { listed, ...rest } = worktree;
  const withBranch = (branch: string | null) =>
    observed({ ours: [{ ...rest, listed: listed && { ...listed, head, branch } }] }, serverWith([pane]));
  expect(doubtful(withBranch(null))).toBe(true);
  expect(doubtful(withBranch(login.branch))).toBe(false);
});

test('an agent without its window may be about to end, or its window opened since tmux was asked', () => {
  expect(doubtful(observed({ ours: [worktree] }, serverWith([])))).toBe(true);
  // Its own server is elsewhere: that does not pass. One that another took the socket from is mostly about to end.
  const on = (socket: string) => worktreeOf(login, { claim: claim(7, { serverPid: 99, socket }) });
  expect(doubtful(observed({ ours: [on('/other')] }, serverWith([])))).toBe(false);
  expect(doubtful(observed({ ours: [on('/t')] }, serverWith([])))).toBe(true);
});

test('a window whose launcher is dead may be about to be closed, unless its agent has exited', () => {
  const dead = serverWith([{ ...pane, dead: true }]);
  expect(doubtful(observed({ ours: [worktree] }, dead))).toBe(true);
  const exited = worktreeOf(login, {
    launcher: { state: 'exited', at: 1, code: 0, reason: '', shell: '', paste: '' },
  });
  expect(doubtful(observed({ ours: [exited] }, dead))).toBe(false);
});

test('a prompt that was only claimed may be delivered by now, where no window is seen', () => {
  const prompts = { hash: 'claimed' as const };
  const claimed = worktreeOf(login, { claim: claim(7, { liveness: 'dead' }), launcher: null, prompts });
  expect(doubtful(observed({ ours: [claimed] }, serverWith([])))).toBe(true);
  expect(doubtful(observed({ ours: [{ ...worktree, prompts }] }, serverWith([pane])))).toBe(false);
});

test('a window without a worktree may be one of a worktree that has just been made', () => {
  expect(doubtful(observed({ ours: [] }, serverWith([pane])))).toBe(true);
  expect(doubtful(observed({ ours: [] }, serverWith([{ ...pane, project: null }])))).toBe(false);
});

test('an archive that seems changed may be about to be brought back', () => {
  const back = (step: 'archived' | 'restoring', branch: string | null) => {
    const archive = archived(login.worktree, { step, branch: login.branch, attachTo: login.branch });
    const { listed, ...rest } = worktreeOf(login, { stamp: stampOf(login, { archive }), claim: null });
    const refs = [{ ...mainRef, name: `refs/heads/${login.branch}` }];
    const there = { ...rest, listed: listed && { ...listed, branch } };
    return observed({ ours: [there], refs }, serverWith([]));
  };
  expect(doubtful(back('archived', null))).toBe(false);
  expect(doubtful(back('archived', login.branch))).toBe(true);
  expect(doubtful(back('restoring', login.branch))).toBe(false);
  expect(doubtful(back('restoring', 'other'))).toBe(true);
});

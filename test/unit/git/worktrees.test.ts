import { expect, test } from 'vitest';
import { parseRefs } from '../../../src/git/refs.ts';
import { parseWorktrees } from '../../../src/git/worktrees.ts';

test('worktrees are read with newlines in paths, locks and detached heads', () => {
  const text = [
    'worktree /r\0HEAD aaaa\0branch refs/heads/main\0\0',
    'worktree /with\nnewline\0HEAD bbbb\0detached\0locked pane: archived\0\0',
    'worktree /gone\0HEAD cccc\0branch refs/heads/feature/x\0locked\0prunable gitdir file points to non-existent location\0\0',
  ].join('');
  expect(parseWorktrees(text)).toEqual([
    { path: '/r', head: 'aaaa', branch: 'main', bare: false, locked: null, prunable: false },
    {
      path: '/with\nnewline',
      head: 'bbbb',
      branch: null,
      bare: false,
      locked: 'pane: archived',
      prunable: false,
    },
    { path: '/gone', head: 'cccc', branch: 'feature/x', bare: false, locked: '', prunable: true },
  ]);
});

test('a bare repository has no head', () => {
  expect(parseWorktrees('worktree /b.git\0bare\0\0')).toEqual([
    { path: '/b.git', head: null, branch: null, bare: true, locked: null, prunable: false },
  ]);
});

test('refs tell where they point, and whether they are only behind', () => {
  const text = `refs/heads/main\taaaa\t\trefs/remotes/origin/main\tbehind 3
refs/heads/x\tbbbb\t\trefs/remotes/origin/x\tahead 1, behind 2
refs/remotes/origin/HEAD\taaaa\trefs/remotes/origin/main\t\t
`;
  expect(parseRefs(text).map(({ onlyBehind, points }) => [onlyBehind, points])).toEqual([
    [true, null],
    [false, null],
    [false, 'refs/remotes/origin/main'],
  ]);
});

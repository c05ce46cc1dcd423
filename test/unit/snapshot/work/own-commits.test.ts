import { expect, test } from 'vitest';
import { formerTips, ownCommits } from '../../../../src/snapshot/work/own-commits.ts';

const commits = (text: string) =>
  text.split('; ').map((each) => {
    const [id = '', ...parents] = each.split(' ');
    return { id, parents };
  });
const move = (to: string, message: string) => ({ from: '0', to, message });

test('all that the base has not is counted, and where it meets the base is its edge', () => {
  expect(ownCommits(commits('t2 t1; t1 m1'), new Set())).toEqual({ count: 2, edges: ['m1'] });
  const merged = commits('t2 t1 m2; t1 m1');
  expect(ownCommits(merged, new Set())).toEqual({ count: 2, edges: ['m2', 'm1'] });
  expect(ownCommits(commits('t2 t1; t1'), new Set())).toEqual({ count: 2, edges: [] });
});

test('what the base had once is not counted, nor what that came from', () => {
  expect(ownCommits(commits('t1 o2; o2 o1; o1 m1'), new Set(['o2', 'o9']))).toEqual({
    count: 1,
    edges: ['o2'],
  });
  expect(ownCommits(commits('o2 o1; o1 m1'), new Set(['o2']))).toEqual({ count: 0, edges: [] });
});

test('what was made in the worktree itself is not what the base brought', () => {
  const head = [
    move('o1', 'rebase (start): checkout main'),
    move('t1', 'rebase (pick): Work'),
    move('t1', 'rebase (finish): returning to refs/heads/t'),
    move('t2', 'commit (amend): Work'),
    move('t3', "merge main: Merge made by the 'ort' strategy."),
    move('t4', 'pull --rebase (pick): Work'),
    move('t5', 'cherry-pick: Work'),
    move('o2', 'merge main: Fast-forward'),
    move('o3', 'pull --rebase (start): checkout 1234'),
    move('o4', 'reset: moving to main'),
    move('o5', 'checkout: moving from a to commit'),
    move('o6', 'cherry-pick: fast-forward'),
  ];
  const base = head.map(({ to }) => move(to, 'moved'));
  expect([...formerTips(base, head)]).toEqual(['0', 'o1', 'o2', 'o3', 'o4', 'o5', 'o6']);
});

import { expect, test } from 'vitest';
import { parseBranchName } from '../../../../src/ids.ts';
import { baseName, baseNow, missingUpstreams, refsOfBases } from '../../../../src/snapshot/work/base.ts';

const id = (digit: string) => digit.repeat(40);
const ref = (name: string, commit: string, upstream: string | null = null) => ({
  name,
  commit: id(commit),
  points: null,
  upstream,
  onlyBehind: false,
});
function stamp(baseRef: string, branch = 'task') {
  const parsed = parseBranchName(branch);
  if (parsed === null) throw new Error('not a branch');
  return { branch: parsed, baseRef, commit: id('c') };
}

test('a base is its ref, its upstream and the branch whose upstream it is', () => {
  const local = ref('refs/heads/main', '1', 'refs/remotes/origin/main');
  const remote = ref('refs/remotes/origin/main', '2');
  const both = { commits: [id('1'), id('2')], refs: [local.name, remote.name], gone: false };
  expect(baseNow(stamp('refs/heads/main'), [local, remote])).toEqual(both);
  expect(refsOfBases([stamp('refs/heads/main')])).toEqual(['refs/heads/main']);
  expect(missingUpstreams([local])).toEqual(['refs/remotes/origin/main']);
  expect(missingUpstreams([local, remote])).toEqual([]);

  expect(refsOfBases([stamp('refs/remotes/origin/main')])).toContain('refs/heads/main');
  const turned = { commits: [id('2'), id('1')], refs: [remote.name, local.name], gone: false };
  expect(baseNow(stamp('refs/remotes/origin/main'), [remote, local])).toEqual(turned);
  const stranger = ref('refs/heads/main', '1', 'refs/remotes/other/main');
  expect(baseNow(stamp('refs/remotes/origin/main'), [remote, stranger]).commits).toEqual([id('2')]);
});

test('a commit is never gone, and nothing is asked about it', () => {
  expect(baseNow(stamp(id('b')), [])).toEqual({ commits: [id('b')], refs: [], gone: false });
  expect(refsOfBases([stamp(id('b'))])).toEqual([]);
  expect(baseName({ baseRef: id('b') })).toBe(id('b'));
});

test('what is not there is gone', () => {
  expect(baseNow(stamp('refs/heads/main'), [])).toEqual({ commits: [], refs: [], gone: true });
  expect(baseName({ baseRef: 'refs/heads/a/b' })).toBe('a/b');
});

test('of what an earlier version recorded, a short name is a branch first, and an expression is nothing', () => {
  const refs = [ref('refs/tags/main', '1'), ref('refs/heads/main', '2')];
  expect(baseNow(stamp('main'), refs).commits).toEqual([id('2')]);
  expect(baseNow(stamp('HEAD'), refs)).toEqual({ commits: [], refs: [], gone: false });
  expect(baseNow(stamp('HEAD~3'), refs)).toEqual({ commits: [], refs: [], gone: false });
  // The task's own branch.
  expect(baseNow(stamp('refs/heads/main', 'main'), refs)).toEqual({ commits: [], refs: [], gone: false });
});

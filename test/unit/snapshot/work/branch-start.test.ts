import { expect, test } from 'vitest';
import { namesOfBase, type Ref } from '../../../../src/git/refs.ts';
import { type BranchName, parseBranchName } from '../../../../src/ids.ts';
import { baseOf, startOf } from '../../../../src/snapshot/work/branch-start.ts';

function ref(name: string, parts: Partial<Ref> = {}): Ref {
  return { name, commit: 'a'.repeat(40), points: null, upstream: null, onlyBehind: false, ...parts };
}

function branch(name: string): BranchName {
  const parsed = parseBranchName(name);
  if (parsed === null) throw new Error('not a branch');
  return parsed;
}

const known = (...refs: readonly Ref[]) => ({ refs, listed: [] });

test.each([
  'HEAD',
  '@',
  'HEAD~3',
  'main^',
  'main@{u}',
  'refs/heads/x@{1}',
  'refs/heads/x~1',
  '@{-1}',
  ':/text',
  'a..b',
  'v1^{}',
  'a b',
  '-x',
  'main~1',
])('%s is an expression, which may not be looked for as a name', (base) =>
  expect(namesOfBase(base)).toEqual([]),
);

test('a base is a branch first, then what git would take', () => {
  const refs = [
    ref('refs/heads/x'),
    ref('refs/remotes/x'),
    ref('refs/tags/x'),
    ref('refs/remotes/x/HEAD', { points: 'refs/remotes/x/main' }),
  ];
  const found = refs.map((_, index) => baseOf('x', known(...refs.slice(index).reverse())));
  expect(found).toEqual(['refs/heads/x', 'refs/remotes/x', 'refs/tags/x', 'refs/remotes/x/main']);
  expect(baseOf('heads/x', known(ref('refs/heads/heads/x'), ref('refs/heads/x')))).toBe('refs/heads/x');
  expect(baseOf('tags/x', known(ref('refs/tags/x'), ref('refs/heads/x')))).toBe('refs/tags/x');
  expect(baseOf('refs/tags/x', known(ref('refs/tags/x'), ref('refs/heads/x')))).toBe('refs/tags/x');
  expect(baseOf('HEAD~3', known(ref('refs/heads/main')))).toBe('HEAD~3');
});

test('neither its own branch nor what that is pushed to is the base of a task', () => {
  const main = ref('refs/heads/main', { upstream: 'refs/remotes/origin/main' });
  const own = { existing: true, start: 'refs/heads/main', upstream: null };
  expect(startOf(branch('main'), null, known(main))).toEqual({ ...own, base: null });
  expect(startOf(branch('main'), 'main', known(main))).toEqual({ ...own, base: null });
  const behind = { ...main, onlyBehind: true };
  expect(startOf(branch('main'), null, known(behind))).toEqual({ ...own, base: null });
  expect(startOf(branch('x'), null, known(ref('refs/heads/x'), main))).toMatchObject({
    existing: true,
    base: 'refs/heads/main',
  });
});

test('a branch that only a remote has starts there, tracks it, and is compared with the base', () => {
  const remote = ref('refs/remotes/origin/x');
  const there = { existing: false, start: remote.name, upstream: remote.name };
  expect(startOf(branch('x'), null, known(ref('refs/heads/main'), remote))).toEqual({
    ...there,
    base: 'refs/heads/main',
  });
  expect(startOf(branch('x'), 'origin/x', known(remote))).toEqual({ ...there, base: null });
  expect(startOf(branch('y'), 'origin/x', known(remote))).toEqual({
    existing: false,
    start: remote.name,
    base: remote.name,
    upstream: null,
  });
});

test('what another machine resolved is where it starts, but that a branch here is used as it is', () => {
  const [base, own] = ['b'.repeat(40), 'c'.repeat(40)];
  const refs = known(ref('refs/heads/main'), ref('refs/remotes/origin/x'), ref('refs/heads/y'));
  const from = { existing: false, base, upstream: null };
  expect(startOf(branch('x'), base, refs, own)).toEqual({ ...from, start: own });
  expect(startOf(branch('x'), base, refs, null)).toEqual({ ...from, start: base });
  expect(startOf(branch('y'), base, refs, own)).toMatchObject({ existing: true, start: 'refs/heads/y' });
});

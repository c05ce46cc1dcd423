import { expect, test } from 'vitest';
import { type LocalBranch, localOutcome } from '../../../src/engine/hosts/local-branch.ts';

const OLD = 'a'.repeat(40);
const NEW = 'b'.repeat(40);
const plain: LocalBranch = {
  tip: OLD,
  commit: NEW,
  newer: 'commit',
  heldAt: null,
  archive: null,
  rival: null,
};
const outcome = (local: Partial<LocalBranch>, branch = 'x') =>
  localOutcome(branch, `refs/pane/big/${branch}`, { ...plain, ...local });

test.each([
  ['forwarded', {}],
  ['created', { tip: null }],
  ['current', { tip: NEW, heldAt: '/main' }],
  ['ahead', { newer: 'tip', heldAt: '/main', archive: 'x' }],
] as const)('%s leaves nothing to do', (state, local) =>
  expect(outcome(local)).toEqual({ state, next: null }),
);

test.each([
  [
    'diverged',
    { newer: 'neither' },
    'branch x here has commits of its own: `git merge refs/pane/big/x` on it joins both',
  ],
  [
    'checked-out',
    { heldAt: '/main' },
    'branch x is checked out at /main: run `git merge --ff-only refs/pane/big/x` there',
  ],
  [
    'archived',
    { tip: null, archive: 'old' },
    'branch x stays, since the archive of old here needs it: `git branch NAME refs/pane/big/x` makes another',
  ],
  [
    'blocked',
    { tip: null, rival: 'x/y' },
    "git can't have both branch x and x/y: `git branch NAME refs/pane/big/x` makes one",
  ],
] as const)('%s moves nothing, and says what to do', (state, local, next) =>
  expect(outcome(local)).toEqual({ state, next }),
);

test('what is to be typed is no word that a shell would carry out', () =>
  expect(outcome({ newer: 'neither' }, '$(x)').next).toContain("`git merge 'refs/pane/big/$(x)'`"));

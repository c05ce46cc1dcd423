import { expect, test } from 'vitest';
import { joinTasks } from '../../../src/snapshot/joined.ts';
import { orNull } from '../../../src/snapshot/known.ts';
import { desired, observed, stampOf, worktreeOf } from '../../support/world.ts';

test('a worktree that is being renamed belongs to the name that the file has, and to one only', () => {
  const [old, other] = [desired('old'), desired('new')];
  const renaming = worktreeOf(old, { stamp: stampOf(old, { rename: other.name }) });
  const owners = (...tasks: ReturnType<typeof desired>[]) =>
    joinTasks(tasks, observed({ ours: [renaming] })).flatMap(({ name, worktree }) =>
      orNull(worktree) === null ? [] : [name],
    );
  expect(owners(old)).toEqual(['old']);
  expect(owners(other)).toEqual(['new']);
  expect(owners(old, other)).toEqual(['old']);
  expect(owners()).toEqual(['old']);
});

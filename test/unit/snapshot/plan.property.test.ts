import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DesiredTask } from '../../../src/config/desired.ts';
import { plan } from '../../../src/plan/plan.ts';
import type { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { after, desired, observed, PLAIN, paneOf, serverWith, worktreeOf } from '../../support/world.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const YES = { ...PLAIN, yes: true };

/** Any list of tasks out of a few names, some paused. */
const lists = fc
  .uniqueArray(fc.record({ name: fc.constantFrom(...NAMES), paused: fc.boolean() }), {
    selector: ({ name }) => name,
  })
  .map((tasks) => tasks.map(({ name, paused }) => desired(name, { paused })));

function applyAll(tasks: readonly DesiredTask[], world: Snapshot, most = Number.POSITIVE_INFINITY): Snapshot {
  return plan(tasks, world, YES).operations.slice(0, most).reduce(after, world);
}

function kinds(tasks: readonly DesiredTask[], world: Snapshot): string[] {
  return plan(tasks, world, YES).operations.map(({ id }) => id);
}

test('after a plan is applied there is nothing to plan, whatever lists came one after the other', () => {
  fc.assert(
    fc.property(fc.array(lists, { minLength: 1, maxLength: 5 }), (versions) => {
      let world = observed();
      for (const tasks of versions) {
        world = applyAll(tasks, world);
        expect(kinds(tasks, world)).toEqual([]);
      }
    }),
  );
});

test('a crash after any operation converges at the next plan', () => {
  fc.assert(
    fc.property(fc.array(lists, { minLength: 1, maxLength: 4 }), fc.nat(12), (versions, most) => {
      let world = observed();
      for (const tasks of versions) world = applyAll(tasks, world, most);
      const last = versions.at(-1) ?? [];
      world = applyAll(last, world);
      expect(kinds(last, world)).toEqual([]);
    }),
  );
});

test('an archived task that returns gets the same worktree, never a second one', () => {
  fc.assert(
    fc.property(fc.array(lists, { minLength: 2, maxLength: 6 }), (versions) => {
      const world = versions.reduce((before, tasks) => applyAll(tasks, before), observed());
      if (!world.git.known) throw new Error('not asked');
      const names = world.git.value.ours.map(({ stamp }) => stamp.task);
      expect(new Set(names).size).toBe(names.length);
    }),
  );
});

test('nothing without our marks is ever named by an operation', () => {
  const foreign = worktreeOf(desired('foreign'));
  const pane = paneOf(foreign, 77, { project: null, worktreeId: null, task: 'a', session: 'r' });
  const listed = { ...foreign.listed, path: '/elsewhere', branch: 'foreign' };
  fc.assert(
    fc.property(lists, lists, (first, second) => {
      const start = observed({}, serverWith([pane]));
      const world = applyAll(first, start);
      if (!world.git.known || foreign.listed === null) throw new Error('not asked');
      const git = {
        ...world.git.value,
        listed: [...world.git.value.listed, { ...foreign.listed, ...listed }],
      };
      const { operations } = plan(second, { ...world, git: { known: true, value: git } }, YES);
      const text = JSON.stringify(operations);
      expect(text).not.toContain('@77');
      expect(text).not.toContain('/elsewhere');
    }),
  );
});

test('what could not be asked changes nothing', () => {
  fc.assert(
    fc.property(lists, lists, (first, second) => {
      const world = applyAll(first, observed());
      const blindGit = { ...world, git: { known: false as const, reason: 'x' } };
      const blindTmux = { ...world, tmux: { known: false as const, reason: 'x' } };
      expect(plan(second, blindGit, YES).operations).toEqual([]);
      const touching = plan(second, blindTmux, YES).operations.filter(({ kind }) =>
        ['open-window', 'close-window'].includes(kind),
      );
      expect(touching).toEqual([]);
    }),
  );
});

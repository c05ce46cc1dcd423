import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TaskConfig } from '../../../src/config/config.ts';
import type { DesiredTask } from '../../../src/config/desired.ts';
import { findClashes } from '../../../src/config/keys/clashes.ts';
import type { Operation } from '../../../src/operations/kinds.ts';
import { plan } from '../../../src/plan/plan.ts';
import { oursIn, type Snapshot } from '../../../src/snapshot/snapshot.ts';
import { after, desired, observed, PLAIN } from '../../support/world.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

/** Tasks in any order, each waiting for any others: also in circles, and for tasks that are not there. */
const graphs = fc
  .tuple(
    fc.shuffledSubarray(NAMES, { minLength: 1 }),
    fc.array(
      fc.record({
        after: fc.subarray([...NAMES, 'nobody'], { maxLength: 2 }),
        base: fc.option(fc.constantFrom(...NAMES), { freq: 4 }),
        paused: fc.boolean(),
      }),
      { minLength: NAMES.length, maxLength: NAMES.length },
    ),
    fc.option(fc.integer({ min: 1, max: 3 })),
  )
  .map(([names, each, maxActive]) =>
    names.map((name, index) => {
      const { after: others = [], base = null, paused = false } = each[index] ?? {};
      const parts: Partial<TaskConfig> = {
        after: others,
        baseTask: base,
        maxActive,
        paused: paused && index > 2,
      };
      return desired(name, parts);
    }),
  );

/** Whether somebody can be begun first, then somebody who waits only for those, and so on. */
function hasOrder(tasks: readonly DesiredTask[]): boolean {
  const names = new Set<string>(tasks.map(({ name }) => name));
  const begun = new Set<string>();
  for (let round = 0; round < tasks.length; round += 1)
    for (const { name, after: others, baseTask } of tasks)
      if ([...others, ...(baseTask ?? [])].every((other) => !names.has(other) || begun.has(other)))
        begun.add(name);
  return begun.size === tasks.length;
}

function isCircle({ message }: { readonly message: string }): boolean {
  return message.startsWith('these tasks wait for each other');
}

const ordered = graphs.filter(hasOrder);

/** All is looked at and committed. */
function seen(world: Snapshot): Snapshot {
  const bases = Object.fromEntries(NAMES.map((name) => [name, 'committed' as const]));
  return { ...world, screens: {}, bases };
}

/** The agents of these have finished a turn, and ended well with it. */
function ended(world: Snapshot, names: ReadonlySet<string>): Snapshot {
  if (!world.git.known) throw new Error('not asked');
  const ours = world.git.value.ours.map((worktree) =>
    names.has(worktree.stamp.task)
      ? {
          ...worktree,
          turns: { state: 'done', ended: 1, at: 2 } as const,
          launcher: { state: 'exited', at: 2, code: 0, reason: '', shell: 'sh', paste: '' } as const,
        }
      : worktree,
  );
  return { ...world, git: { known: true, value: { ...world.git.value, ours } } };
}

function oneShot(task: DesiredTask): DesiredTask {
  return { ...task, agent: { ...task.agent, oneShot: true } };
}

function created(operations: readonly Operation[]): string[] {
  return operations.flatMap(({ kind, task }) => (kind === 'create-worktree' ? [task] : []));
}

test('a circle is refused, and nothing but a circle', () => {
  fc.assert(
    fc.property(graphs, (tasks) => {
      expect(findClashes(tasks, '/r').some(isCircle)).toBe(!hasOrder(tasks));
    }),
    { numRuns: 500 },
  );
});

test('no more begin than may be at work, each is told or begun, and once they are, nothing is left to do', () => {
  fc.assert(
    fc.property(ordered, (tasks) => {
      const { operations, notices } = plan(tasks, seen(observed()), PLAIN);
      const begun = created(operations);
      const maxActive = tasks[0]?.maxActive ?? Number.POSITIVE_INFINITY;
      expect(begun.length).toBeLessThanOrEqual(maxActive);
      const told = notices.map(({ task }) => task);
      for (const { name, paused } of tasks)
        expect([begun.includes(name), told.includes(name)].filter(Boolean)).toHaveLength(paused ? 0 : 1);
      const next = plan(tasks, seen(operations.reduce(after, observed())), PLAIN);
      expect(next.operations).toEqual([]);
    }),
  );
});

test('with each that ends well others begin, until only those are left that wait for what never comes', () => {
  fc.assert(
    fc.property(ordered, fc.infiniteStream(fc.nat(5)), (tasks, picks) => {
      const file = tasks.map(oneShot);
      const done = new Set<string>();
      let world = seen(observed());
      for (let step = 0; step <= NAMES.length; step += 1) {
        world = seen(plan(file, world, PLAIN).operations.reduce(after, world));
        const active = oursIn(world)
          .map(({ stamp }) => stamp.task)
          .filter((name) => !done.has(name));
        expect(active.length).toBeLessThanOrEqual(tasks[0]?.maxActive ?? Number.POSITIVE_INFINITY);
        const pick = active[picks.next().value % Math.max(1, active.length)];
        if (pick === undefined) break;
        done.add(pick);
        world = ended(world, done);
      }
      const left = file.filter(({ name, paused }) => !paused && !done.has(name));
      for (const { after: others, baseTask } of left)
        expect([...others, ...(baseTask ?? [])].some((name) => !done.has(name))).toBe(true);
      expect(plan(file, world, PLAIN).operations).toEqual([]);
    }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TaskConfig } from '../../../src/config/config.ts';
import type { StatedTask } from '../../../src/snapshot/places.ts';
import type { TaskState } from '../../../src/snapshot/status.ts';
import { ATTEMPTS, begun, DONE, newTask, queue, VERIFY } from '../../support/queued.ts';
import { desired } from '../../support/world.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const AT_WORK: readonly TaskState[] = ['setup', 'starting', 'running', 'working', 'verifying', 'unknown'];
const ENDS: readonly TaskState[] = ['idle', 'failed', 'stuck', 'verified', 'conflict'];
const { agent } = desired('x');

interface Wish {
  readonly name: string;
  readonly state: TaskState | null;
  readonly parts: Partial<TaskConfig>;
}

/** Tasks in the order of a file, each in some state or not begun, that wait only for tasks of an earlier letter. */
const files = fc
  .record({ maxActive: fc.integer({ min: 1, max: 4 }), ofAgent: fc.integer({ min: 1, max: 3 }) })
  .chain(({ maxActive, ofAgent }) =>
    fc
      .tuple(
        fc.shuffledSubarray(NAMES, { minLength: 1 }),
        fc.array(
          fc.record({
            state: fc.option(fc.constantFrom(...AT_WORK, ...ENDS)),
            after: fc.subarray(NAMES, { maxLength: 2 }),
            agent: fc.constantFrom('one', 'other'),
          }),
          { minLength: NAMES.length, maxLength: NAMES.length },
        ),
      )
      .map(([names, each]) => ({
        maxActive,
        ofAgent,
        tasks: names.map((name, index): Wish => {
          const one = each[index];
          const after = (one?.after ?? []).filter((other) => other < name);
          const maxOfAgent = one?.agent === 'one' ? ofAgent : null;
          return {
            name,
            state: one?.state ?? null,
            parts: {
              maxActive,
              after,
              agent: { ...agent, name: one?.agent ?? 'one', maxActive: maxOfAgent },
            },
          };
        }),
      })),
  );

function taskOf({ name, state, parts }: Wish): StatedTask {
  if (state === null) return newTask(name, parts);
  const good = { ...DONE, attempts: ATTEMPTS };
  if (state === 'verified') return begun(name, state, { ...parts, verify: VERIFY }, good);
  return begun(name, state, parts, state === 'idle' ? DONE : {});
}

/** The names of those that may begin now. */
function admitted(tasks: readonly StatedTask[]): string[] {
  const waiting = new Set<string>(queue(tasks).waiting.map(({ name }) => name));
  return tasks
    .filter(({ name, state }) => state.state === 'pending' && !waiting.has(name))
    .map(({ name }) => name);
}

function isDone(wishes: readonly Wish[], name: string): boolean {
  const state = wishes.find((wish) => wish.name === name)?.state ?? null;
  return state === 'idle' || state === 'verified';
}

const MANY = { numRuns: 400 };

test('never more than the limits are at work, those that begin among them', () => {
  fc.assert(
    fc.property(files, ({ maxActive, ofAgent, tasks }) => {
      const begins = admitted(tasks.map(taskOf));
      if (begins.length === 0) return;
      const active = tasks.filter(
        ({ name, state }) => begins.includes(name) || (state !== null && AT_WORK.includes(state)),
      );
      expect(active.length).toBeLessThanOrEqual(maxActive);
      if (begins.some((name) => tasks.find((wish) => wish.name === name)?.parts.agent?.name === 'one'))
        expect(active.filter(({ parts }) => parts.agent?.name === 'one').length).toBeLessThanOrEqual(ofAgent);
    }),
    MANY,
  );
});

test('one begins only after those that it waits for, and before no other that could', () => {
  fc.assert(
    fc.property(files, ({ tasks }) => {
      const stated = tasks.map(taskOf);
      const begins = admitted(stated);
      const { waiting } = queue(stated);
      for (const { name, parts } of tasks.filter((wish) => begins.includes(wish.name))) {
        expect(parts.after?.every((other) => isDone(tasks, other))).toBe(true);
        const before = tasks.slice(
          0,
          tasks.findIndex((wish) => wish.name === name),
        );
        const passed = waiting.filter((one) => before.some((wish) => wish.name === one.name));
        // Only those that wait for others, or for a place of their own agent, are passed.
        for (const { reason } of passed) expect(reason).toMatch(/^after |agents\.one\.max_active/);
      }
    }),
    MANY,
  );
});

test('each that waits has a place of its own, a reason, and what blocks it is among those that are not done', () => {
  fc.assert(
    fc.property(files, ({ tasks }) => {
      const { waiting } = queue(tasks.map(taskOf));
      expect(waiting.map(({ place }) => place)).toEqual(waiting.map((_, index) => index + 1));
      for (const { reason, blockedBy } of waiting) {
        expect(reason).not.toBe('');
        expect(blockedBy.filter((name) => isDone(tasks, name))).toEqual([]);
      }
    }),
    MANY,
  );
});

test('a place is free and nothing begins: then each that waits is blocked by another one, or by its agent', () => {
  fc.assert(
    fc.property(files, ({ maxActive, tasks }) => {
      const stated = tasks.map(taskOf);
      const { atWork, waiting } = queue(stated);
      if (admitted(stated).length > 0 || atWork.length >= maxActive) return;
      for (const { reason } of waiting) expect(reason).toMatch(/^after |agents\.one\.max_active/);
    }),
    MANY,
  );
});

test('all that can begin does, one after the other, if each ends well: nobody starves', () => {
  fc.assert(
    fc.property(files, fc.infiniteStream(fc.nat(7)), ({ maxActive, tasks }, picks) => {
      let now: readonly Wish[] = tasks;
      const set = (name: string, state: TaskState) => {
        now = now.map((wish) => (wish.name === name ? { ...wish, state } : wish));
      };
      for (let step = 0; step < 3 * NAMES.length; step += 1) {
        for (const name of admitted(now.map(taskOf))) set(name, 'working');
        const active = now.filter(({ state }) => state !== null && AT_WORK.includes(state));
        if (active.length === 0) break;
        expect(active.length).toBeLessThanOrEqual(
          Math.max(maxActive, tasks.filter(({ state }) => state !== null && AT_WORK.includes(state)).length),
        );
        const pick = active[picks.next().value % active.length];
        if (pick !== undefined) set(pick.name, 'idle');
      }
      const left = now.filter(({ state }) => state === null);
      for (const { parts } of left) expect(parts.after?.some((name) => !isDone(now, name))).toBe(true);
    }),
    MANY,
  );
});

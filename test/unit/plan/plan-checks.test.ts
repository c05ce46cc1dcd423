/**
 * Which checks the watcher begins.
 */
import { expect, test } from 'vitest';
import { plan } from '../../../src/plan/plan.ts';
import type { OurWorktree } from '../../../src/snapshot/snapshot.ts';
import { attempts, checking, VERIFY } from '../../support/checks.ts';
import { desired, observed, PLAIN, serverWith, up } from '../../support/world.ts';

const WATCHER = { ...PLAIN, unattended: true, reopens: false, checksAtOnce: 2 };
const turns = { state: 'done', ended: 1, at: 40 } as const;

function tasksNamed(names: readonly string[], parts: object = {}) {
  const { agent } = desired('any');
  return names.map((name) =>
    desired(name, { verify: VERIFY, agent: { ...agent, reports: 'claude' }, ...parts }),
  );
}

/** The tasks whose check is begun at that time, in seconds, where agents are idle since the 30th. */
function begun(
  tasks: ReturnType<typeof tasksNamed>,
  {
    now = 60,
    policy = WATCHER,
    of = {},
  }: { now?: number; policy?: typeof WATCHER; of?: Record<string, Partial<OurWorktree>> } = {},
): string[] {
  const there = tasks.map((task, index) => ({ ...up(task, index + 1), name: task.name }));
  const world = observed(
    { ours: there.map(({ worktree, name }) => ({ ...worktree, turns, ...of[name] })) },
    serverWith(there.map(({ pane }) => ({ ...pane, reported: 'idle', reportedSince: 30 }))),
    { screens: {}, now },
  );
  const { operations } = plan(tasks, world, policy);
  return operations.map(({ kind, task }): string => (kind === 'start-check' ? task : kind));
}

test('a check is begun by the watcher alone, when it is due, as many at once as there is room for', () => {
  const tasks = tasksNamed(['c', 'b', 'a']);
  expect(begun(tasks)).toEqual(['c', 'b']);
  expect(begun(tasks, { now: 59 })).toEqual([]);
  expect(begun(tasks, { policy: { ...WATCHER, unattended: false } })).toEqual([]);
  expect(begun(tasksNamed(['c'], { verify: null }))).toEqual([]);
});

test('one that runs takes its room, whoever began it', () => {
  const running = { checker: 'alive', attempts: attempts(null, { checking: checking() }) } as const;
  const tasks = tasksNamed(['c', 'b', 'a']);
  expect(begun(tasks, { of: { c: running } })).toEqual(['b']);
  expect(begun(tasks, { of: { c: running, a: running } })).toEqual([]);
  expect(begun(tasks, { of: { c: { ...running, checker: 'dead' } } })).toEqual(['c', 'b']);
});

test('a check that runs is ended with the window of a task that is paused, and without one too', () => {
  const running = { checker: 'alive', attempts: attempts(null, { checking: checking() }) } as const;
  const [task] = tasksNamed(['c'], { paused: true });
  if (task === undefined) throw new Error('no task');
  const { worktree } = up(task);
  const world = (of: Partial<OurWorktree>) =>
    observed({ ours: [{ ...worktree, turns, ...of }] }, serverWith([]), { screens: {}, now: 60 });
  const kinds = (of: Partial<OurWorktree>) =>
    plan([task], world(of), WATCHER).operations.map(({ kind }) => kind);
  const gone = { ...worktree.claim, holder: { pid: 1, liveness: 'dead', serverIsAlive: true } };
  expect(kinds({ ...running, claim: gone as OurWorktree['claim'] })).toEqual(['close-window']);
  expect(kinds({ claim: gone as OurWorktree['claim'] })).toEqual([]);
});

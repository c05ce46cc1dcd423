import { expect, test } from 'vitest';
import { queueView } from '../../../src/plan/queue-view.ts';
import { plainPalette } from '../../../src/ui/colour.ts';
import { describePlan } from '../../../src/ui/plan.ts';
import { formatPlan } from '../../support/format-plan.ts';
import { operation } from '../../support/operations.ts';
import { begun, NOW, newTask, queue } from '../../support/queued.ts';
import { taskName } from '../../support/trust.ts';
import { desired } from '../../support/world.ts';

const plan = {
  operations: [
    operation('create-worktree', 'login'),
    operation('copy-files', 'login', { after: ['create-worktree:login'] }),
    operation('open-window', 'login', { after: ['copy-files:login'] }),
    operation('archive-worktree', 'old', { cause: 'taken out of the file' }),
  ],
  notices: [
    {
      kind: 'conflict' as const,
      task: taskName('signup'),
      message: 'branch signup is checked out in /elsewhere',
    },
    { kind: 'warning' as const, message: 'first\nsecond' },
  ],
};

test('the bare form has a line for each operation, then the notices', () => {
  expect(formatPlan(plan)).toBe(`create-worktree login  (new task)
copy-files login  (new task)  after: create-worktree:login
open-window login  (new task)  after: copy-files:login
archive-worktree old  (taken out of the file)
conflict signup: branch signup is checked out in /elsewhere
warning: first
  second
`);
});

test('an empty plan is the empty text', () => {
  expect(formatPlan({ operations: [], notices: [] })).toBe('');
});

test('the user sees branches, places and sizes', () => {
  const copyBytes = { 'copy-files:login': 1_234_000_000 };
  expect(describePlan({ plan, queue: null, copyBytes }, plainPalette, Number.POSITIVE_INFINITY)).toBe(
    `OPERATION         TASK   WHY                    DETAIL
create-worktree   login  new task               /r.worktrees/login
copy-files        login  new task               1.2 GB
open-window       login  new task
archive-worktree  old    taken out of the file  /r.worktrees/old
conflict signup: branch signup is checked out in /elsewhere
warning: first
  second
4 operations; \`pane up\` applies them.
`,
  );
});

test('nothing to do is said', () => {
  const nothing = { plan: { operations: [], notices: [] }, queue: null, copyBytes: {} };
  expect(describePlan(nothing, plainPalette, 80)).toBe('Nothing to do.\n');
});

test('who is at work, who begins and who waits for what has a row each, and no notice', () => {
  const agent = { ...desired('x').agent, name: 'shell' };
  const max = { maxActive: 3 };
  const tasks = [
    begun('schema', 'working', max),
    begun('docs', { state: 'waiting', message: 'Proceed?' }, max),
    begun('logs', 'running', { ...max, agent, freesAfterMs: 60_000 }),
    newTask('api', { ...max, after: ['schema', 'signup'] }),
    newTask('web', max),
  ];
  const view = queueView(queue(tasks), new Set());
  const notices = view.waiting.map(({ task, reason: message }) => ({
    kind: 'queued' as const,
    task: taskName(task),
    message,
  }));
  const text = describePlan(
    { plan: { operations: [], notices }, queue: view, copyBytes: {} },
    plainPalette,
    80,
  );
  const clock = new Date((NOW + 900) * 1000).toTimeString().slice(0, 5);
  expect(text).toBe(`QUEUE    TASK    STATE    WHY
at work  schema  working
at work  docs    waiting  counts until ${clock}; Proceed?
at work  logs    running  until it ends: nothing tells when its work is done
1        web     queued   3 at work, max_active is 3
2        api     queued   after schema (working), signup (no such task)
Nothing to do.
`);
  // Of one that has reported a turn in another task it is not so.
  expect(queueView(queue(tasks), new Set(['shell'])).atWork[2]).toMatchObject({ message: null });
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  const more = queueView(
    queue(tasks.map((task) => ({ ...task, desired: desired(task.name, { maxActive: 4 }) }))),
    new Set(),
  );
  expect(more).toMatchObject({ maxActive: 4, begins: ['api'], waiting: [{ task: 'web', place: 1 }] });
});

import { expect, test } from 'vitest';
import { plainPalette } from '../../../src/ui/colour.ts';
import { describePlan } from '../../../src/ui/plan.ts';
import { formatPlan } from '../../support/format-plan.ts';
import { operation } from '../../support/operations.ts';
import { taskName } from '../../support/trust.ts';

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
  const sizes = new Map([['copy-files:login', 1_234_000_000]]);
  expect(describePlan(plan, sizes, plainPalette, Number.POSITIVE_INFINITY)).toBe(
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
  expect(describePlan({ operations: [], notices: [] }, new Map(), plainPalette, 80)).toBe('Nothing to do.\n');
});

/**
 * Snapshots that `pane plan --snapshot` printed in real projects: what follows from them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { plan } from '../../../src/plan/plan.ts';
import { plainPolicy } from '../../../src/plan/policy.ts';
import type { Dump } from '../../../src/snapshot/dump.ts';
import { parseDump, taskOf } from '../../../src/snapshot/dump-codec.ts';
import { stateIn, viewTasks } from '../../../src/snapshot/view.ts';
import { formatPlan } from '../../support/format-plan.ts';

const folder = join(import.meta.dirname, '../../fixtures/snapshots');

/** What each task does, and the plan. */
const expected: Readonly<Record<string, readonly [states: string, plan: string]>> = {
  archived: [
    'one pending, two pending',
    `restore-worktree one  (back in the file)
open-window one  (no window yet)  after: restore-worktree:one
restore-worktree two  (back in the file)
open-window two  (no window yet)  after: restore-worktree:two
`,
  ],
  'failed-setup': ['one failed', 'open-window one  (setup command 1 failed with exit code 3; again)\n'],
  'half-made': [
    'one pending, two pending',
    `create-worktree one  (continue where it stopped)
copy-files one  (continue where it stopped)  after: create-worktree:one
open-window one  (no window yet)  after: copy-files:one
create-worktree two  (new task, branch two from main)
copy-files two  (new worktree)  after: create-worktree:two
open-window two  (no window yet)  after: copy-files:two
`,
  ],
  'lost-server': [
    'one stopped, two stopped',
    'open-window one  (its window is gone)\nopen-window two  (its window is gone)\n',
  ],
  'no-window': ['one stopped, two running', 'open-window one  (its window is gone)\n'],
  rename: [
    'first running, two running',
    'drift first: branch, worktree changed in the file: run `pane archive first`, then add the task again\n',
  ],
  'tmux-silent': [
    'one unknown, two unknown',
    'unknown: could not ask tmux: `tmux -u -S /tmp/fixture/t list-panes -a` failed (exit code 1): lost its tongue\n',
  ],
};

function load(name: string): Dump {
  const dump = parseDump(readFileSync(join(folder, `${name}.json`), 'utf8'));
  if (dump === null) throw new Error(`${name} can't be read`);
  return dump;
}

test('each is looked at', () => {
  const names = readdirSync(folder).map((name) => name.replace(/\.json$/, ''));
  expect(names.sort()).toEqual(Object.keys(expected).sort());
});

describe.each(Object.entries(expected))('%s', (name, [states, planned]) => {
  const { session, desired, snapshot } = load(name);
  const tasks = desired.map(taskOf);

  test('states', () => {
    const views = viewTasks(tasks, snapshot);
    expect(views.map((view) => `${view.name} ${stateIn(view).state}`).join(', ')).toBe(states);
  });

  test('plan', () => expect(formatPlan(plan(tasks, snapshot, plainPolicy(session)))).toBe(planned));

  test('JSON and back', () => expect(parseDump(JSON.stringify(load(name)))).toEqual(load(name)));
});

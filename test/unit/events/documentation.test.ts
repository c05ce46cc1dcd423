/**
 * docs/events.md has an example of each kind of event, with all its fields and no others: the shapes are a promise.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { eventKinds, formatEvent, parseEvent, tasksOf } from '../../../src/events/event.ts';

const text = readFileSync(resolve(import.meta.dirname, '../../../docs/events.md'), 'utf8');
const examples = [...text.matchAll(/```json\n(.*)\n```/g)].map(([, line = '']) => line);

test('there is one example of each kind', () => {
  const kinds = examples.map((line) => JSON.parse(line).kind);
  expect([...kinds].sort()).toEqual([...eventKinds].sort());
});

test.each(examples)('%s', (line) => {
  const event = parseEvent(line);
  if (event === null) throw new Error('it is no event');
  // A field that is not declared is left out in reading, one that is missing makes it no event.
  expect(Object.keys(JSON.parse(formatEvent(event))).sort()).toEqual(Object.keys(JSON.parse(line)).sort());
});

test('what is damaged, or of a kind that this version does not know, is no event', () => {
  const [line = ''] = examples;
  expect(parseEvent(line.slice(0, -1))).toBeNull();
  expect(parseEvent(line.replace('"task-state"', '"board-state"'))).toBeNull();
  expect(parseEvent(line.replace('"task"', '"task1"'))).toBeNull();
  expect(parseEvent(line.replace('"kind"', '"kind1"'))).toBeNull();
});

test('the tasks that an event is about', () => {
  const tasks = examples.map((line) => tasksOf(parseEvent(line) ?? { kind: 'watcher-started', file: '' }));
  expect(tasks.map((names) => names.join())).toEqual([
    'login',
    'login',
    'login',
    'login',
    'login',
    'login',
    'signup',
    'login',
    'login',
    '',
    'login,signup',
    '',
  ]);
});

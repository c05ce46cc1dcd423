/**
 * The file of events: numbers that only grow, one order for all who write, bounded, and nobody's burden.
 */
import { readFileSync, statSync } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type PaneEvent, parseEvent } from '../../../src/events/event.ts';
import {
  appendEvents,
  type EventPlace,
  eventParts,
  flushEvents,
  MOST_BYTES,
} from '../../../src/events/log.ts';
import { takeLock } from '../../../src/gate/lock.ts';
import { projectIdOf } from '../../../src/records/project-id.ts';
import { eventsLock } from '../../../src/records/store.ts';
import { Sandbox } from '../../support/sandbox.ts';

const PID = process.pid;
const projectId = projectIdOf({ common: '/r/.git' }, '/r/pane.config.yaml');

function placeIn(sandbox: Sandbox): EventPlace {
  return { common: sandbox.path('git'), projectId, pid: PID };
}

function hold(message: string): PaneEvent {
  return { kind: 'hold-begun', task: null, message };
}

/** `SEQ MESSAGE` of each event that a part holds. */
function told(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => parseEvent(line) ?? [])
    .map((event) => `${event.seq} ${'message' in event ? event.message : ''}`);
}

test('events are numbered over calls; only the user can read them', async () => {
  await using sandbox = await Sandbox.create();
  const place = placeIn(sandbox);
  const { newest } = eventParts(place);
  appendEvents(place, [hold('a'), hold('b')]);
  appendEvents(place, []);
  appendEvents(place, [hold('c'.repeat(3000))]);
  expect(told(newest)).toEqual(['1 a', '2 b', `3 ${'c'.repeat(2000)}…`]);
  expect(statSync(newest).mode & 0o777).toBe(0o600);
});

test('what is full goes aside and the numbers go on; more than two parts are never kept', async () => {
  await using sandbox = await Sandbox.create();
  const place = placeIn(sandbox);
  const { newest, older } = eventParts(place);
  const text = 'x'.repeat(1900);
  const batch = Array.from({ length: 20 }, () => hold(text));
  for (let count = 0; count < 120; count += 1) appendEvents(place, batch);
  const numbers = [older, newest].flatMap((path) => told(path).map((line) => Number.parseInt(line, 10)));
  const [first = 0] = numbers;
  expect(first).toBeGreaterThan(1);
  expect(numbers).toEqual(Array.from({ length: 2401 - first }, (_, index) => first + index));
  for (const path of [older, newest]) expect(statSync(path).size).toBeLessThan(MOST_BYTES + 50_000);
});

test('what others hold up is written later; a number that is given up stays free', async () => {
  await using sandbox = await Sandbox.create();
  const place = placeIn(sandbox);
  const { newest } = eventParts(place);
  const other = sandbox.start('cat', []).pid ?? 0;
  const lock = () =>
    takeLock(eventsLock(place.common, projectId), { pid: other, signal: new AbortController().signal });
  const first = await lock();
  appendEvents(place, [hold('a')]);
  appendEvents(place, [hold('b')]);
  await first.release();
  flushEvents(place);
  expect(told(newest)).toEqual(['1 a', '2 b']);

  const second = await lock();
  const begun = performance.now();
  for (let count = 0; count < 100; count += 1) appendEvents(place, [hold('lost')]);
  flushEvents(place);
  expect(performance.now() - begun).toBeLessThan(1000);
  await second.release();
  await writeFile(newest, '{"seq":103,"ti', { flag: 'a' }); // as a full disk cuts it off
  appendEvents(place, [hold('c')]);
  expect(told(newest)).toEqual(['1 a', '2 b', '103 c']);
});

test('a head that is damaged costs no number that is there; one part may be deleted', async () => {
  await using sandbox = await Sandbox.create();
  const place = placeIn(sandbox);
  const { newest, older } = eventParts(place);
  appendEvents(place, [hold('a'), hold('b')]);
  const text = readFileSync(newest, 'utf8');
  await writeFile(newest, `\0\0\0${text.slice(3)}`);
  appendEvents(place, [hold('c')]);
  expect(told(newest)).toEqual(['1 a', '2 b', '3 c']);
  await writeFile(older, readFileSync(newest));
  await rm(newest);
  appendEvents(place, [hold('d')]);
  expect(told(newest)).toEqual(['4 d']);
});

test('where nothing can be written nobody fails', async () => {
  await using sandbox = await Sandbox.create();
  const place = placeIn(sandbox);
  await sandbox.write('git/pane/watch', 'no directory');
  appendEvents(place, [hold('a')]);
  await rm(sandbox.path('git/pane/watch'));
  appendEvents(place, [hold('b')]);
  expect(told(eventParts(place).newest)).toEqual(['2 b']);
  await mkdir(join(sandbox.path('other')), { mode: 0o500 });
  await chmod(sandbox.path('other'), 0o500);
  appendEvents({ ...place, common: sandbox.path('other') }, [hold('c')]);
});

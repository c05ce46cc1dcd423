import { expect, test } from 'vitest';
import { admissions } from '../../support/night-places.mjs';

const WATCHER = 1;
const BY_HAND = 2;
const HELD_SECONDS = 20;
const rules = { isChecked: (name: string) => name !== 'plain', heldMs: HELD_SECONDS * 1000 };

/** `SECONDS TASK STATE`, or `admitted` in place of the state, `turn` for one that ended. */
function holdingIn(lines: readonly string[], pid = WATCHER): string[] {
  const events = lines.map((line) => {
    const [seconds = '', task = '', what = ''] = line.split(' ');
    const event = { time: new Date(Number(seconds) * 1000).toISOString(), pid: WATCHER, task };
    if (what === 'admitted') return { ...event, pid, kind: 'operation-begun', operation: 'create-worktree' };
    if (what === 'checked') return { ...event, kind: 'check-ended', outcome: 'red' };
    return what === 'turn' ? { ...event, kind: 'turn-ended' } : { ...event, kind: 'task-state', state: what };
  });
  return admissions(events, rules).map(({ task, holding }) => `${task}: ${holding.join(' ')}`);
}

test.each([
  [['working'], true],
  [['setup'], true],
  [['queued'], true], // told late
  [['turn', 'idle'], true], // its check is due
  [['verifying'], true],
  [['exited'], true],
  [['verified'], false],
  [['stuck'], false],
  [['verified', 'stopped'], false],
  [['working', 'stopped'], true],
])('a task that came to %j holds a place: %s', (states, holds) => {
  const lines = ['0 a admitted', ...states.map((state) => `1 a ${state}`), '2 b admitted'];
  expect(holdingIn(lines)[1]).toBe(holds ? 'b: a b' : 'b: b');
});

test('what is not checked holds its place until its first turn is over', () => {
  expect(holdingIn(['0 plain admitted', '1 plain idle', '2 b admitted'])[1]).toBe('b: plain b');
  expect(holdingIn(['0 plain admitted', '1 plain turn', '1 plain idle', '2 b admitted'])[1]).toBe('b: b');
});

test('a question and a limit hold their place for some time', () => {
  for (const state of ['waiting', 'limited']) {
    const lines = ['0 a admitted', `1 a ${state}`, '20 b admitted', '21 c admitted'];
    expect(holdingIn(lines).slice(1)).toEqual(['b: a b', 'c: b c']);
  }
});

test('after its last check a task holds no place, whatever is told of it, and before that it does', () => {
  const lines = ['0 a admitted', '1 a idle', '2 a checked', '3 b admitted', '4 a checked', '5 a starting'];
  expect(holdingIn([...lines, '6 c admitted'])).toEqual(['a: a', 'b: a b', 'c: b c']);
});

test('one that nobody checks has left its place a minute after it began, if the end of its turn was never told', () => {
  const lines = ['0 plain admitted', '9 plain idle', '59 b admitted', '60 c admitted'];
  expect(holdingIn(lines)).toEqual(['plain: plain', 'b: plain b', 'c: b c']);
});

test('one that is made again was admitted before', () => {
  expect(holdingIn(['0 a admitted', '1 a admitted', '2 b admitted'])).toEqual(['a: a', 'b: a b']);
});

test('one that is admitted by hand may know what the watcher has not told yet', () => {
  const lines = ['0 a admitted', '1 a verifying', '2 b admitted', '3 a verified'];
  expect(holdingIn(lines)[1]).toBe('b: a b');
  expect(holdingIn(lines, BY_HAND)[1]).toBe('b: b');
  const lost = ['0 a admitted', '1 b admitted', '2 a stopped', '3 a working'];
  expect(holdingIn(lost, BY_HAND)[1]).toBe('b: a b');
});

test('what a first look tells may have been so for as long as nothing was told', () => {
  const at = (seconds: number) => ({ time: new Date(seconds * 1000).toISOString(), pid: WATCHER });
  const begun = { kind: 'operation-begun', operation: 'create-worktree' };
  const events = [
    { ...at(0), ...begun, task: 'a' },
    { ...at(1), kind: 'task-state', task: 'a', state: 'working' },
    { ...at(14), kind: 'watcher-started', file: 'f' },
    { ...at(15), kind: 'first-look', states: { a: 'waiting' } },
    { ...at(20), ...begun, task: 'b' },
    { ...at(22), ...begun, task: 'c' },
  ];
  expect(admissions(events, rules).map(({ holding }) => holding.join(' '))).toEqual(['a', 'a b', 'b c']);
});

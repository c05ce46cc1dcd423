import { expect, test } from 'vitest';
import { isMadeAgain, verdictBeforehand } from '../../../src/snapshot/verdict.ts';
import { check } from '../../support/checks.ts';

const now = { head: 'a'.repeat(40), content: 'b'.repeat(40), isClean: true };
const base = { hash: 'hash', turn: 2, now, isAsAtStart: false };

test('nothing has to be run where nothing has changed since the start', () => {
  expect(verdictBeforehand({ ...base, last: null, isAsAtStart: true })).toMatchObject({
    outcome: 'unchanged',
    turn: 2,
    hash: 'hash',
    head: now.head,
    trace: now.content,
  });
  expect(verdictBeforehand({ ...base, last: check('red'), isAsAtStart: true })?.outcome).toBe('unchanged');
});

test('what is as at the last check comes to the same, and a red one is repeated', () => {
  expect(verdictBeforehand({ ...base, last: check('green') })).toMatchObject({ outcome: 'green', turn: 2 });
  expect(verdictBeforehand({ ...base, last: check('red') })).toMatchObject({
    outcome: 'red',
    turn: 2,
    repeats: true,
  });
});

test('anything else is run', () => {
  expect(verdictBeforehand({ ...base, last: null })).toBeNull();
  expect(verdictBeforehand({ ...base, last: check('unchanged') })).toBeNull();
  expect(verdictBeforehand({ ...base, last: check('fault') })).toBeNull();
  expect(verdictBeforehand({ ...base, last: check('green', { hash: 'other' }) })).toBeNull();
  expect(verdictBeforehand({ ...base, last: check('green', { head: 'c'.repeat(40) }) })).toBeNull();
  expect(verdictBeforehand({ ...base, last: check('green', { trace: 'c'.repeat(40) }) })).toBeNull();
});

test('a check is made again where the worktree has changed without a turn', () => {
  const last = check('green', { changedSince: true, turn: 2 });
  expect(isMadeAgain({ ...base, last })).toBe(true);
  expect(isMadeAgain({ ...base, last: { ...last, turn: 1 } })).toBe(false);
  expect(isMadeAgain({ ...base, last: { ...last, hash: 'other' } })).toBe(false);
  expect(isMadeAgain({ ...base, last: null })).toBe(false);
  // It was changed back meanwhile: once more is enough all the same.
  expect(verdictBeforehand({ ...base, last })).toMatchObject({ changedSince: false, isAgain: true });
});

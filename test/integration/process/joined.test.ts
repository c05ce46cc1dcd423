/**
 * Two programs that are joined, and one of them ends first.
 */
import { expect, test } from 'vitest';
import { type Joining, join } from '../../../src/process/joined.ts';

const sh = (script: string) => ({ file: 'sh', argv: ['-c', script], env: process.env });

/** It says `MARK`, then something that nobody may want, and ends once nothing more can come. */
const WAITING = sh("printf 'MARK\\nabc'; cat >/dev/null");

const joining = (near: string, nearOver: Joining['nearOver']): Joining => ({
  far: WAITING,
  mark: 'MARK',
  markMs: 15_000,
  near: sh(near),
  nearOver,
  onBytes: () => {},
  signal: new AbortController().signal,
});

test.each([
  ['has read all', 'dd bs=1 count=3 <&3 2>/dev/null >&2'],
  ['leaves unread what came', 'dd bs=1 count=1 <&3 2>/dev/null >&2'],
])('the far program is told when the near one ends that %s over its socket', async (_what, near) => {
  const { far, near: ended } = await join(joining(near, 'socket'));
  expect([far.exitCode, ended?.exitCode]).toEqual([0, 0]);
});

test('the same over standard input and output', async () => {
  const { far, near } = await join(joining('dd bs=1 count=1 >/dev/null 2>&1', 'stdio'));
  expect([far.exitCode, near?.exitCode]).toEqual([0, 0]);
});

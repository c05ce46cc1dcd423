import { expect, test } from 'vitest';
import { plan } from '../../../src/plan/plan.ts';
import { NO_ATTEMPTS } from '../../../src/records/attempts.ts';
import type { OurWorktree } from '../../../src/snapshot/snapshot.ts';
import { agent } from '../../support/trust.ts';
import {
  archived,
  claim,
  desired,
  observed,
  PLAIN,
  serverWith,
  stampOf,
  worktreeOf,
} from '../../support/world.ts';

const verify = { run: ['true'], timeoutMs: 1, retries: 3, settleMs: 1 };
const conversation = { start: [], resume: null, latest: ['--continue'] };
const once = agent({ oneShot: true, conversation });
const login = desired('login', { agent: once, verify });

/** Its window was lost with its server. */
function lost(parts: Partial<OurWorktree>): OurWorktree {
  return worktreeOf(login, {
    claim: claim(100, { liveness: 'dead', serverIsAlive: false, serverPid: 9 }),
    turns: { state: 'open', ended: 0, at: 5 },
    attempts: NO_ATTEMPTS,
    ...parts,
  });
}

function planned(worktree: OurWorktree, task = login, unattended = false): string[] {
  const world = observed({ ours: [worktree] }, serverWith([]), { screens: {} });
  return plan([task], world, { ...PLAIN, unattended }).operations.map(({ id, cause }) => `${id}: ${cause}`);
}

test('a program that ends with its turn and was cut off in it is started with what it is to do', () => {
  const again = ['restart-agent:login: its turn was cut off'];
  expect(planned(lost({}))).toEqual(again);
  expect(planned(lost({}), login, true)).toEqual(again);
  // It had told of its limit, and not ended yet.
  expect(planned(lost({ turns: { state: 'limited', ended: 0, at: 5 } }))).toEqual(again);
});

test('else its window is opened as any other', () => {
  const opened = ['open-window:login: its window is gone'];
  expect(planned(lost({ turns: { state: 'done', ended: 1, at: 5 } }))).toEqual(opened);
  expect(planned(lost({ attempts: { ...NO_ATTEMPTS, restarts: [1, 2, 3] } }))).toEqual(opened);
  expect(planned(lost({ attempts: { ...NO_ATTEMPTS, stuck: 'given up' } }))).toEqual(opened);
  expect(planned(lost({}), desired('login', { agent: once }))).toEqual(opened);
  expect(planned(lost({}), desired('login', { agent: { ...once, oneShot: false }, verify }))).toEqual(opened);
});

test('one that had ended by then has nothing to do in another window', () => {
  const ended = { state: 'exited', at: 5, code: 0, reason: '', shell: 'sh', paste: '' } as const;
  const over = lost({ launcher: ended, turns: { state: 'done', ended: 1, at: 5 } });
  expect(planned(over)).toEqual([]);
  expect(planned(over, desired('login', { agent: { ...once, oneShot: false }, verify }))).toEqual([
    'open-window:login: its window is gone',
  ]);
  // Nor when it is brought back from the archive.
  const stamp = stampOf(login, { archive: archived(login.worktree) });
  const back = (task: typeof login) =>
    planned(lost({ launcher: ended, claim: null, stamp }), task).map((line) => line.split(':')[0]);
  expect(back(login)).toEqual(['restore-worktree']);
  expect(back(desired('login', { agent: { ...once, oneShot: false }, verify }))).toEqual([
    'restore-worktree',
    'open-window',
  ]);
});

test('a start that was claimed and cut off is finished by whoever opens windows', () => {
  const attempts = { ...NO_ATTEMPTS, restarts: [7], restartedFrom: 6 };
  const cut = lost({ attempts, launcher: null, turns: { state: 'failed', ended: 0, at: 5 } });
  expect(planned(cut)).toEqual(['restart-agent:login: its start was cut off']);
  expect(planned({ ...cut, prompts: { 'failure-7': 'started' } })).toEqual([
    'open-window:login: its window is gone',
  ]);
});

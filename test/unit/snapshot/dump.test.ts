import { expect, test } from 'vitest';
import { plan } from '../../../src/plan/plan.ts';
import { dumpOf } from '../../../src/snapshot/dump.ts';
import { parseDump, taskOf } from '../../../src/snapshot/dump-codec.ts';
import { formatPlan } from '../../support/format-plan.ts';
import { agent } from '../../support/trust.ts';
import {
  claim,
  desired,
  observed,
  PLAIN,
  paneOf,
  serverWith,
  stampOf,
  worktreeOf,
} from '../../support/world.ts';

const config = { project: 'r', session: 'r', sessionIsFixed: false };
const secret = 'hunter2';
const login = desired('login', {
  prompt: secret,
  env: { TOKEN: secret },
  setup: [secret],
  panes: [{ run: secret, split: 'right', size: null }],
  agent: agent({ args: [secret], env: { KEY: secret } }),
});
const stamp = stampOf(login, { error: secret, brought: [secret] });
const turns = { state: 'failed', ended: 0, at: 1, failure: { activity: 'stuck', message: secret } } as const;
const worktree = worktreeOf(login, { stamp, turns, unanswered: { question: secret } });
const { version, id, task, branch, commit } = stamp;
const record = { version, id, config: stamp.config, task, path: login.worktree, branch, commit };
const pane = paneOf(worktree, 1, { title: secret, reportedWhy: secret });
const screenState = { activity: 'waiting', rule: secret, line: secret, isDrawn: true } as const;
const making = [{ ...record, branchExisted: false, error: secret }];
const world = observed({ ours: [worktree], making }, serverWith([pane]), {
  screens: { [pane.pane]: { screenStates: [screenState], fault: null } },
});

test('what was written for agents, what they show and what variables hold is left out', () => {
  expect(JSON.stringify(dumpOf(config, [login], world))).not.toContain(secret);
});

test('what is read back is what was written, and leads to the same plan', () => {
  const gone = observed({ ours: [worktreeOf(login, { claim: claim(7, { liveness: 'dead' }) })] });
  for (const each of [world, gone, observed()]) {
    const dump = dumpOf(config, [login], each);
    const back = parseDump(JSON.stringify(dump));
    expect(back).toEqual(dump);
    const planned = plan((back?.desired ?? []).map(taskOf), back?.snapshot ?? world, PLAIN);
    expect(formatPlan(planned)).toBe(formatPlan(plan([login], each, PLAIN)));
  }
});

test('nothing else is read as a snapshot', () => {
  const dump = dumpOf(config, [login], world);
  for (const text of ['', '{}', JSON.stringify({ ...dump, version: 2 }), JSON.stringify(dump).slice(1)]) {
    expect(parseDump(text)).toBeNull();
  }
});

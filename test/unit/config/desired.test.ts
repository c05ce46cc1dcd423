import { expect, test } from 'vitest';
import { CONCERNS, desireTask } from '../../../src/config/desired.ts';
import { sha256 } from '../../../src/hash.ts';
import { loaded } from './folder.ts';

const text = `agents: { fix: { command: ./fix, args: [-x], env: { B: c } } }
tasks:
  - name: a
    agent: fix
    args: [-y]
    branch: b
    base: main
    prompt: Do.
    prompt_append: Then.
    env: { A: b }
    setup: [make]
    panes: [{ run: top, size: 40% }]
    on_exit: close
    copy: [x]
    paused: true
`;

test('the hashes of a task are those that the stamps of earlier builds hold', async () => {
  const { tasks } = await loaded(text);
  const [desired] = tasks.map((task) => desireTask({ ...task, worktree: '/w' }, sha256));
  expect(desired?.hashes).toEqual({
    prompt: '1:6184275cb8e0df4f',
    agent: '1:672dc1e9c2db14f3',
    args: '1:39f2ea9d79287f20',
    env: '1:591b8e1906abe334',
    panes: '1:7ee3364e209ddd9f',
    setup: '1:840a81f15ea72b48',
    session: '1:37edd500a4efadf5',
  });
  expect(desired?.hash).toBe('1:ec7735e1f2cfe7ab');
  expect(Object.keys(desired?.hashes ?? {})).toEqual(CONCERNS);
});

test('an agent that can not report in one place is no other agent than where it can', async () => {
  const { tasks } = await loaded(
    'agents: { g: { command: x, reports: gemini } }\ntasks: [{ name: a, agent: g }]\n',
  );
  const [reporting] = tasks.map((task) => desireTask(task, sha256));
  const [unread] = tasks.map((task) =>
    desireTask({ ...task, agent: { ...task.agent, reports: null, unread: 'gemini' } }, sha256),
  );
  const [silent] = tasks.map((task) =>
    desireTask({ ...task, agent: { ...task.agent, reports: null } }, sha256),
  );
  expect(unread?.hashes).toEqual(reporting?.hashes);
  expect(silent?.hashes.agent).not.toBe(reporting?.hashes.agent);
});

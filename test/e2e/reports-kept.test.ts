/**
 * What was done is reported also where a command fails afterwards, or the time is up: beside the error.
 */
import { expect, test } from 'vitest';
import type { Ran } from '../support/processes.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

interface Document {
  readonly operations?: readonly { readonly id: string; readonly outcome: string }[];
  readonly error?: { readonly code: string };
}

/** What the one document says: the operations with their outcomes, and the code of the error. */
function told({ stdout }: Ran): { readonly done: readonly string[]; readonly error: string | undefined } {
  const { operations = [], error }: Document = JSON.parse(stdout);
  return { done: operations.map(({ id, outcome }) => `${id} ${outcome}`), error: error?.code };
}

const MADE = (task: string) => [
  `create-worktree:${task} done`,
  `copy-files:${task} done`,
  `open-window:${task} done`,
];

/** In the way of a lock that is looked at once the operations are over: no error that anybody expects. */
async function spoilLock(sandbox: Sandbox): Promise<void> {
  const note = await sandbox.sh('basename .git/pane/watch/*.applied .applied', { cwd: 'repo' });
  await sandbox.write(`repo/.git/pane/locks/${note}.watcher`, 'no directory');
}

test('`up` that fails once its operations are over', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await project.upDone();
  await spoilLock(sandbox);
  await project.write({ tasks: ['one', 'two'] });
  const first = await project.up(['--json', '--wait']);
  expect(told(first)).toEqual({ done: MADE('two'), error: 'failed' });
  expect(first).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('error: ENOTDIR') });

  await project.write({ tasks: ['one', 'two', 'three'] });
  const second = await project.up();
  expect(second.stdout).toContain('1 worktree made, files copied for 1 task, 1 window opened.');
  expect(second).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('error: ENOTDIR') });
});

test('`down` and `archive` that fail once their operations are over', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  await project.upDone();
  await spoilLock(sandbox);
  expect(told(await project.pane(['down', 'one', '--json']))).toEqual({
    done: ['close-window:one done'],
    error: 'failed',
  });
  expect(told(await project.pane(['archive', 'two', '--json']))).toEqual({
    done: ['archive-worktree:two done'],
    error: 'failed',
  });
});

test('`up --wait` and `wait` whose time is up', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    tasks: [{ name: 'one', setup: ['until [ -e go ]; do sleep 0.05; done'] }],
  });
  const up = await project.up(['--wait=0.2', '--json']);
  expect(told(up).done).toEqual(MADE('one'));
  expect(JSON.parse(up.stdout).notices).toMatchObject([{ kind: 'timeout' }]);
  expect(up.exitCode).toBe(5);

  const waited = await project.pane(['wait', 'one', '--for', 'running', '--timeout', '0.2', '--json']);
  expect(JSON.parse(waited.stdout)).toMatchObject({
    tasks: [{ name: 'one', state: 'setup' }],
    error: { code: 'timeout' },
  });
  expect(waited.exitCode).toBe(5);
});

test('`add` whose task may not be brought up', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await project.upDone();
  await project.write({ tasks: ['one'], tmux: { socket: sandbox.path('other') } });
  const added = await project.pane(['add', 'Do it', '--name', 'new', '--json']);
  expect({ ...told(added), exitCode: added.exitCode }).toEqual({ done: [], error: 'untrusted', exitCode: 4 });
  expect(JSON.parse(added.stdout).task).toBe('new');
  const again = await project.pane(['add', 'Do it', '--name', 'newer']);
  expect(again).toMatchObject({ exitCode: 4, stdout: expect.stringContaining('Added newer to') });
});

/**
 * A task that is restored on a host is one of the host's at once, whatever is sent there next, and whoever asks meanwhile.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { takeLockIfFree } from '../../src/gate/lock.ts';
import { eventually } from '../support/eventually.ts';
import { HostsProject } from '../support/hosts-project.ts';
import type { Running } from '../support/processes.ts';

const TASKS = [
  { name: 'far', host: 'big' },
  { name: 'other', host: 'big' },
] as const;

test('an up that names another task leaves it in the list of its host', async () => {
  await using it = await HostsProject.create(TASKS);
  const { project, big } = it;
  await project.upDone();
  expect((await project.pane(['archive', 'far'])).exitCode).toBe(0);
  expect((await project.pane(['restore', 'far'])).exitCode).toBe(0);
  await project.upDone(['other']);
  expect(big.list()).toContain('"far"');
  await project.eventually({ far: 'running', other: 'running' });
  expect(await project.plan()).toEqual([]);
});

test('so it is where it was the last one, and `up` may name it', async () => {
  await using it = await HostsProject.create(TASKS);
  const { project, big } = it;
  await project.upDone();
  expect((await project.pane(['archive', 'far', 'other'])).exitCode).toBe(0);
  expect((await project.pane(['restore', 'far'])).exitCode).toBe(0);
  await project.upDone(['far']);
  // It leaves the file again, before any other `up`.
  await it.write([{ name: 'near' }]);
  expect((await project.pane(['status'])).stdout).toMatch(/far +big .*left the file/);
  expect((await project.up(['--yes'])).exitCode).toBe(0);
  expect(big.list()).not.toContain('"far"');
});

test('one that could not be restored is none of the host’s', async () => {
  await using it = await HostsProject.create(TASKS);
  const { project, big, sandbox } = it;
  await project.upDone();
  expect((await project.pane(['archive', 'far', 'other'])).exitCode).toBe(0);
  await sandbox.sh(`git -C '${big.clone}' worktree add -q ../elsewhere far`);
  const refused = await project.pane(['restore', 'far']);
  expect(refused.exitCode).toBe(1);
  expect(await project.pane(['status'])).toMatchObject({ exitCode: 0 });
  expect((await project.pane(['status'])).stdout).not.toContain('far');
  expect(await project.plan()).toEqual([]);
});

/** What is known here of hosts. */
function record({ sandbox }: HostsProject): string {
  const watch = sandbox.path('repo/.git/pane/watch');
  const name = readdirSync(watch).find((each) => each.endsWith('.hosts'));
  return name === undefined ? '' : readFileSync(`${watch}/${name}`, 'utf8');
}

/** A process on the host that has the task's lock for as long as it runs. */
async function holdThere({ big, sandbox }: HostsProject, task: string): Promise<Running> {
  const locks = `${big.clone}/.git/pane/locks`;
  const name = readdirSync(locks).find((each) => each.endsWith(`-${task}`));
  const holder = sandbox.start('cat', []);
  const lock = await takeLockIfFree(`${locks}/${name}`, holder.pid ?? 0);
  if (lock === null) throw new Error('the lock is not free');
  return holder;
}

test('a status forgets none that is about to come back', async () => {
  await using it = await HostsProject.create(TASKS);
  const { project, sandbox } = it;
  await project.upDone();
  expect((await project.pane(['archive', 'far'])).exitCode).toBe(0);
  expect(record(it)).not.toContain('"far"');
  const holder = await holdThere(it, 'far');
  const restore = sandbox.startPane(['restore', 'far'], { cwd: 'repo' });
  await eventually(() => expect(record(it)).toContain('"far"'));
  expect(await project.pane(['status'])).toMatchObject({ exitCode: 0 });
  expect(record(it)).toContain('"far"');
  holder.kill('SIGKILL');
  expect(await restore.ended).toMatchObject({ exitCode: 0 });
  expect(await project.pane(['status'])).toMatchObject({ exitCode: 0 });
  expect(record(it)).toContain('"far"');
});

test('an archive forgets none that was sent meanwhile', async () => {
  await using it = await HostsProject.create(TASKS);
  const { project, sandbox } = it;
  await project.upDone();
  const holder = await holdThere(it, 'far');
  const archive = sandbox.startPane(['archive', 'far'], { cwd: 'repo' });
  await eventually(async () => expect(await sandbox.read('repo/pane.config.yaml')).not.toContain('"far"'));
  await it.write([
    { name: 'other', host: 'big' },
    { name: 'new', host: 'big' },
  ]);
  // The host takes its list once the archive is done.
  const up = sandbox.startPane(['up', '--once', '--trust', 'new'], { cwd: 'repo' });
  await eventually(() => expect(record(it)).toContain('"new"'));
  holder.kill('SIGKILL');
  expect(await archive.ended).toMatchObject({ exitCode: 0 });
  expect(await up.ended).toMatchObject({ exitCode: 0 });
  expect(record(it)).not.toContain('"far"');
  // Whatever the file says, it is not begun a second time.
  await it.write([{ name: 'other', host: 'big' }, { name: 'new' }]);
  await project.up(['new']);
  expect(await project.task('new')).toMatchObject({ host: 'big', state: 'running' });
  expect(existsSync(sandbox.path('repo.worktrees/new'))).toBe(false);
});

/**
 * A task of a host gets another name while its agent runs there: in the file here, and in all that carries it there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { eventually } from '../support/eventually.ts';
import { HostsProject } from '../support/hosts-project.ts';
import { killPaneAt } from '../support/kill-at.ts';
import { TestProject } from '../support/project.ts';

const FAR = { name: 'far', host: 'big', prompt: 'Prompt of far' } as const;
const OTHER = { name: 'other', host: 'big', after: ['far'], prompt: 'Prompt of other' } as const;

const fileOf = (it: HostsProject) => readFileSync(`${it.repository.path}/pane.config.yaml`, 'utf8');

const windows = async (it: HostsProject) =>
  (await it.sandbox.tmuxAt(it.big.socket, 'list-windows', '-a', '-F', '#W #{@pane_task}')).trim();

test('the file, the window and what names the task have the new name, and its agent goes on', async () => {
  await using it = await HostsProject.create([{ name: 'near' }, FAR, OTHER]);
  const { project, sandbox } = it;
  await project.upDone();
  await sandbox.launched(2);
  const renamed = await project.pane(['rename', 'far', 'away']);
  expect(renamed).toMatchObject({ exitCode: 0, stderr: '' });
  expect(renamed.stdout).toBe(`Renamed far to away in ${it.repository.path}/pane.config.yaml.\n`);
  const { tasks } = parse(fileOf(it));
  expect(tasks[1]).toEqual({
    ...FAR,
    name: 'away',
    branch: 'far',
    worktree: '../test-repo.worktrees/far',
  });
  expect(tasks[2]).toMatchObject({ name: 'other', after: ['away'] });
  expect(await windows(it)).toContain('away away');
  expect(await project.task('away')).toMatchObject({ state: 'running', branch: 'far', drift: [] });
  expect((await project.pane(['plan', '--exit-code'])).exitCode).toBe(0);
  expect((await project.pane(['send', 'away', 'hello'])).exitCode).toBe(0);
  // Also for whoever sends some of the list, where the rest stays as it was sent, and all of it.
  expect(await project.pane(['up', '--once', 'away'])).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await project.pane(['up', '--once'])).stderr).toMatch(/^queued other: on big: place 1: after away/);
  expect(await project.states()).toEqual({ near: 'running', away: 'running', other: 'queued' });
  await sandbox.launched(2);
  // And back, where the user has changed the name already.
  const text = fileOf(it).replaceAll('away', 'far');
  await sandbox.write(`${it.repository.path}/pane.config.yaml`, text);
  expect((await project.up()).stderr).toContain(
    'held: far looks like away, renamed: run `pane rename away far`',
  );
  expect(await project.pane(['rename', 'away', 'far'])).toMatchObject({ exitCode: 0 });
  expect(await project.up()).toMatchObject({
    exitCode: 0,
    stderr: expect.stringMatching(/^queued other: on big: place 1: after far/),
  });
  expect(await project.states()).toEqual({ near: 'running', far: 'running', other: 'queued' });
  await sandbox.launched(2);
});

test('what can not be renamed changes nothing', async () => {
  await using it = await HostsProject.create([{ name: 'near' }, FAR, { ...OTHER, after: [] }]);
  const { project, big, sandbox } = it;
  await project.upDone();
  await project.pane(['archive', 'other']);
  const before = [fileOf(it), big.list(), await windows(it)];
  const refused = async (args: readonly string[], message: string) => {
    const { exitCode, stderr } = await project.pane(['rename', ...args]);
    expect({ args, exitCode, stderr }).toMatchObject({ args, stderr: expect.stringContaining(message) });
    expect(exitCode).not.toBe(0);
    expect([fileOf(it), big.list(), await windows(it)]).toEqual(before);
  };
  await refused(['far', 'near'], 'task near already exists');
  await refused(['far', 'FAR'], 'the same name, ignoring case');
  await refused(['far', 'far'], 'the task is named far already');
  await refused(['far', 'a b'], '"a b" is not a valid task name');
  await refused(['far', 'away', '--branch'], 'where --branch does not work');
  await refused(['far', 'other'], 'big: an archived task is named other');
  await big.becomes('down');
  await refused(['far', 'away'], 'could not reach big');
  await big.becomes('up');
  // Another computer sent the list since.
  await sandbox.sh('git clone -q repo laptop');
  const laptop = await TestProject.create(
    sandbox,
    { path: sandbox.path('laptop') },
    { project: 'repo', hosts: { big: big.entry }, tasks: [FAR, { name: 'third', host: 'big', prompt: 'x' }] },
  );
  await laptop.upDone();
  before[1] = big.list();
  before[2] = await windows(it);
  await refused(['far', 'away'], 'the tasks here were sent by another computer');
  expect((await project.up(['--take-over'])).exitCode).toBe(0);
  expect(await project.pane(['rename', 'far', 'away'])).toMatchObject({ exitCode: 0 });
  expect(await project.pane(['up', '--once'])).toMatchObject({ exitCode: 0 });
  expect((await project.states()).away).toBe('running');
});

test('a task that no host was sent yet is renamed in the file alone', async () => {
  await using it = await HostsProject.create([FAR]);
  await it.project.pane(['trust', '--yes']);
  await it.big.becomes('down');
  expect(await it.project.pane(['rename', 'far', 'away'])).toMatchObject({ exitCode: 0 });
  expect(parse(fileOf(it)).tasks).toEqual([{ ...FAR, name: 'away' }]);
});

test('cut off anywhere, the next up finishes it: never a second agent, never a prompt twice', async () => {
  await using it = await HostsProject.create([FAR]);
  const { project, sandbox } = it;
  await project.upDone();
  let name = 'far';
  for (let step = 1; ; step += 1) {
    const next = `far${step}`;
    const { ran, lastStep } = await killPaneAt(sandbox, step, ['rename', name, next], { cwd: 'repo' });
    const status = await project.status();
    expect({ lastStep, tasks: status.tasks }).toMatchObject({ tasks: [{ state: 'running' }] });
    const up = await project.up();
    expect({ lastStep, ...up }).toMatchObject({ exitCode: 0, stderr: '' });
    const states = await project.states();
    expect({ lastStep, states }).toEqual({
      lastStep,
      states: { [states[next] === undefined ? name : next]: 'running' },
    });
    expect(await windows(it)).toContain(Object.keys(states)[0]);
    expect((await project.pane(['plan', '--exit-code'])).exitCode).toBe(0);
    await sandbox.launched(1);
    name = states[next] === undefined ? name : next;
    if (ran.signal === null) break;
  }
});

test.each([0, 200, 260, 400, 900])(
  'with the connection cut after %i bytes it is finished all the same',
  async (bytes) => {
    await using it = await HostsProject.create([FAR]);
    await it.project.upDone();
    await it.big.becomes(bytes);
    const { exitCode, stderr } = await it.project.pane(['rename', 'far', 'away']);
    // Cut before the host had said hello, nothing was asked yet.
    if (exitCode !== 0) expect(stderr).toMatch(/could not reach big|lost the connection/);
    else expect(await it.project.states()).toEqual({ away: 'running' });
    if (exitCode !== 0)
      expect(await it.project.pane(['rename', 'far', 'away'])).toMatchObject({ exitCode: 0 });
    await it.project.upDone();
    expect(await it.project.states()).toEqual({ away: 'running' });
    await it.sandbox.launched(1);
  },
);

test('once the host has done it and can not be reached, it is not the old name that is made there', async () => {
  await using it = await HostsProject.create([FAR]);
  const { project, big, sandbox } = it;
  await project.upDone();
  // Killed as it is about to write the file.
  await killPaneAt(sandbox, 1, ['rename', 'far', 'away'], { cwd: 'repo', of: 'pane.config.yaml' });
  expect(await windows(it)).toBe('away away');
  expect(fileOf(it)).toContain('"far"');
  await big.becomes('down');
  const down = await project.up();
  expect(down).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('could not reach big') });
  await big.becomes('up');
  const plan = await project.pane(['plan']);
  expect(plan).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('far is being renamed to away on big'),
  });
  expect((await project.pane(['status'])).stdout).toMatch(
    /\nfar +big +running .*is being renamed from far to away/,
  );
  // Whoever adds the new name by hand says which of both is meant.
  const text = fileOf(it);
  await it.write([FAR, { ...FAR, name: 'away' }]);
  expect((await project.up()).stderr).toContain('the file has both');
  await sandbox.write(`${it.repository.path}/pane.config.yaml`, text);
  expect(await project.pane(['rename', 'far', 'away'])).toMatchObject({ exitCode: 0 });
  expect(await project.up()).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await project.states()).toEqual({ away: 'running' });
  await sandbox.launched(1);
});

test('an up that began before it sends no list with the old name', async () => {
  await using it = await HostsProject.create([FAR]);
  const { project, sandbox } = it;
  await project.upDone();
  // The older up waits in git, before its list is sent.
  const [begun, goOn] = [sandbox.path('begun'), sandbox.path('go-on')];
  const git = `#!/bin/sh\ncase "$*" in *refs/heads/far*) : >'${begun}'; until [ -e '${goOn}' ]; do sleep 0.1; done ;; esac\nexec "$REAL" "$@"\n`;
  await sandbox.write('slow/git', git, { mode: 0o755 });
  const real = (await sandbox.sh('command -v git')).trim();
  const env = { PATH: `${sandbox.path('slow')}:${sandbox.env.PATH}`, REAL: real };
  const up = sandbox.startPane(['up', '--once'], { cwd: it.repository.path, env });
  await eventually(() => existsSync(begun));
  expect(await project.pane(['rename', 'far', 'away'])).toMatchObject({ exitCode: 0 });
  await sandbox.write('go-on', '');
  expect(await up.ended).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('far was renamed or archived on big in the meantime'),
  });
  expect(await project.states()).toEqual({ away: 'running' });
  await sandbox.launched(1);
});

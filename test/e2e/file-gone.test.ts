/**
 * The project's file is gone, as after `git switch` to a branch without it: its tasks are known by what was recorded of
 * them, can be looked at, talked to and ended, and nothing else is done.
 */
import { rename, rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type ProjectFile, TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

/** A project whose file is committed on `main`, and a branch `bare` without it. */
async function switched(sandbox: Sandbox, content: ProjectFile) {
  const repository = await sandbox.repository();
  await repository.write('sub/x', '');
  await repository.commit('Folder');
  await repository.git('branch', 'bare');
  await repository.write('prompts/one.md', 'Go.');
  const project = await TestProject.create(sandbox, repository, content);
  await repository.commit('Tasks');
  return { repository, project };
}

test('what runs is looked at, talked to and ended by what was applied last, from wherever it is asked', async () => {
  await using sandbox = await Sandbox.create();
  const { repository, project } = await switched(sandbox, {
    agents: { stub: { command: ['stub'] }, reader: { command: ['sh', '-c', 'exec cat'] } },
    tasks: [{ name: 'one', prompt_file: 'prompts/one.md' }, { name: 'two', agent: 'reader' }, 'three'],
  });
  await project.upDone();
  await sandbox.launched(2);
  await repository.git('switch', '-q', 'bare'); // the prompt's file goes too
  const file = sandbox.path('repo/pane.config.yaml');
  const fault = `${file} is gone, but its tasks still exist`;

  for (const cwd of ['repo', 'repo/sub', 'repo.worktrees/one']) {
    const { tasks, warnings, pending, file: shown } = await project.status([], { cwd });
    expect(tasks.map(({ name, state, drift }) => [name, state, drift])).toEqual([
      ['one', 'running', []],
      ['two', 'running', []],
      ['three', 'running', []],
    ]);
    expect([warnings[0], pending, shown]).toEqual([expect.stringContaining(fault), 0, file]);
  }
  const named = await project.pane(['path', 'one', '-f', '../pane.config.yaml'], { cwd: 'repo/sub' });
  expect(named).toMatchObject({ exitCode: 0, stdout: `${sandbox.path('repo.worktrees/one')}\n` });
  const warned = { exitCode: 0, stderr: expect.stringContaining(`warning: ${fault}`) };
  for (const args of [
    ['path', 'one'],
    ['send', 'two', 'hello'],
    ['peek', 'two'],
    ['keys', 'two', 'x'],
    ['logs', 'one'],
    ['wait', 'one', '--for', 'running'],
    ['next'],
    ['exec', 'one', '--', 'true'],
    ['diff', 'one', '--stat'],
  ])
    expect([args, await project.pane(args)]).toMatchObject([args, warned]);
  const attach = await project.pane(['attach', 'one']);
  expect(attach.stderr).toContain('this command requires a terminal');
});

test('what changes more does nothing, and what is archived stays so when the file is back', async () => {
  await using sandbox = await Sandbox.create();
  const { repository, project } = await switched(sandbox, {
    tasks: [{ name: 'one', prompt_file: 'prompts/one.md' }, 'two', 'three'],
  });
  await project.upDone();
  await sandbox.launched(3);
  await repository.git('switch', '-q', 'bare');
  const fault = `${sandbox.path('repo/pane.config.yaml')} is gone, but its tasks still exist`;
  const before = await repository.git('status', '--porcelain');
  for (const args of [
    ['up'],
    ['up', 'one'],
    ['restart', 'one'],
    ['add', 'x'],
    ['restore', 'one'],
    ['plan'],
    ['trust', '--yes'],
    ['watch'],
  ])
    expect([args, await project.pane(args)]).toMatchObject([
      args,
      { exitCode: 2, stderr: expect.stringContaining(fault) },
    ]);
  const init = await project.pane(['init']);
  expect(init).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(fault) });
  expect(init.stderr).toContain('git show BRANCH:pane.config.yaml');
  expect(await repository.git('status', '--porcelain')).toBe(before);
  await sandbox.launched(3);

  // What is archived stays so when the file is back, and `restore` has its lines.
  const archived = await project.pane(['archive', 'three']);
  expect(archived).toMatchObject({ exitCode: 0, stdout: '1 task archived.\n' });
  expect(archived.stderr).toContain('three: stays archived');
  expect(await project.pane(['down', 'one'])).toMatchObject({ exitCode: 0, stdout: '1 window closed.\n' });
  await repository.git('switch', '-q', '--force', 'main');
  expect(await project.states()).toEqual({ one: 'stopped', two: 'running', three: 'stopped' });
  expect(await project.up()).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('Nothing to do.'),
  });
  await repository.git('switch', '-q', 'bare');
  expect(await project.pane(['down'])).toMatchObject({ exitCode: 0, stdout: '1 window closed.\n' });
  expect(await project.pane(['down', '--archive'])).toMatchObject({
    exitCode: 0,
    stdout: '2 tasks archived.\n',
  });
  expect(await project.pane(['init'])).toMatchObject({ exitCode: 0 });
});

test('a watcher holds, and a task that was brought up alone is known too', async () => {
  await using sandbox = await Sandbox.create();
  const { repository, project } = await switched(sandbox, { tasks: ['one', 'two'] });
  await project.upDone(['one']);
  const file = `${repository.path}/pane.config.yaml`;
  await rename(file, `${repository.path}/else`);
  expect(await project.states()).toEqual({ one: 'running', two: 'pending' });
  await rename(`${repository.path}/else`, file);
  await project.upDone();
  const watcher = sandbox.startPane(['watch'], { cwd: 'repo' });
  await eventually(() => expect(watcher.stdout).toContain('watching'));
  await rm(file);
  await eventually(() => expect(watcher.stdout).toContain('pane.config.yaml is gone'));
  const { stdout } = await project.pane(['status']);
  expect(stdout.match(/is gone/g)).toHaveLength(1);
});

test('of several projects the nearest is meant, else they are named', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', { files: { 'sub/x': '' } });
  const root = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  const sub = await TestProject.create(
    sandbox,
    repository,
    { project: 'sub', tasks: ['two'], worktrees: '../../subs' },
    { file: 'sub/pane.config.yaml' },
  );
  await root.upDone();
  await sub.upDone([], { cwd: 'repo/sub' });
  await rm(`${repository.path}/sub/pane.config.yaml`);
  // The one above is another project.
  const tasks = async (cwd: string) =>
    (await root.status([], { cwd })).tasks.map(({ name, state }) => `${name} ${state}`);
  expect(await tasks('repo/sub')).toEqual(['two running']);
  expect(await tasks('repo')).toEqual(['one running']);
  await root.pane(['down', '--archive']);
  await rm(`${repository.path}/pane.config.yaml`);
  const { exitCode, stderr } = await root.pane(['status']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('no pane.config.yaml here or in a directory above');
  expect(stderr).toContain('sub/pane.config.yaml');
  expect(stderr).not.toContain('pane init');
  const named = await root.pane(['status', '-f', 'sub/pane.config.yaml']);
  expect(named).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/two +running/) });
});

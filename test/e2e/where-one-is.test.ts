/**
 * What is meant without a name, where one lands, and what is set up for one.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { builtCommand, Sandbox } from '../support/sandbox.ts';

test('path, diff and logs without a name mean the task whose window or worktree they are run in', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  await project.upDone();
  await sandbox.write('repo.worktrees/two/sub/new', 'x\n');
  const inWorktree = { cwd: 'repo.worktrees/two/sub' };
  const { pane } = await project.task('one');
  const inWindow = { env: { TMUX: `${sandbox.socket},1,0`, TMUX_PANE: pane ?? '' } };
  const path = (task: string) => ({ exitCode: 0, stdout: `${sandbox.path(`repo.worktrees/${task}`)}\n` });
  expect(await project.pane(['path'], inWorktree)).toMatchObject(path('two'));
  expect(await project.pane(['path'], inWindow)).toMatchObject(path('one'));
  // The directory is the closer one.
  expect(await project.pane(['path'], { ...inWorktree, ...inWindow })).toMatchObject(path('two'));
  const json = await project.pane(['path', '--json'], inWorktree);
  expect(JSON.parse(json.stdout)).toMatchObject({ task: 'two' });
  const diff = await project.pane(['diff', '--stat'], inWorktree);
  expect(diff).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('sub/new') });
  await eventually(async () =>
    expect(await project.pane(['logs'], inWindow)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('stub agent'),
    }),
  );
  for (const command of ['path', 'diff', 'logs'])
    expect(await project.pane([command])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('name a task'),
    });
});

test("attach does not land in the watcher's window, whose lines begin with the time", async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  expect(await project.pane(['up', '--trust'])).toMatchObject({ exitCode: 0 });
  await sandbox.tmux('select-window', '-t', '=repo:=pane');
  await eventually(async () =>
    expect(await sandbox.tmux('capture-pane', '-p', '-t', '=repo:=pane')).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d watching /m,
    ),
  );
  const environment = Object.entries(sandbox.env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const attach = `unset TMUX TMUX_PANE; cd repo; '${process.execPath}' '${builtCommand}' attach; exec cat`;
  await sandbox.tmuxAt('host', 'new-session', '-d', ...environment, 'sh', '-c', attach);
  const current = () =>
    sandbox.tmux('display-message', '-p', '-t', '=repo:', '#{session_attached} #{window_name}');
  await eventually(async () => expect(await current()).toBe('1 one'));
});

test('init takes the first agent that is there, and says so where there is none', async () => {
  await using sandbox = await Sandbox.create();
  const given = { cwd: 'repo', env: { PATH: sandbox.path('bin') } };
  for (const program of ['git', 'tmux', 'sh'])
    await sandbox.sh(`mkdir -p bin; ln -s "$(command -v ${program})" bin/${program}`);
  await sandbox.repository();
  const none = await sandbox.pane(['init'], given);
  expect(none).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('No agent was found on PATH') });
  expect(await sandbox.read('repo/pane.config.yaml')).toContain('agent: claude');
  for (const agent of ['qwen', 'codex']) {
    await sandbox.write(`bin/${agent}`, '#!/bin/sh\n', { mode: 0o755 });
    await sandbox.sh('rm repo/pane.config.yaml');
    const init = await sandbox.pane(['init'], given);
    expect(init).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`Agent: ${agent}\n`) });
    expect(await sandbox.read('repo/pane.config.yaml')).toContain(`agent: ${agent}`);
  }
});

test('init excludes the local file from git, unless git ignores it already', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const before = await sandbox.read('repo/.git/info/exclude');
  const init = await sandbox.pane(['init'], { cwd: 'repo' });
  expect(init).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('pane.config.local.yaml') });
  expect(init.stdout).not.toContain('.gitignore');
  await repository.write('pane.config.local.yaml', 'tasks: []\n');
  expect(await repository.git('status', '--porcelain')).toBe('?? pane.config.yaml');
  expect(await sandbox.read('repo/.git/info/exclude')).toBe(`${before}/pane.config.local.yaml\n`);

  const other = await sandbox.repository('other', { files: { '.gitignore': '*.local.yaml\n' } });
  const json = await sandbox.pane(['init', '--json'], { cwd: 'other' });
  expect(JSON.parse(json.stdout)).toMatchObject({ excluded: [], ignore: [] });
  expect(await sandbox.read('other/.git/info/exclude')).toBe(before);
  expect(await other.git('status', '--porcelain')).toBe('?? pane.config.yaml');
});

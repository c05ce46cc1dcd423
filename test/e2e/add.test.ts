/**
 * What `add` can't make is refused, and the file stays as it is; what it is given is meant where the user is.
 */
import { expect, test } from 'vitest';
import { Project } from '../support/archive-project.ts';
import { eventually } from '../support/eventually.ts';
import { Sandbox } from '../support/sandbox.ts';
import { WatchedProject } from '../support/watched.ts';

test.each([
  { args: ['--base', 'nosuch', 'x'], reason: 'base nosuch names no commit in this repository' },
  { args: ['--agent', 'nosuch', 'x'], reason: 'nosuch' },
  { args: ['--prompt-file', 'nosuch.md'], reason: 'nosuch.md' },
  { args: [' \n'], reason: 'the prompt is empty' },
  { args: ['--name', 'review', '-'], reason: 'the prompt is empty' },
  { args: ['--name', 'LOGIN', 'x'], reason: 'task LOGIN already exists' },
  { args: ['--name', 'a/b', 'x'], reason: '"a/b" is not a valid task name' },
])('add $args', async ({ args, reason }) => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }]);
  await project.up();
  const before = await sandbox.read('repo/pane.config.yaml');
  const { exitCode, stderr } = await project.pane(['add', ...args]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(reason) });
  expect(await sandbox.read('repo/pane.config.yaml')).toBe(before);
  expect(await project.windows()).toEqual(['login']);
});

test('--prompt-file is relative to where the user is, and to the file in the file', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, []);
  await project.repository.write('docs/tasks/one.md', 'From below.');
  await project.done('trust', '--yes');
  const cwd = `${project.repository.path}/docs`;
  const added = await project.pane(['add', '--name', 'one', '--prompt-file', 'tasks/one.md'], { cwd });
  expect(added).toMatchObject({ exitCode: 0 });
  expect(await sandbox.read('repo/pane.config.yaml')).toContain('prompt_file: docs/tasks/one.md');
  const [launch] = await sandbox.launched(1);
  expect(launch?.argv).toEqual(['From below.']);
});

test('where the watcher is faster, it is named', async () => {
  await using sandbox = await Sandbox.create();
  const { project, file } = await WatchedProject.create(sandbox, ['one'], '1h');
  await project.watch();
  // `add` stops where it looks what is to be done for the task that is in the file by then.
  const git = (await sandbox.sh('command -v git')).trim();
  const slow = `#!/bin/sh
case " $* " in *' worktree list '*)
  if grep -q second '${file}' && mkfifo "$HOME/go" 2>/dev/null; then touch "$HOME/met"; read -r go <"$HOME/go"; fi ;;
esac
exec '${git}' "$@"
`;
  await sandbox.write('slow/git', slow, { mode: 0o755 });
  const env = { PATH: `${sandbox.path('slow')}:${sandbox.env.PATH}`, PANE_ANSWER_TIMEOUT: '300' };
  const add = sandbox.startPane(['add', '--name', 'second', 'Do it'], { cwd: 'repo', env });
  await eventually(async () => expect(await sandbox.read('home/met')).toBe(''));
  await project.eventually({ second: 'running' });
  await sandbox.sh('echo go >"$HOME/go"');
  const { exitCode, stdout } = await add.ended;
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: `Added second to ${file}.\nThe watcher brings it up.\n`,
  });
});

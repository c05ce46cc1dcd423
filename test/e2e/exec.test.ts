/**
 * A command in a task's worktree: where it runs, with what, and what `pane` exits with.
 */
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('exec runs in the worktree with the task’s environment, and exits as a shell would', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', { files: { 'notes.txt': 'not a program\n' } });
  const project = await TestProject.create(sandbox, repository, {
    tasks: ['one', 'two'],
    defaults: { env: { COLOUR: 'blue' } },
  });
  await project.upDone();
  const exec = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await project.pane(['exec', ...args]);
    return { exitCode, stdout, stderr };
  };

  expect(await exec('one', '--', 'sh', '-c', 'echo "$COLOUR $PANE_TASK"; pwd -P')).toEqual({
    exitCode: 0,
    stdout: `blue one\n${sandbox.path('repo.worktrees/one')}\n`,
    stderr: '',
  });
  expect(await exec('one', '--', 'sh', '-c', 'exit 7')).toMatchObject({ exitCode: 7, stderr: '' });
  expect(await exec('one', '--', 'sh', '-c', 'kill -TERM $$')).toMatchObject({ exitCode: 143, stderr: '' });
  expect(await exec('one', '--', 'nonesuch')).toEqual({
    exitCode: 127,
    stdout: '',
    stderr: 'nonesuch is not installed, or not on PATH\n',
  });
  expect(await exec('one', '--', './notes.txt')).toEqual({
    exitCode: 126,
    stdout: '',
    stderr: 'could not run ./notes.txt: permission denied\n',
  });
  expect(await exec('one', '--', './nonesuch')).toMatchObject({
    exitCode: 127,
    stderr: './nonesuch does not exist\n',
  });
  await sandbox.write('repo.worktrees/one/script', '#!/nowhere/sh\n', { mode: 0o755 });
  expect(await exec('one', '--', './script')).toMatchObject({
    exitCode: 126,
    stderr: 'could not run ./script: the program in its first line does not exist\n',
  });
  expect(await exec('one', '--', '')).toMatchObject({ exitCode: 127, stderr: 'the command is empty\n' });
  expect(await exec('--all', '--', 'sh', '-c', '[ "$PANE_TASK" = one ]')).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: 'one:\ntwo:\n',
  });
});

test('PANE_BASE names the branch also where a tag has its name', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  await project.upDone();
  const script = 'echo "$PANE_BASE"; git rev-parse --verify "$PANE_BASE"';
  const base = () => project.pane(['exec', 'one', '--', 'sh', '-c', script]);
  const branch = await repository.git('rev-parse', 'refs/heads/main');
  expect(await base()).toMatchObject({ stdout: `main\n${branch}\n`, stderr: '' });
  await repository.git('commit', '--quiet', '--allow-empty', '-m', 'Tagged');
  await repository.git('tag', 'main');
  await repository.git('reset', '--quiet', '--hard', branch);
  expect(await base()).toMatchObject({ stdout: `heads/main\n${branch}\n`, stderr: '' });
  await repository.git('pack-refs', '--all');
  expect(await base()).toMatchObject({ stdout: `heads/main\n${branch}\n`, stderr: '' });
  // So does what is opened anew.
  await project.pane(['restart', 'one']);
  const [, again] = await sandbox.launched(2);
  expect(again?.env.PANE_BASE).toBe('heads/main');
});

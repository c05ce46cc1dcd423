/**
 * A repository as it really is, this one: with its files and its installed packages its own tests pass in
 * a worktree.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

const here = resolve(import.meta.dirname, '../..');

/** The files that git has or would add: the tests run before a commit too. */
async function copyTracked(sandbox: Sandbox, target: string): Promise<void> {
  const listed = await sandbox.git(
    '-C',
    here,
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
  );
  const files = listed.split('\0').filter((file) => file !== '' && existsSync(join(here, file)));
  const input = files.join('\0');
  const { exitCode, stderr } = await sandbox.run(
    'sh',
    ['-c', 'cd -- "$1" && tar --null -T - -cf - | tar -C "$2" -xf -', 'sh', here, target],
    { input },
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
}

test('in a worktree of this repository, with node_modules copied, its tests pass', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', { files: {} });
  await copyTracked(sandbox, repository.path);
  await sandbox.output('cp', ['-a', join(here, 'node_modules'), repository.path]);
  await repository.commit('Everything');
  const project = await TestProject.create(sandbox, repository, { tasks: ['work'] });
  await project.upDone();

  const [launch] = await sandbox.launched(1);
  expect(launch?.files).toEqual(expect.arrayContaining(['node_modules', 'package.json']));
  const command = ['npx', '--offline', 'vitest', 'run', '--project', 'unit', 'test/unit/ui'];
  const { exitCode, stdout, stderr } = await project.pane(['exec', 'work', '--', ...command], {
    env: { NO_COLOR: '1' },
  });
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(stdout).toContain(sandbox.path('repo.worktrees/work'));
  expect(stdout).toMatch(/Test Files\s+\d+ passed/);
});

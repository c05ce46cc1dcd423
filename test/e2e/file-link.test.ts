/**
 * The project's file becomes a symbolic link, as dotfile managers make it of a file, under a watcher.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { Sandbox } from '../support/sandbox.ts';
import { fileOf, WatchedProject } from '../support/watched.ts';

test('a file that becomes a symbolic link keeps its project, and the edits of its target are followed', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['one', 'two'], '300ms');
  const { file, project } = watched;
  const watcher = await watched.watch();
  await sandbox.sh(
    `mkdir -p dotfiles; mv '${file}' dotfiles/app.yaml; ln -s '${sandbox.path('dotfiles/app.yaml')}' '${file}'`,
  );
  const linked = await project.status();
  expect(linked).toMatchObject({ file, warnings: [], watcher: { pid: watcher.pid } });
  expect(await project.states()).toEqual({ one: 'running', two: 'running' });

  const target = sandbox.path('dotfiles/app.yaml');
  await sandbox.write('next', fileOf(['one', 'two', 'three'], '300ms'));
  await sandbox.sh(`mv next '${target}'`);
  await project.eventually({ one: 'running', two: 'running', three: 'running' });
  expect(await project.plan()).toEqual([]);
  await sandbox.launched(3);

  // Commands that edit write the target; the link stays.
  expect((await project.pane(['archive', 'two'])).exitCode).toBe(0);
  expect(await sandbox.read(target)).not.toContain('name: two');
  expect(await sandbox.sh(`readlink '${file}'`)).toBe(target);

  // And back to a plain file.
  await sandbox.sh(`rm '${file}'; mv '${target}' '${file}'`);
  await eventually(async () => expect((await project.status()).watcher?.holding).toEqual([]));
  expect(await project.states()).toEqual({ one: 'running', three: 'running' });
  watcher.kill('SIGTERM');
  expect((await watcher.ended).exitCode).toBe(0);
});

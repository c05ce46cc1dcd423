/**
 * That the watcher holds can be seen in tmux's status line, where the names of the windows are.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { builtCommand, Sandbox } from '../support/sandbox.ts';
import { fileOf, WatchedProject } from '../support/watched.ts';

test("the watcher's own window says that it holds, as long as it does; a window of the user's is not renamed", async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['one'], '0s');
  const { file, project, repository } = watched;
  const windows = async () =>
    (await sandbox.tmux('list-windows', '-a', '-F', '#{window_name}')).split('\n').sort();
  expect(await project.pane(['up'])).toMatchObject({ exitCode: 0 });
  expect(await windows()).toEqual(['one', 'pane']);

  await sandbox.write(file, 'tasks: nonsense\n');
  await eventually(async () => expect(await windows()).toEqual(['one', 'pane-HOLDS']));
  await sandbox.write(file, fileOf(['one', 'two'], '0s'));
  await eventually(async () => expect(await windows()).toEqual(['one', 'pane', 'two']));
  await repository.git('checkout', '--quiet', '--', 'pane.config.yaml');
  await eventually(async () => expect(await windows()).toEqual(['one', 'pane-HOLDS', 'two']));
  expect(await project.pane(['up'])).toMatchObject({ exitCode: 0 });
  await eventually(async () => expect(await windows()).toEqual(['one', 'pane']));

  expect(await project.pane(['down'])).toMatchObject({ exitCode: 0 });
  const command = [process.execPath, builtCommand, '-C', repository.path, 'watch'];
  await sandbox.tmux('new-session', '-d', '-s', 'mine', '-n', 'mine', ...command);
  await eventually(async () => expect((await project.status()).watcher).not.toBeNull());
  await sandbox.write(file, 'tasks: nonsense\n');
  await eventually(() => sandbox.sh('grep nonsense .git/pane/watch/*.json', { cwd: 'repo' }));
  await sandbox.write(file, fileOf(['one', 'three'], '0s'));
  await eventually(async () => expect(await windows()).toEqual(['mine', 'one', 'three']));
});

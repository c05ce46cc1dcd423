/**
 * Under watch, beside a git that changes the file at the worst moment, or stops half-way: nobody's agents are
 * archived, and the watcher holds until `up` is run.
 */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { Sandbox } from '../support/sandbox.ts';
import { fileOf, WatchedProject } from '../support/watched.ts';

const names = ['one', 'two', 'three', 'four'];
const all = (tasks: readonly string[]) => ({ windows: [...tasks].sort(), worktrees: [...tasks].sort() });
const HEAD = "now matches git's HEAD";

test('what git wrote during a long pass is not taken for applied, and edits of it release nothing', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, names, '0s');
  const { file, project, repository } = watched;
  // The checkout of a new worktree waits until we let it go on.
  execFileSync('mkfifo', [sandbox.path('gate')]);
  const hook = `#!/bin/sh\ncase $PWD in */slow) : > '${sandbox.path('begun')}'; cat '${sandbox.path('gate')}';; esac\n`;
  await repository.write('.git/hooks/post-checkout', hook, { mode: 0o755 });
  const watcher = await watched.watch();

  await sandbox.write(file, fileOf([...names, 'slow'], '0s'));
  await eventually(() => sandbox.read('begun'));
  await repository.git('checkout', '--quiet', '--', 'pane.config.yaml');
  await sandbox.sh(': > gate');
  await watched.held(watcher, HEAD);
  expect(await watched.made()).toEqual(all([...names, 'slow']));

  // Now it is not HEAD's any more, but what git took out is still not the user's word. The invalid edit shows
  // that the watcher has looked.
  expect(await project.pane(['add', '--name', 'new', '--trust'])).toMatchObject({ exitCode: 0 });
  const edited = await sandbox.read(file);
  await sandbox.write(file, `${edited}nonsense: true\n`);
  await watched.held(watcher, 'nonsense');
  await sandbox.write(file, edited);
  await watched.held(watcher, HEAD);
  expect(await watched.made()).toEqual(all([...names, 'slow', 'new']));
  // Nor does another watcher know better.
  watcher.kill('SIGTERM');
  await watcher.ended;
  const second = await watched.watch();
  await watched.held(second, HEAD);
  expect(await watched.made()).toEqual(all([...names, 'slow', 'new']));

  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect(await watched.made()).toEqual(all([...names, 'new']));
  await eventually(async () => expect(await watched.holding()).toEqual([]));
  await sandbox.sh(`sed -i /four/d '${file}'`);
  await eventually(async () => expect(await watched.made()).toEqual(all(['one', 'two', 'three', 'new'])));
});

test('a merge that stops at a conflict applies nothing, and edits of its result neither', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, names, '0s');
  const { file, project, repository } = watched;
  await repository.git('checkout', '--quiet', '-b', 'side');
  await repository.write('README.md', 'side\n');
  await sandbox.write(file, fileOf(['one', 'two', 'three'], '0s'));
  await repository.commit('Side');
  await repository.git('checkout', '--quiet', 'main');
  await repository.write('README.md', 'main\n');
  await repository.commit('Main');
  const watcher = await watched.watch();

  await expect(repository.git('merge', 'side')).rejects.toThrow(/CONFLICT/);
  expect(await sandbox.read(file)).not.toContain('four');
  await watched.held(watcher, "now matches git's index");
  await sandbox.sh(`echo '# seen' >> '${file}'`);
  await repository.git('checkout', '--quiet', '--', 'pane.config.yaml');
  await repository.git('merge', '--abort');
  await eventually(async () => expect(await watched.holding()).toEqual([]));
  expect(await watched.made()).toEqual(all(names));

  // Begun before the watcher is: the first that it sees is an edit in the midst of it.
  watcher.kill('SIGTERM');
  await watcher.ended;
  await expect(repository.git('merge', 'side')).rejects.toThrow(/CONFLICT/);
  await sandbox.sh(`echo '# seen' >> '${file}'`);
  const second = await watched.watch();
  await watched.held(second, 'while a merge is in progress');
  expect(await watched.made()).toEqual(all(names));
  await repository.write('README.md', 'both\n');
  await repository.commit('Merge');
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect(await watched.made()).toEqual(all(['one', 'two', 'three']));
  await eventually(async () => expect(await watched.holding()).toEqual([]));
});

test('an edit of our own that leads back to what HEAD has is not taken for git, and a cut list opens nothing', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, names, '0s');
  const { file, project } = watched;
  const committed = await sandbox.read(file);
  const watcher = await watched.watch();

  expect(await project.pane(['add', '--name', 'new', '--trust'])).toMatchObject({ exitCode: 0 });
  await eventually(async () => expect((await project.states()).new).toBe('running'));
  expect(await project.pane(['archive', 'new'])).toMatchObject({ exitCode: 0 });
  expect(await sandbox.read(file)).toBe(committed);
  await sandbox.sh(`sed -i 's/^tasks:$/&\\n  - { name: next, prompt: Next }/' '${file}'`);
  await eventually(async () => expect(await watched.made()).toEqual(all([...names, 'next'])));
  expect(watcher.stdout).not.toContain(HEAD);

  await sandbox.write(file, fileOf(['one', 'other'], '0s'));
  await watched.held(watcher, '4 of 5 tasks left the file at once');
  expect(await project.task('other')).toMatchObject({ state: 'pending' });
  expect(await watched.made()).toEqual(all([...names, 'next']));
  await sandbox.write(file, fileOf([...names, 'next', 'other'], '0s'));
  await eventually(async () => expect(await watched.made()).toEqual(all([...names, 'next', 'other'])));
  expect((await project.status()).archived.map(({ task }) => task)).toEqual(['new']);
});

/**
 * What git wrote into the file is held task by task, and what the user writes afterwards is applied.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import type { Repository } from '../support/repository.ts';
import { builtCommand, Sandbox } from '../support/sandbox.ts';
import { fileOf, WatchedProject } from '../support/watched.ts';

const all = (tasks: readonly string[]) => ({ windows: [...tasks].sort(), worktrees: [...tasks].sort() });
const line = (name: string) => `  - { name: ${name}, prompt: Prompt of ${name} }\n`;

/** A branch whose file is this, made without touching the main worktree. */
async function branch(sandbox: Sandbox, repository: Repository, name: string, text: string): Promise<void> {
  const other = sandbox.path(`other-${name}`);
  await repository.git('worktree', 'add', '--quiet', '-b', name, other);
  await sandbox.write(`${other}/pane.config.yaml`, text);
  await sandbox.sh(`git commit -qam ${name}`, { cwd: other });
  await repository.git('worktree', 'remove', other);
}

test('what git added, took out or changed is held for each task, what the user writes is applied', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['one', 'two', 'three'], '0s');
  const { file, project, repository } = watched;
  // It adds `pulled`, takes `two` out and has another prompt for `three`.
  const pulled = fileOf(['one', 'three', 'pulled'], '0s').replace('Prompt of three', 'Other');
  await branch(sandbox, repository, 'theirs', pulled);
  const watcher = await watched.watch();

  await repository.git('checkout', '--quiet', 'theirs');
  await watched.held(watcher, 'pulled: added to the file by git');
  await watched.held(watcher, 'two: removed from the file by git');
  await watched.held(watcher, 'three: changed in the file by git');
  await sandbox.sh(`printf '${line('mine').trimEnd()}\\n' >> '${file}'`);
  await eventually(async () => expect(await watched.made()).toEqual(all(['one', 'two', 'three', 'mine'])));
  expect(await watched.holding()).toHaveLength(3);
  const shown = (await project.pane(['status'])).stdout;
  expect(shown).toContain('Held back: pulled: added to the file by git');

  // Neither another watcher nor another write of git knows better.
  watcher.kill('SIGTERM');
  await watcher.ended;
  const second = await watched.watch();
  await watched.held(second, 'pulled: added to the file by git');
  await repository.git('stash', '--quiet');
  await watched.held(second, 'mine: removed from the file by git');
  expect(await watched.made()).toEqual(all(['one', 'two', 'three', 'mine']));
  await repository.git('stash', 'pop', '--quiet');
  await eventually(async () => expect(await watched.holding()).toHaveLength(3));

  // What the user takes out again is archived. In one write: without the comment it is the text that git wrote.
  await sandbox.sh(`sed -i 's/.*name: mine.*/# mine no more/' '${file}'`);
  await eventually(async () => expect(await watched.made()).toEqual(all(['one', 'two', 'three'])));
  // By its name one task is released, by a whole `up` all are.
  expect(await project.up(['pulled'])).toMatchObject({ exitCode: 0 });
  await eventually(async () => expect(await watched.holding()).toHaveLength(2));
  expect(await watched.made()).toEqual(all(['one', 'two', 'three', 'pulled']));
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  await eventually(async () => expect(await watched.holding()).toEqual([]));
  expect(await watched.made()).toEqual(all(['one', 'three', 'pulled']));
});

test('agents and defaults that git changed are held for the tasks that use them', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['one', 'two'], '0s');
  const { file, project, repository } = watched;
  const other = fileOf(['one', 'two'], '0s').replace('[stub]', '[stub, --other]');
  await branch(sandbox, repository, 'theirs', `env_pass: [NEW]\n${other}`);
  const watcher = await watched.watch();

  await repository.git('checkout', '--quiet', 'theirs');
  await watched.held(watcher, 'one: changed in the file by git');
  await watched.held(watcher, '`env_pass` was changed by git');
  await sandbox.sh(`sed -i 's/Prompt of two/By hand/' '${file}'`);
  await eventually(async () => expect((await watched.holding()).join('\n')).not.toContain('two:'));
  expect((await watched.holding()).join('\n')).toContain('one: changed');
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  await eventually(async () => expect(await watched.holding()).toEqual([]));
});

test('the first watch of a project without tasks applies the committed file', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stubAgent();
  const repository = await sandbox.repository('repo', {
    files: { 'README.md': '# Test\n', 'pane.config.yaml': fileOf(['one'], '0s') },
  });
  expect(await sandbox.pane(['trust', '--yes'], { cwd: repository.path })).toMatchObject({ exitCode: 0 });
  sandbox.start(process.execPath, [builtCommand, 'watch'], { cwd: repository.path });
  await sandbox.launched(1);
});

test('what is held no more is not told any more, once somebody has dealt with it', async () => {
  await using sandbox = await Sandbox.create();
  const names = ['one', 'two', 'three', 'four'];
  const watched = await WatchedProject.create(sandbox, names, '1h');
  const { file, project } = watched;
  const watcher = await watched.watch();

  await sandbox.sh(`sed -i /four/d '${file}'`);
  await watched.held(watcher, 'four: removed from the file; archiving at ');
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect((await project.pane(['status'])).stdout).not.toContain('Held back');

  await sandbox.write(file, fileOf(['one'], '1h'));
  await watched.held(watcher, '2 of 3 tasks left the file at once');
  expect(await project.up(['--yes'])).toMatchObject({ exitCode: 0 });
  expect((await project.pane(['status'])).stdout).not.toContain('Held back');
  await eventually(async () =>
    expect(await sandbox.sh('cat .git/pane/watch/*.json', { cwd: 'repo' })).toContain('"holding":[]'),
  );
});

test('a task that git took out of the file is reached by its name, and stays archived once it is', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['one', 'two', 'three'], '0s');
  const { project, repository } = watched;
  await branch(sandbox, repository, 'theirs', fileOf(['one', 'three'], '0s'));
  const watcher = await watched.watch();
  await repository.git('checkout', '--quiet', 'theirs');
  await watched.held(watcher, '`pane archive two` applies it');

  const { orphans } = await project.status();
  expect(orphans).toMatchObject([{ name: 'two', agent: 'stub', state: 'running' }]);
  expect((await project.pane(['path', 'two'])).stdout).toBe(`${sandbox.path('repo.worktrees/two')}\n`);
  expect((await project.pane(['peek', 'two'])).exitCode).toBe(0);
  expect((await project.pane(['status', 'two'])).stdout).toContain('two');
  expect((await project.pane(['send', 'two', 'hello'])).exitCode).toBe(0);

  expect(await project.pane(['archive', 'two'])).toMatchObject({ exitCode: 0 });
  await eventually(async () => expect(await watched.holding()).toEqual([]));
  // The watcher has looked since, and brings nothing back.
  await sandbox.sh(`printf '${line('four').trimEnd()}\\n' >> '${watched.file}'`);
  await eventually(async () => expect(await watched.made()).toEqual(all(['one', 'three', 'four'])));
  expect((await project.status()).archived).toMatchObject([{ task: 'two' }]);
  watcher.kill();
  await watcher.ended;
});

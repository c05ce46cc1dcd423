/**
 * A file that git or an accident changed archives nobody's agents: the watcher applies nothing, and says so.
 * There is no grace here, so whatever would be archived would be archived at once.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { Sandbox } from '../support/sandbox.ts';
import { fileOf, WatchedProject } from '../support/watched.ts';

const names = ['one', 'two', 'three', 'four'];

async function start(sandbox: Sandbox) {
  const watched = await WatchedProject.create(sandbox, names, '0s');
  const before = await watched.made();
  expect(before.windows).toHaveLength(names.length);
  const watcher = await watched.watch();
  return {
    watched,
    watcher,
    /** Held for this reason, and nothing has changed. */
    async isHeld(reason: string): Promise<void> {
      await watched.held(watcher, reason);
      expect(await watched.made()).toEqual(before);
    },
    async isReleased(): Promise<void> {
      await eventually(async () => expect(await watched.holding()).toEqual([]));
      expect(await watched.made()).toEqual(before);
    },
  };
}

test('an invalid save, a file that is gone and a list that was cut change nothing until it is good again', async () => {
  await using sandbox = await Sandbox.create();
  const { watched, watcher, isHeld, isReleased } = await start(sandbox);
  const { file, project } = watched;
  const good = fileOf(names, '0s');

  await sandbox.write(file, good.replace('{ name: three,', '{ nmae: three,'));
  await isHeld('pane.config.yaml:7:');
  await sandbox.write(file, good);
  await isReleased();

  await sandbox.sh(`rm '${file}'`);
  await isHeld('pane.config.yaml');
  await sandbox.write(file, good);
  await isReleased();

  await sandbox.write(file, '');
  await isHeld('is empty');
  await sandbox.write(file, fileOf(['one'], '0s'));
  await isHeld('3 of 4 tasks left the file at once');
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  await isHeld('3 of 4 tasks left the file at once');
  expect(watcher.stdout).not.toContain('archive-worktree');

  expect(await project.up(['--yes'])).toMatchObject({ exitCode: 0 });
  expect(await watched.made()).toEqual({ windows: ['one'], worktrees: ['one'] });
  await eventually(async () => expect(await watched.holding()).toEqual([]));
});

test('a checkout, a stash and a reset change nothing until up is run', async () => {
  await using sandbox = await Sandbox.create();
  const { watched, watcher, isHeld, isReleased } = await start(sandbox);
  const { file, project, repository } = watched;
  const git = (...args: readonly string[]) => repository.git(...args);
  await git('branch', 'without');
  await git('branch', 'shorter');
  // The tasks of the branches, made without touching the main worktree.
  for (const [branch, change] of [
    ['without', 'git rm -q pane.config.yaml'],
    ['shorter', 'sed -i /four/d pane.config.yaml && git add .'],
  ]) {
    const other = sandbox.path(`other-${branch}`);
    await git('worktree', 'add', '--quiet', other, branch ?? '');
    await sandbox.sh(`${change} && git commit -qm ${branch}`, { cwd: other });
    await git('worktree', 'remove', other);
  }

  await git('checkout', '--quiet', 'without');
  await isHeld('pane.config.yaml');
  await git('checkout', '--quiet', 'main');
  await isReleased();
  await git('checkout', '--quiet', 'shorter');
  await isHeld("now matches git's HEAD");
  await git('checkout', '--quiet', 'main');
  await isReleased();

  await sandbox.sh(`echo '  - { name: five, prompt: Five }' >> '${file}'`);
  const five = { windows: [...names, 'five'].sort(), worktrees: [...names, 'five'].sort() };
  await eventually(async () => expect(await watched.made()).toEqual(five));
  await git('stash', '--quiet');
  await watched.held(watcher, "now matches git's HEAD");
  expect(await watched.made()).toEqual(five);
  await git('stash', 'pop', '--quiet');
  await eventually(async () => expect(await watched.holding()).toEqual([]));
  await git('reset', '--quiet', '--hard');
  await watched.held(watcher, "now matches git's HEAD");
  expect(await watched.made()).toEqual(five);
  expect(watcher.stdout).not.toContain('archive-worktree');

  expect(await project.up()).toMatchObject({ exitCode: 0 });
  await isReleased();
  expect((await project.status()).archived.map(({ task }) => task)).toEqual(['five']);
});

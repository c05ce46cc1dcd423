/**
 * Under watch the world follows the file, however it is written.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { Sandbox } from '../support/sandbox.ts';
import { fileOf, WatchedProject } from '../support/watched.ts';

const all = (names: readonly string[]) => ({ windows: [...names].sort(), worktrees: [...names].sort() });

test('a task that is added is opened, one that is taken out is archived after the grace, whatever editor does it', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['one'], '300ms');
  const { file, project } = watched;
  const watcher = await watched.watch();
  const comes = (names: readonly string[]) =>
    eventually(async () => expect(await watched.made()).toEqual(all(names)));

  // A shell appends.
  await sandbox.sh(`echo '  - { name: two, prompt: Two }' >> '${file}'`);
  await comes(['one', 'two']);
  // sed makes a new file and renames it.
  await sandbox.sh(`sed -i 's/^tasks:$/&\\n  - { name: three, prompt: Three }/' '${file}'`);
  await comes(['one', 'two', 'three']);
  // vim moves the old one away and writes anew; further files come and go beside it.
  await sandbox.write('next', fileOf(['one', 'two', 'three', 'four'], '300ms'));
  await sandbox.sh(`: > .file.swp; mv '${file}' '${file}~'; cat next > '${file}'; rm '${file}~' .file.swp`);
  await comes(['one', 'two', 'three', 'four']);
  await sandbox.launched(4); // one that is taken out before its agent began may have lost its prompt
  // Others write beside it and rename over it.
  await sandbox.write('next', fileOf(['one', 'three', 'four'], '300ms'));
  await sandbox.sh(`mv next '${file}'`);
  await comes(['one', 'three', 'four']);
  await eventually(() => watcher.stdout.includes('archive-worktree two: no longer in the file'));
  const { archived } = await project.status();
  expect(archived.map(({ task }) => task)).toEqual(['two']);
  // Many writes in a row come to the last one.
  const script = `for n in 1 2 3 4 5 6 7 8 9; do sed -i "s/Prompt of one.*/Prompt of one $n }/" '${file}'; done`;
  await sandbox.sh(`${script}; echo '  - { name: last, prompt: Last }' >> '${file}'`);
  await comes(['one', 'three', 'four', 'last']);
  const { drift } = await project.task('one');
  expect(drift).toEqual(['prompt']);
  // The archived task comes back as it was.
  await sandbox.sh(`echo '  - { name: two, prompt: Two }' >> '${file}'`);
  await comes(['one', 'three', 'four', 'last', 'two']);
  expect((await project.status()).archived).toEqual([]);

  // A personal file that appears, and a prompt that changes, are noticed too.
  await sandbox.write('repo/p.md', 'First');
  await sandbox.write('repo/pane.config.local.yaml', 'tasks: [{ name: own, prompt_file: p.md }]\n');
  await comes(['one', 'three', 'four', 'last', 'two', 'own']);
  await sandbox.write('repo/p.md', 'Second');
  await eventually(async () => expect((await project.task('own')).drift).toEqual(['prompt']));

  const firsts = (await sandbox.launched(7)).filter(({ argv }) => argv.length > 0);
  expect(new Set(firsts.map(({ argv }) => argv.join())).size).toBe(firsts.length);
  watcher.kill('SIGINT');
  expect((await watcher.ended).stderr).toBe('');
  expect(await watched.made()).toEqual(all(['one', 'three', 'four', 'last', 'two', 'own']));
  expect((await project.status()).watcher).toBeNull();
});

test('a task that comes back before the grace is over was never gone', async () => {
  await using sandbox = await Sandbox.create();
  const names = ['one', 'two', 'three'];
  const watched = await WatchedProject.create(sandbox, names, '1h');
  const windows = await sandbox.tmux('list-windows', '-a', '-F', '#{window_id} #{window_name}');
  const watcher = await watched.watch();

  await sandbox.write(watched.file, fileOf(['one', 'three'], '1h'));
  await watched.held(watcher, 'two: removed from the file; archiving at ');
  expect(await watched.made()).toEqual(all(names));
  await sandbox.write(watched.file, `${fileOf(names, '1h')}# back\n`);
  await eventually(async () => expect(await watched.holding()).toEqual([]));
  // Its grace would have begun anew, and is over at once.
  await sandbox.write(watched.file, fileOf(names, '0s'));
  await sandbox.sh(`echo '  - { name: four, prompt: Four }' >> '${watched.file}'`);
  await eventually(async () => expect(await watched.made()).toEqual(all([...names, 'four'])));
  expect(await sandbox.tmux('list-windows', '-a', '-F', '#{window_id} #{window_name}')).toContain(windows);
  expect(watcher.stdout).not.toContain('archive-worktree');
  expect((await watched.project.status()).archived).toEqual([]);
});

test('an up after which there is nothing to do says what the watcher has done of the edit', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['one'], '300ms');
  const { file, project } = watched;
  const watcher = await watched.watch();
  const up = async (...args: string[]) => (await project.pane(['up', ...args])).stdout.split('\n')[0];
  expect(await up()).toBe('Nothing to do.');
  await sandbox.sh(`echo '  - { name: two, prompt: Two }' >> '${file}'`);
  await project.eventually({ one: 'running', two: 'running' });
  const told =
    'Nothing left to do; done already by the watcher: 1 worktree made, files copied for 1 task, 1 window opened.';
  expect(await up()).toBe(told);
  expect(await up('two')).toBe(told);
  expect(await up('one')).toBe('Nothing to do.');
  // What is written now has nothing to do with it, and what was written long ago is no news.
  await sandbox.sh(`echo '# two' >> '${file}'`);
  expect(await up()).toBe('Nothing to do.');
  await sandbox.sh(`touch -d '2 minutes ago' '${file}'`);
  expect(await up()).toBe('Nothing to do.');
  watcher.kill('SIGINT');
  expect((await watcher.ended).stderr).toBe('');
});

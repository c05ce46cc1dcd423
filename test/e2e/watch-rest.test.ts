/**
 * What the watcher does while nothing changes, and that it sees what no event tells.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { counting } from '../support/preload.ts';
import { Sandbox } from '../support/sandbox.ts';
import { WatchedProject } from '../support/watched.ts';

test('where nothing changes it asks tmux once at a time and git not at all; an approval leaves a trace', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['one'], '0s');
  const { env, children } = await counting(sandbox);
  const watcher = sandbox.startPane(['watch'], { cwd: 'repo', env });
  await eventually(() => expect(watcher.stdout).toContain('watching'));
  // An approval lies outside the repository, where no event comes from; a command that has none waits for it.
  await sandbox.sh(`echo '  - { name: two, setup: ["true"] }' >> '${watched.file}'`);
  await eventually(() => expect(watcher.stdout).toContain('two: '));
  await eventually(
    () => {
      const [before = [], last = []] = children().slice(-2);
      expect(last).toContain('list-panes');
      expect(before).toEqual(last);
    },
    { timeout: 60_000 }, // it looks every five seconds, and rests after the third time
  );
  await watched.project.pane(['trust', '--yes']);
  await eventually(async () => expect((await watched.made()).windows).toEqual(['one', 'two']));
});

/**
 * What a plan is made from can be sent to somebody else, who gets the same plan from it.
 */
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('a snapshot leads to the same plan anywhere, and tells neither prompts nor values', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    defaults: { env: { TOKEN: 'hunter2' } },
    tasks: ['one', { name: 'two', prompt: 'Nobody else reads this' }],
  });
  await project.upDone();
  const window = await sandbox.tmux('list-windows', '-aF', '#{window_id}', '-f', '#{==:#{@pane_task},one}');
  await sandbox.tmux('kill-window', '-t', window);

  const printed = await project.pane(['plan', '--snapshot']);
  expect(printed.stdout).not.toMatch(/hunter2|Nobody else/);
  await sandbox.write('elsewhere/snapshot.json', printed.stdout);
  const there = await sandbox.pane(['plan', '--from-snapshot', 'snapshot.json'], { cwd: 'elsewhere' });
  expect(there).toMatchObject({ exitCode: 0, stdout: (await project.pane(['plan'])).stdout });
  expect(there.stdout).toContain('open-window  one   its window is gone');

  await sandbox.write('elsewhere/other.json', '{}');
  const other = await sandbox.pane(['plan', '--from-snapshot', 'other.json'], { cwd: 'elsewhere' });
  expect(other).toMatchObject({ exitCode: 2, stdout: '' });
  expect(other.stderr).toContain('other.json is no snapshot of this version of pane');
});

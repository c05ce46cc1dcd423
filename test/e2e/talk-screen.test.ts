/**
 * An agent looked at and typed to from elsewhere.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('peek shows the screen, keys are typed exactly, and -f follows until it is interrupted', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  const none = await project.pane(['peek', 'one']);
  expect(none).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringContaining('one has no window'),
  });
  await project.upDone();
  await eventually(async () =>
    expect((await project.pane(['peek', 'one'])).stdout).toBe('stub agent stub has started\n'),
  );

  const following = sandbox.startPane(['-C', 'repo', 'peek', '-f', 'one']);
  await eventually(() => following.stdout.includes('has started'));
  // Someone scrolls back in the window: the keys reach the agent all the same.
  const { pane } = await project.task('one');
  await sandbox.tmux('copy-mode', '-t', pane ?? '');
  const keys = ['a;', 'Space', '-b', '$(x)#{pid}', 'Enter', 'second;', 'Enter'];
  const { exitCode, stderr } = await project.pane(['keys', 'one', '--', ...keys]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const inputs = () => Object.fromEntries(sandbox.launches().map(({ env, input }) => [env.PANE_TASK, input]));
  await eventually(() => expect(inputs()).toEqual({ one: 'a; -b$(x)#{pid}\nsecond;\n', two: '' }));
  await eventually(() => following.stdout.includes('second;'));

  await project.pane(['down', 'one']);
  expect(await following.ended).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('is closed') });
  const other = sandbox.startPane(['-C', 'repo', 'peek', '--follow', 'two']);
  await eventually(() => other.stdout.includes('has started'));
  other.kill('SIGINT');
  expect((await other.ended).exitCode).toBe(0);
});

/**
 * Programs that end with their turn.
 */
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('a program that ends with its turn is not restarted without something to do', async () => {
  await using sandbox = await Sandbox.create();
  const command = ['sh', '-c', 'echo "got $1" >>../../started', 'once'];
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents: { once: { command, one_shot: true, prompt: 'argument' } },
    tasks: [
      { name: 'one', agent: 'once', prompt: 'Do it' },
      { name: 'bare', agent: 'once' },
    ],
  });
  await project.upDone();
  await project.eventually({ one: 'exited', bare: 'exited' });
  const refused = await project.pane(['restart', 'one']);
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect(refused.stderr).toContain('one has its prompt, and once ends with its turn');
  expect(refused.stderr).toContain('pane restart --prompt one');
  expect((await project.task('one')).state).toBe('exited');
  expect(await project.pane(['restart', 'bare'])).toMatchObject({ exitCode: 0 });
  expect(await project.pane(['restart', '--prompt', 'one'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ one: 'exited', bare: 'exited' });
  const started = await sandbox.read('started');
  expect(started.trim().split(/ *\n/).sort()).toEqual(['got', 'got', 'got Do it', 'got Do it']);
});

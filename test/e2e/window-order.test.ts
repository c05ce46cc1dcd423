/**
 * Windows stand in the order of the file, whenever each is ready.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

test('windows come in the order of the file, the slow ones too, and move no window of the user', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one', 'two', 'three'] });
  const windows = () => sandbox.tmux('list-windows', '-t', '=repo:', '-F', '#{window_index} #{window_name}');
  const go = sandbox.path('go');
  const hook = `#!/bin/sh\ncase $PWD in */one) until [ -e '${go}' ]; do sleep 0.05; done ;; esac\n`;
  await sandbox.write('repo/.git/hooks/post-checkout', hook, { mode: 0o755 });
  const up = sandbox.startPane(['up', '--once', '--trust'], { cwd: 'repo' });
  await eventually(async () => expect(await windows()).toBe('0 two\n1 three'));
  await sandbox.write('go', '');
  expect((await up.ended).exitCode).toBe(0);
  expect(await windows()).toBe('0 one\n1 two\n2 three');

  await project.write({ tasks: ['one', 'between', 'two', 'three', 'four'] });
  await project.upDone();
  expect(await windows()).toBe('0 one\n1 between\n2 two\n3 three\n4 four');
  for (const task of ['one', 'two']) expect((await project.pane(['restart', task])).exitCode).toBe(0);
  expect(await windows()).toBe('0 one\n1 between\n2 two\n3 three\n4 four');

  await sandbox.tmux('new-window', '-d', '-t', '=repo:', '-n', 'mine', 'sh', '-c', 'exec cat');
  await project.write({ tasks: ['zero', 'one', 'between', 'two', 'three', 'four'] });
  await project.upDone();
  expect(await windows()).toBe('0 one\n1 between\n2 two\n3 three\n4 four\n5 mine\n6 zero');
});

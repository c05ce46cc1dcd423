/**
 * `pane status --watch` on a terminal: a pane of the sandbox's own tmux server.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { builtCommand, Sandbox } from '../support/sandbox.ts';

test('status --watch follows what happens, shows a mistake until it is mended, and ends on Ctrl-C', async () => {
  await using sandbox = await Sandbox.create();
  const content = { tasks: ['one'] };
  const project = await TestProject.create(sandbox, await sandbox.repository(), content);
  const command = `trap : INT; cd repo; '${process.execPath}' '${builtCommand}' status --watch; echo "ended with $?"; cat`;
  const environment = Object.entries(sandbox.env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const size = ['-x', '100', '-y', '24'];
  await sandbox.tmux('new-session', '-d', '-s', 'look', ...size, ...environment, 'sh', '-c', command);
  const screen = () => sandbox.tmux('capture-pane', '-p', '-t', '=look:');
  await eventually(async () => expect(await screen()).toMatch(/^TASK[\s\S]*\none +pending /));
  await project.write({ tasks: ['one', 'one'] });
  await eventually(async () => expect(await screen()).toMatch(/^pane\.config\.yaml:(?![\s\S]*TASK)/));
  await project.write(content);
  await project.upDone();
  await eventually(async () => expect(await screen()).toMatch(/^TASK[\s\S]*\none +running /));
  // What was applied once is still shown, with the mistake.
  await project.write({ tasks: ['one', 'one'] });
  await eventually(async () =>
    expect(await screen()).toMatch(/^TASK[\s\S]*\none +running [\s\S]*warning: pane\.config\.yaml:/),
  );
  await project.write(content);
  await eventually(async () =>
    expect(await screen()).toMatch(/^TASK(?![\s\S]*(TASK|warning))[\s\S]*\none +running /),
  );
  await sandbox.tmux('send-keys', '-t', '=look:', 'C-c');
  await eventually(async () => expect(await screen()).toContain('ended with 0'));

  const piped = await project.pane(['status', '--watch']);
  expect(piped).toMatchObject({ exitCode: 2, stdout: '' });
});

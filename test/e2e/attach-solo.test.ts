/**
 * `pane attach --solo`: a view of its own, gone with its client. The terminals are panes of another tmux server.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { builtCommand, Sandbox } from '../support/sandbox.ts';

test('attach --solo shows a task beside another client, and ends with its own', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  await project.upDone();
  const pane = `'${process.execPath}' '${builtCommand}'`;
  const environment = Object.entries(sandbox.env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const terminal = async (name: string, size: string[], command: string) => {
    const script = `unset TMUX TMUX_PANE; cd repo; ${command}; echo "ended with $?"; cat`;
    await sandbox.tmuxAt(
      'host',
      'new-session',
      '-d',
      '-s',
      name,
      ...size,
      ...environment,
      'sh',
      '-c',
      script,
    );
  };
  const sessions = async () =>
    (await sandbox.tmux('list-sessions', '-F', '#{session_attached} #{session_name}'))
      .replace(/\d+$/gm, 'N')
      .split('\n')
      .sort();
  const views = () =>
    sandbox.tmux('list-windows', '-a', '-F', '#{session_group} #{window_active} #{window_name}');

  await terminal('desk', ['-x', '160', '-y', '50'], `${pane} attach one`);
  await eventually(async () => expect(await sessions()).toEqual(['1 repo']));
  await terminal('phone', ['-x', '60', '-y', '20'], `${pane} attach --solo two`);
  await eventually(async () => expect(await sessions()).toEqual(['1 repo', '1 repo-solo-N']));
  await eventually(async () =>
    expect((await views()).split('\n').sort()).toEqual([
      'repo 0 one',
      'repo 0 two',
      'repo 1 one',
      'repo 1 two',
    ]),
  );
  expect(await project.states()).toEqual({ one: 'running', two: 'running' });
  expect(await project.plan()).toEqual([]);
  expect((await project.task('one')).window).not.toBe((await project.task('two')).window);

  const solo = (await sandbox.tmux('list-sessions', '-F', '#{session_name}')).split('\n').at(-1) ?? '';
  await sandbox.tmux('detach-client', '-s', `=${solo}`);
  await eventually(async () => expect(await sessions()).toEqual(['1 repo']));
  await eventually(async () =>
    expect(await sandbox.tmuxAt('host', 'capture-pane', '-p', '-t', '=phone:')).toContain('ended with 0'),
  );
  expect(await project.states()).toEqual({ one: 'running', two: 'running' });

  // One that could not end its session leaves it to the next.
  await terminal('lost', ['-x', '60', '-y', '20'], `${pane} attach --solo one`);
  await eventually(async () => expect(await sessions()).toEqual(['1 repo', '1 repo-solo-N']));
  await sandbox.tmuxAt('host', 'kill-session', '-t', '=lost');
  await eventually(async () => expect(await sessions()).not.toContain('1 repo-solo-N'));

  // Inside tmux the client goes there, and the session that it leaves stays.
  await sandbox.tmux('new-window', '-t', '=repo:', 'sh', '-c', `cd repo; ${pane} attach --solo two; cat`);
  await eventually(async () => expect(await sessions()).toEqual(['0 repo', '1 repo-solo-N']));
  await sandbox.launched(2);
});

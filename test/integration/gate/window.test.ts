/**
 * A window is closed only if it has our mark at that moment.
 */
import { expect, test } from 'vitest';
import { closeTaskWindow, closeWindow } from '../../../src/gate/window.ts';
import { parseWindowId, parseWorktreeId } from '../../../src/ids.ts';
import { createRunner } from '../../../src/process/runner.ts';
import { Sandbox } from '../../support/sandbox.ts';

function ids() {
  const ours = parseWorktreeId('0123456789ab');
  const other = parseWorktreeId('ba9876543210');
  if (ours === null || other === null) throw new Error('not ids');
  return { ours, other };
}

test('windows with another mark or none stay, also when they have the number of a closed one', async () => {
  await using sandbox = await Sandbox.create();
  const runner = createRunner(sandbox.env);
  const { ours, other } = ids();
  const names = async () => (await sandbox.tmux('list-windows', '-a', '-F', '#W')).split('\n');
  const open = async (name: string, mark: string | null) => {
    const where = ['-d', '-P', '-F', '#{window_id}', '-n', name];
    const id = parseWindowId(await sandbox.tmux('new-window', ...where, '-t', 's', 'sh', '-c', 'exec cat'));
    if (id === null) throw new Error('not a window');
    if (mark !== null) await sandbox.tmux('set-option', '-w', '-t', id, '@pane_id', mark);
    return id;
  };
  await sandbox.tmux('new-session', '-d', '-s', 's', '-n', 'user', 'sh', '-c', 'exec cat');
  const marked = await open('marked', ours);
  const neighbour = await open('neighbour', other);
  const unmarked = await open('unmarked', null);

  const mark = { option: '@pane_id', value: ours } as const;
  for (const window of [neighbour, unmarked]) await closeWindow(runner, sandbox.socket, window, mark);
  expect(await names()).toEqual(['user', 'marked', 'neighbour', 'unmarked']);

  const ending = { worktreeId: ours, launcher: null, pid: process.pid };
  await closeTaskWindow(runner, sandbox.socket, ending);
  expect(await names()).toEqual(['user', 'neighbour', 'unmarked']);
  await closeTaskWindow(runner, sandbox.socket, ending);
  await closeWindow(runner, sandbox.socket, marked, mark);
  expect(await names()).toEqual(['user', 'neighbour', 'unmarked']);

  await sandbox.tmux('kill-server');
  await closeTaskWindow(runner, sandbox.socket, ending);
  await closeWindow(runner, sandbox.socket, marked, mark);
});

/**
 * Of a window only what `pane` opened in it is closed, and only while it has our mark.
 */
import { expect, test } from 'vitest';
import { closeListed, closeTaskWindow } from '../../../src/gate/window.ts';
import { parseWindowId, parseWorktreeId } from '../../../src/ids.ts';
import { createRunner } from '../../../src/process/runner.ts';
import { askServer } from '../../../src/tmux/panes.ts';
import { eventually } from '../../support/eventually.ts';
import { Sandbox } from '../../support/sandbox.ts';

const PROJECT = '0123456789abcdef';

function ids() {
  const ours = parseWorktreeId('0123456789ab');
  const other = parseWorktreeId('ba9876543210');
  if (ours === null || other === null) throw new Error('not ids');
  return { ours, other };
}

async function windowsOf(sandbox: Sandbox) {
  /** Its first pane runs `cat`, as `pane` would have started it for that mark unless `isCopy`. */
  const open = async (name: string, mark: string | null, { isCopy = false } = {}) => {
    const where = ['-d', '-P', '-F', '#{window_id}', '-n', name];
    const words = ['sh', '-c', 'exec cat', 'sh', ...(mark === null || isCopy ? [] : [mark])];
    const id = parseWindowId(await sandbox.tmux('new-window', ...where, '-t', 's', ...words));
    if (id === null) throw new Error('not a window');
    if (mark === null) return id;
    await sandbox.tmux('set-option', '-w', '-t', id, '@pane_id', mark);
    await sandbox.tmux('set-option', '-w', '-t', id, '@pane_project', PROJECT);
    return id;
  };
  await sandbox.tmux('new-session', '-d', '-s', 's', '-n', 'user', 'sh', '-c', 'exec cat');
  const names = async () => (await sandbox.tmux('list-windows', '-a', '-F', '#W')).split('\n');
  return { open, names };
}

test('windows with another mark, none or a copied one stay, also with the number of a closed one', async () => {
  await using sandbox = await Sandbox.create();
  const runner = createRunner(sandbox.env);
  const { ours, other } = ids();
  const { open, names } = await windowsOf(sandbox);
  await open('marked', ours);
  await open('copy', ours, { isCopy: true });
  await open('neighbour', other);
  await open('unmarked', null);
  const before = await askServer(runner, sandbox.socket);

  const ending = {
    worktreeId: ours,
    launcher: null,
    pid: process.pid,
    allPanes: false,
    onEnded: async () => {},
  };
  expect(await closeTaskWindow(runner, sandbox.socket, ending)).toEqual([]);
  expect(await names()).toEqual(['user', 'copy', 'neighbour', 'unmarked']);
  const mark = { option: '@pane_id', value: ours } as const;
  const marked = (before?.panes ?? []).filter(({ worktreeId }) => worktreeId === ours);
  expect(marked).toHaveLength(1);

  // A second time, on a server that gives the same numbers to others, and on none.
  await closeTaskWindow(runner, sandbox.socket, ending);
  await closeListed(runner, sandbox.socket, before, marked, mark);
  expect(await names()).toEqual(['user', 'copy', 'neighbour', 'unmarked']);
  await sandbox.tmux('kill-server');
  const again = await eventually(() => windowsOf(sandbox)); // the former server needs a moment to end
  await again.open('theirs', null);
  await closeListed(runner, sandbox.socket, before, marked, mark);
  expect(await again.names()).toEqual(['user', 'theirs']);
  await sandbox.tmux('kill-server');
  await closeTaskWindow(runner, sandbox.socket, ending);
  await closeListed(runner, sandbox.socket, before, marked, mark);
});

test('a window stays with the pane that the user opened there, without a mark of ours', async () => {
  await using sandbox = await Sandbox.create();
  const runner = createRunner(sandbox.env);
  const { ours } = ids();
  const { open, names } = await windowsOf(sandbox);
  const window = await open('task', ours);
  await sandbox.tmux('set-option', '-w', '-t', window, 'remain-on-exit', 'on');
  await sandbox.tmux('split-window', '-d', '-t', window, 'sh', '-c', 'exec sleep 1000');
  const ending = {
    worktreeId: ours,
    launcher: null,
    pid: process.pid,
    allPanes: false,
    onEnded: async () => {},
  };
  const staying = await closeTaskWindow(runner, sandbox.socket, ending);
  expect(staying.map(({ program }) => program)).toEqual(['sleep']);
  expect(await sandbox.tmux('list-panes', '-t', window, '-F', '#{pane_current_command}')).toBe('sleep');
  expect(await sandbox.tmux('show-options', '-w', '-t', window)).toBe('');
  expect(await names()).toHaveLength(2);
});

test('further panes of other windows are ended too, without those beside them and their windows’ marks', async () => {
  await using sandbox = await Sandbox.create();
  const runner = createRunner(sandbox.env);
  const { ours, other } = ids();
  const { open, names } = await windowsOf(sandbox);
  await open('task', ours);
  const neighbour = await open('neighbour', other);
  const splitting = ['-d', '-P', '-F', '#{pane_id}', '-t', neighbour, 'sh', '-c', 'exec sleep 1000'];
  const pane = await sandbox.tmux('split-window', ...splitting);
  const { panes = [] } = (await askServer(runner, sandbox.socket)) ?? {};
  const further = panes.filter((each) => each.pane === pane);
  const marks = await sandbox.tmux('show-options', '-w', '-t', neighbour);
  const ending = {
    worktreeId: ours,
    launcher: null,
    pid: process.pid,
    allPanes: false,
    further,
    onEnded: async () => {},
  };
  expect(further).toHaveLength(1);
  expect(await closeTaskWindow(runner, sandbox.socket, ending)).toEqual([]);
  expect(await names()).toEqual(['user', 'neighbour']);
  expect(await sandbox.tmux('list-panes', '-t', neighbour, '-F', '#{pane_current_command}')).toBe('cat');
  expect(await sandbox.tmux('show-options', '-w', '-t', neighbour)).toBe(marks);
});

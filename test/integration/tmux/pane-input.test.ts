/**
 * Text and Enter go into a pane only as long as it is what it was when its state was found.
 */
import { expect, test } from 'vitest';
import { parsePaneId, parseWorktreeId } from '../../../src/ids.ts';
import { createRunner } from '../../../src/process/runner.ts';
import { loadBuffer, pasteBuffer, pressEnter, type SeenPane } from '../../../src/tmux/pane-input.ts';
import { eventually } from '../../support/eventually.ts';
import { Sandbox } from '../../support/sandbox.ts';

test('nothing is typed where something was reported since, or into a window of another', async () => {
  await using sandbox = await Sandbox.create();
  const runner = createRunner(sandbox.env);
  const socket = sandbox.socket;
  const line = await sandbox.tmux('new-session', '-d', '-P', '-F', '#{pane_id}', 'sh', '-c', 'exec cat');
  const pane = parsePaneId(line);
  const [worktreeId, other] = [parseWorktreeId('0123456789ab'), parseWorktreeId('ba9876543210')];
  if (pane === null || worktreeId === null || other === null) throw new Error('not ids');
  const report = (option: string, value: string) => sandbox.tmux('set-option', '-w', option, value);
  await report('@pane_id', worktreeId);

  const type = async (text: string, seen: SeenPane) => {
    await runner.run(loadBuffer(socket, 'text', text));
    return [
      await runner.run(pasteBuffer(socket, seen, 'text', null)),
      await runner.run(pressEnter(socket, seen, null)),
    ];
  };
  const silent = { pane, worktreeId, reported: '', reportedSince: 0 };
  expect(await type('first', silent)).toEqual([true, true]);
  expect(await type('foreign', { ...silent, worktreeId: other })).toEqual([false, false]);
  await report('@pane_state', 'idle');
  await report('@pane_since', '5');
  expect(await type('late', silent)).toEqual([false, false]);
  const idle = { ...silent, reported: 'idle', reportedSince: 5 };
  await sandbox.tmux('copy-mode'); // it would take the keys for itself
  expect(await type('second', idle)).toEqual([true, true]);
  await report('@pane_state', 'exited');
  expect(await type('dead', idle)).toEqual([false, false]);
  await report('@pane_state', 'x},1}#(touch run)');
  expect(await type('strange', { ...idle, reported: 'x},1}#(touch run)' })).toEqual([false, false]);
  await eventually(async () =>
    expect(await sandbox.tmux('capture-pane', '-p')).toMatch(/^first\nfirst\nsecond\nsecond\n*$/),
  );
});

import { chmodSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faultOf, findReportPlace, withoutUnread } from '../../../src/records/report-place.ts';
import { agent, task } from '../../support/trust.ts';
import { Folder } from '../config/folder.ts';

test.each([
  [0, 0o40755, null],
  [0, 0o100600, null],
  [0, 0o40775, '/x is writable by its group or others'],
  [0, 0o41777, '/x is writable by its group or others'],
  [1000, 0o40700, '/x is not owned by root'],
])('a folder of user %i with mode %o', (uid, mode, fault) => {
  expect(faultOf('/x', { uid, mode })).toBe(fault);
});

/** Where anybody can write, so that gemini reads nothing there. */
async function openFolder(): Promise<Folder> {
  const folder = await Folder.create();
  chmodSync(folder.root, 0o777);
  return folder;
}

test('the first place counts where the program reads the file, else the first one with its fault', async () => {
  await using state = await openFolder();
  await using home = await openFolder();
  const first = `${state.root}/pane/agents`;
  const unread = { directory: first, fault: expect.stringContaining(`${state.root} is `) };
  const env = { XDG_STATE_HOME: state.root };
  expect(findReportPlace('gemini', env)).toEqual(unread);
  expect(findReportPlace('gemini', { ...env, HOME: home.root })).toEqual(unread);
  // Nothing is there, so that root would make it.
  expect(findReportPlace('gemini', { ...env, HOME: '/nowhere' })).toEqual({
    directory: '/nowhere/.local/state/pane/agents',
    fault: null,
  });
  expect(findReportPlace('qwen', env)).toEqual({ directory: first, fault: null });
  expect(findReportPlace('gemini', {})).toBeNull();
});

test('an agent that will not read its file does not report, and is known by what it was configured to do', async () => {
  await using state = await openFolder();
  const tasks = ['gemini', 'qwen', null].map((reports) => task('a', { agent: agent({ reports }) }));
  const [gemini, ...others] = withoutUnread(tasks, { XDG_STATE_HOME: state.root });
  expect(gemini?.agent).toMatchObject({ reports: null, unread: 'gemini' });
  expect(others).toEqual(tasks.slice(1));
});

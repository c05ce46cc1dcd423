import { expect, test } from 'vitest';
import { type ProjectId, parseProjectId } from '../../../src/ids.ts';
import { chooseSession, sessionOfWindows } from '../../../src/snapshot/session.ts';
import type { TmuxPane } from '../../../src/tmux/panes.ts';
import { desired, paneOf, serverWith, worktreeOf } from '../../support/world.ts';

function id(digit: string): ProjectId {
  const found = parseProjectId(digit.repeat(16));
  if (found === null) throw new Error('not an id');
  return found;
}

const ours = id('1');
const theirs = id('2');

function pane(session: string, parts: Partial<TmuxPane>): TmuxPane {
  return paneOf(worktreeOf(desired('one')), 1, { session, project: null, sessionOf: null, ...parts });
}

function choice(panes: readonly TmuxPane[], sessionIsFixed = false) {
  const wish = { projectId: ours, config: { session: 'shop', sessionIsFixed } };
  return chooseSession(wish, panes.length === 0 ? null : serverWith(panes));
}

const own = 'shop-111111';

test.each([
  ['none is there', [], 'shop'],
  ['the user has it', [pane('shop', {})], 'shop'],
  ['it is ours', [pane('shop', { sessionOf: ours, project: ours })], 'shop'],
  ['another project made it', [pane('shop', { sessionOf: theirs, project: theirs })], own],
  ['another project made it, and has no window left', [pane('shop', { sessionOf: theirs })], own],
  ['another project has a window in it', [pane('shop', {}), pane('shop', { project: theirs })], own],
  [
    'both have windows in one that the user made',
    [pane('shop', { project: theirs }), pane('shop', { project: ours })],
    'shop',
  ],
  [
    'a window of another project came into ours',
    [pane('shop', { sessionOf: ours, project: theirs }), pane('shop', { sessionOf: ours, project: ours })],
    'shop',
  ],
  ['the other project is down, our windows are elsewhere', [pane(own, { project: ours })], own],
  [
    'the user made one meanwhile, our windows are elsewhere',
    [pane('shop', {}), pane(own, { project: ours })],
    own,
  ],
] as const)('%s', (_, panes, name) => {
  expect(choice(panes).name).toBe(name);
  expect(choice(panes).conflict).toBe(null);
});

test('where the file fixes the name there is no other one', () => {
  expect(choice([pane('shop', {})], true)).toEqual({ name: 'shop', note: null, conflict: null });
  expect(choice([pane('shop', { sessionOf: theirs, project: theirs })], true)).toMatchObject({
    name: 'shop',
    conflict: `the tmux session shop belongs to another project, the project ${theirs}: set another \`tmux.session\` in one of the two`,
  });
});

test.each([
  ['no window is open', [], 'shop'],
  ['the file names another one by now', [pane('old', { project: ours })], 'old'],
  [
    'some are in the new one already',
    [pane('old', { project: ours }), pane('shop', { project: ours })],
    'shop',
  ],
  [
    'only the watcher is in the new one',
    [pane('old', { project: ours }), pane('shop', { project: ours, kind: 'watch' })],
    'old',
  ],
  ['only the watcher runs', [pane('old', { project: ours, kind: 'watch' })], 'old'],
  ['the others are not ours', [pane('old', { project: theirs })], 'shop'],
] as const)('the windows are to be attached where they are: %s', (_, panes, name) => {
  const wish = { projectId: ours, config: { session: 'shop', sessionIsFixed: false } };
  expect(sessionOfWindows(wish, { known: true, value: serverWith(panes) })).toBe(name);
});

import { symlink } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { type DiscoverInput, discoverFiles } from '../../../../src/config/load/discover.ts';
import { PaneError } from '../../../../src/errors.ts';
import { Folder } from '../folder.ts';

const home = { HOME: '/home/ann' };

/** Discovery in a main worktree, unless told otherwise. */
function discover(folder: Folder, input: Partial<DiscoverInput> = {}) {
  return discoverFiles({
    cwd: folder.root,
    env: home,
    repository: { common: folder.path('.git'), main: folder.root, top: folder.root },
    ...input,
  });
}

/** Discovery in the worktree `trees/w` of it. */
function discoverLinked(folder: Folder, below = '', input: Partial<DiscoverInput> = {}) {
  const top = folder.path('trees/w');
  const repository = { common: folder.path('.git'), main: folder.root, top };
  return discover(folder, { cwd: `${top}${below}`, repository, ...input });
}

async function failure(promise: Promise<unknown>): Promise<PaneError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof PaneError)) throw new Error(`no PaneError: ${error}`);
  return error;
}

describe('without -f', () => {
  test('the nearest file upward counts, and three files belong together', async () => {
    await using folder = await Folder.create({
      'pane.config.yaml': '',
      'sub/pane.config.yml': '',
      'sub/x/y': '',
    });
    expect(await discover(folder)).toEqual({
      project: folder.path('pane.config.yaml'),
      local: folder.path('pane.config.local.yaml'),
      user: '/home/ann/.config/pane/config.yaml',
    });
    expect(await discover(folder, { cwd: folder.path('sub/x') })).toMatchObject({
      project: folder.path('sub/pane.config.yml'),
      local: folder.path('sub/pane.config.local.yaml'),
    });
  });

  test('.yaml counts before .yml, for the local file too', async () => {
    await using folder = await Folder.create({
      'pane.config.yaml': '',
      'pane.config.yml': '',
      'pane.config.local.yml': '',
    });
    expect(await discover(folder)).toMatchObject({
      project: folder.path('pane.config.yaml'),
      local: folder.path('pane.config.local.yml'),
    });
  });

  test('nothing above the repository is looked at', async () => {
    await using folder = await Folder.create({ '../pane.config.yaml': '', 'sub/x': '' });
    const error = await failure(discover(folder, { cwd: folder.path('sub') }));
    expect(error).toMatchObject({
      code: 'usage',
      message: `no pane.config.yaml here or in a directory above, up to ${folder.root}`,
      hint: '`pane init` writes one; -f FILE names one elsewhere.',
    });
  });

  test('a linked worktree stands for the main one, wherever in it one is', async () => {
    const files = { 'pane.config.yaml': '', 'sub/pane.config.yaml': '' };
    const copies = {
      'trees/w/pane.config.yaml': '',
      'trees/w/sub/x/pane.config.yaml': '',
      'trees/w/other/x': '',
    };
    await using folder = await Folder.create({ ...files, ...copies });
    expect((await discoverLinked(folder)).project).toBe(folder.path('pane.config.yaml'));
    expect((await discoverLinked(folder, '/sub/x')).project).toBe(folder.path('sub/pane.config.yaml'));
    expect((await discoverLinked(folder, '/other')).project).toBe(folder.path('pane.config.yaml'));
  });

  test('from inside .git the main worktree is looked at', async () => {
    await using folder = await Folder.create({ 'pane.config.yaml': '', '.git/x': '' });
    const repository = { common: folder.path('.git'), main: folder.root, top: null };
    const files = await discover(folder, { cwd: folder.path('.git'), repository });
    expect(files.project).toBe(folder.path('pane.config.yaml'));
  });

  test('a bare repository has none', async () => {
    await using folder = await Folder.create({ 'pane.config.yaml': '' });
    const repository = { common: folder.root, main: null, top: null };
    const error = await failure(discover(folder, { repository }));
    expect(error).toMatchObject({ code: 'usage', hint: 'Name the file with -f FILE, or in PANE_CONFIG.' });
    const files = await discover(folder, { repository, file: 'pane.config.yaml' });
    expect(files.project).toBe(folder.path('pane.config.yaml'));
  });

  test('a directory, or a link to nothing, in its place is an error, not a reason to look further', async () => {
    await using folder = await Folder.create({
      'pane.config.yaml': '',
      'sub/pane.config.yaml/x': '',
      'more/x': '',
    });
    const path = folder.path('sub/pane.config.yaml');
    expect((await failure(discover(folder, { cwd: folder.path('sub') }))).message).toBe(
      `${path} is a directory`,
    );
    await symlink('nowhere', folder.path('more/pane.config.yaml'));
    expect((await failure(discover(folder, { cwd: folder.path('more') }))).message).toBe(
      `${folder.path('more/pane.config.yaml')} is a symbolic link to nowhere, which does not exist`,
    );
  });
});

describe('a named file', () => {
  test('is looked for from the working directory: -f before PANE_CONFIG before the nearest', async () => {
    const files = { 'pane.config.yaml': '', 'sub/a.yaml': '', 'sub/b.yml': '' };
    await using folder = await Folder.create(files);
    const input = { cwd: folder.path('sub'), env: { ...home, PANE_CONFIG: 'a.yaml' } };
    expect(await discover(folder, input)).toMatchObject({
      project: folder.path('sub/a.yaml'),
      local: folder.path('sub/a.local.yaml'),
    });
    expect((await discover(folder, { ...input, file: 'b.yml' })).project).toBe(folder.path('sub/b.yml'));
    const unset = { ...input, env: { ...home, PANE_CONFIG: '' } };
    expect((await discover(folder, unset)).project).toBe(folder.path('pane.config.yaml'));
  });

  test('that is a symbolic link counts where it is found, with the folders on the way resolved', async () => {
    await using folder = await Folder.create({ 'dotfiles/x.yaml': '', 'sub/y': '' });
    await symlink('../dotfiles/x.yaml', folder.path('sub/pane.config.yaml'));
    await symlink('sub', folder.path('way'));
    for (const file of ['sub/pane.config.yaml', 'way/pane.config.yaml']) {
      expect(await discover(folder, { file })).toMatchObject({
        project: folder.path('sub/pane.config.yaml'),
        local: folder.path('sub/pane.config.local.yaml'),
      });
    }
  });

  test('that is not there is an error that says who named it', async () => {
    await using folder = await Folder.create();
    expect(await failure(discover(folder, { file: 'x.yaml' }))).toMatchObject({
      code: 'usage',
      message: `no such file: ${folder.path('x.yaml')}`,
      hint: '-f names this file. Name one that exists.',
    });
    const named = await failure(discover(folder, { env: { PANE_CONFIG: '/x.yaml' } }));
    expect(named.hint).toBe('PANE_CONFIG names this file. Name one that exists.');
  });

  test('in a linked worktree is the copy of one in the main worktree', async () => {
    await using folder = await Folder.create({ 'a.yaml': '', 'trees/w/a.yaml': '', 'trees/w/b.yaml': '' });
    expect((await discoverLinked(folder, '', { file: 'a.yaml' })).project).toBe(folder.path('a.yaml'));
    expect((await failure(discoverLinked(folder, '', { file: 'b.yaml' }))).message).toBe(
      `${folder.path('trees/w/b.yaml')} is in a linked worktree, but the main worktree has no such file`,
    );
  });

  test('in a worktree of a bare repository is meant itself', async () => {
    await using folder = await Folder.create({ 'trees/w/a.yaml': '' });
    const repository = { common: folder.root, main: null, top: folder.path('trees/w') };
    const files = await discoverLinked(folder, '', { file: 'a.yaml', repository });
    expect(files.project).toBe(folder.path('trees/w/a.yaml'));
  });
});

test.each([
  [{ HOME: '/h', XDG_CONFIG_HOME: '/x' }, '/x/pane/config.yaml'],
  [{ HOME: '/h', XDG_CONFIG_HOME: 'relative' }, '/h/.config/pane/config.yaml'],
  [{ HOME: '/h', XDG_CONFIG_HOME: '' }, '/h/.config/pane/config.yaml'],
  [{}, null],
])("with %j the user's file is %s", async (env, expected) => {
  await using folder = await Folder.create({ 'pane.config.yaml': '' });
  expect((await discover(folder, { env })).user).toBe(expected);
});

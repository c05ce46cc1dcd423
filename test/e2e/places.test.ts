/**
 * Where `pane` is run from, and with what environment, does not matter.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import type { RunOptions } from '../support/sandbox.ts';
import { Sandbox } from '../support/sandbox.ts';

test('up, status and plan mean the same project from a subdirectory, a worktree, inside and outside tmux', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', { files: { 'src/deep/a.txt': 'a\n', 'b.txt': 'b\n' } });
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  await repository.commit('Add the file, so that worktrees have copies of it');
  await project.upDone([], { cwd: 'repo/src/deep' });
  // The copy in the worktree lacks what the file has by now.
  await project.write({ tasks: ['one', 'two'] });
  await sandbox.tmux('new-session', '-d', '-s', 'mine', 'sh', '-c', 'exec cat');
  const pid = await sandbox.tmux('display-message', '-p', '#{pid}');
  const inside = { TMUX: `${sandbox.socket},${pid},0`, TMUX_PANE: '%0' };

  const places: RunOptions[] = [
    { cwd: 'repo/src/deep' },
    { cwd: 'repo.worktrees/one' },
    { cwd: 'repo.worktrees/one/src/deep' },
    { cwd: 'repo', env: inside },
    { cwd: 'repo.worktrees/one', env: { ...inside, PANE_TMUX_SOCKET: undefined } },
  ];
  for (const place of places) {
    const status = await project.status([], place);
    expect(status.file).toBe(sandbox.path('repo/pane.config.yaml'));
    expect(status.tasks.map(({ name, state }) => `${name} ${state}`)).toEqual(['one running', 'two pending']);
    expect(await project.plan(place)).toEqual(['create-worktree:two', 'copy-files:two', 'open-window:two']);
  }
  // From a subdirectory of the worktree, inside tmux: the new one starts at the main worktree's place all the same.
  await project.upDone([], {
    cwd: 'repo.worktrees/one/src/deep',
    env: { ...inside, PANE_TMUX_SOCKET: undefined },
  });
  expect((await sandbox.launched(2)).map(({ cwd, env }) => [cwd, env.PANE_ROOT])).toEqual([
    [sandbox.path('repo.worktrees/one'), repository.path],
    [sandbox.path('repo.worktrees/two'), repository.path],
  ]);
  const inWindow = sandbox.launches()[0]?.env ?? {};
  expect(await project.plan({ cwd: 'repo.worktrees/one', env: inWindow })).toEqual([]);
});

test('an agent may run pane itself: what its window has in its environment changes nothing', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await project.upDone();
  const [launch] = await sandbox.launched(1);
  await project.write({ tasks: ['one', 'two'] });
  await project.upDone([], { cwd: 'repo.worktrees/one', env: launch?.env ?? {} });
  const two = await eventually(() => {
    const found = sandbox.launches().find(({ argv }) => argv[0] === 'Prompt of two');
    expect(found).toBeDefined();
    return found;
  });
  expect(two?.env).toMatchObject({ PANE_TASK: 'two', PANE_WORKTREE: sandbox.path('repo.worktrees/two') });
  expect(two?.env.PANE_ID).not.toBe(launch?.env.PANE_ID);
  // Archiving the first ends what carries its id, not the second's window, which the first one opened.
  expect((await project.pane(['archive', 'one'])).exitCode).toBe(0);
  expect(await project.states()).toEqual({ two: 'running' });
});

test('it works with nothing but PATH and HOME, without a UTF-8 locale', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('dépôt ñ');
  const project = await TestProject.create(sandbox, repository, {
    tmux: { socket: '../t' },
    tasks: [{ name: 'one', branch: 'größe/✓', prompt: 'Grüße ✓\n' }],
  });
  const identity = {
    GIT_CONFIG_COUNT: undefined,
    GIT_CONFIG_GLOBAL: undefined,
    GIT_CONFIG_SYSTEM: undefined,
  };
  const bare = Object.fromEntries(Object.keys(sandbox.env).map((name) => [name, undefined]));
  const { PATH, HOME } = sandbox.env;
  const env = { ...bare, ...identity, PATH, HOME };
  await project.upDone([], { env });
  const [launch] = await sandbox.launched(1);
  expect(launch?.argv).toEqual(['Grüße ✓\n']);
  expect(launch?.cwd).toBe(sandbox.path('dépôt ñ.worktrees/one'));
  const status = await project.status([], { env });
  expect(status.tasks[0]).toMatchObject({ state: 'running', branch: 'größe/✓' });
  expect(await project.plan({ env })).toEqual([]);
  expect((await project.pane(['down'], { env })).exitCode).toBe(0);
  await project.upDone([], { env: { ...env, LC_ALL: 'C', LANG: 'C' } });
  await sandbox.launched(2);
});

test('on tmux’s own default server a plain tmux attach is what to type, except inside of another one', async () => {
  await using sandbox = await Sandbox.create();
  delete sandbox.env.PANE_TMUX_SOCKET; // its directory for servers is the sandbox's
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await project.upDone();
  expect((await project.pane(['status'])).stdout).toContain('Attach: tmux attach -t repo ');
  const inside = { TMUX: `${sandbox.socket},1,0` };
  const { socket } = await project.status([], { env: inside });
  expect(socket).toMatch(/^\/.*\/tmux-\d+\/default$/);
  expect((await project.pane(['status'], { env: inside })).stdout).toContain(
    `Attach: tmux -S ${socket} attach`,
  );
  expect(await project.pane(['down'])).toMatchObject({ exitCode: 0 });
});

test('a socket or a directory for sockets is meant from where one is', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  await repository.write('sockets/kept', '');
  for (const [env, socket] of [
    [{ PANE_TMUX_SOCKET: './own' }, `${repository.path}/own`],
    [{ PANE_TMUX_SOCKET: undefined, TMUX_TMPDIR: 'sockets' }, 'default'],
  ] as const) {
    await project.upDone([], { env });
    expect(await project.status([], { env })).toMatchObject({ socket, tasks: [{ state: 'running' }] });
    expect(await project.pane(['down'], { env })).toMatchObject({ exitCode: 0 });
  }
  expect(await sandbox.sh('ls own sockets/*/', { cwd: 'repo' })).toContain('default');
});

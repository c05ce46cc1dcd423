/**
 * What can't be archived is refused with the reason and a way out, and nothing is changed: not the
 * worktree, not git's registration, not the file.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { Project } from '../support/archive-project.ts';
import { eventually } from '../support/eventually.ts';
import { builtCommand, Sandbox } from '../support/sandbox.ts';
import { snapshotWorktree } from '../support/snapshot.ts';

async function everything(project: Project, path = project.worktree('login')) {
  return {
    file: await project.sandbox.read('repo/pane.config.yaml'),
    worktree: await snapshotWorktree(project.sandbox, path),
    listed: await project.repository.git('worktree', 'list', '--porcelain'),
    windows: await project.windows(),
  };
}

test('a worktree that the user has locked stays, by name and when it left the file', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }, { name: 'other' }, { name: 'third' }]);
  await project.up();
  await project.repository.git('worktree', 'lock', '--reason', 'on a stick', project.worktree('login'));
  const before = await everything(project);

  const byName = await project.pane(['archive', 'login']);
  expect(await everything(project)).toEqual(before);
  expect(byName.exitCode).toBe(1);
  expect(byName.stderr).toMatch(/something else has locked .* in git \(on a stick\)\n.*git worktree unlock/);

  await project.list([{ name: 'other' }, { name: 'third' }]);
  const byFile = await project.pane(['up', '--once', '--trust']);
  expect(byFile).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('on a stick') });
  expect({ ...(await everything(project)), file: '' }).toEqual({ ...before, file: '' });

  await project.repository.git('worktree', 'unlock', project.worktree('login'));
  await project.up();
  expect(await project.archived()).toMatchObject([{ task: 'login' }]);
});

test('archive from inside the own window is refused', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }]);
  await project.up();
  await sandbox.launched(1);
  const before = await everything(project);
  // A shell beside the agent, as its user or the agent itself would have one.
  const run = `'${process.execPath}' '${builtCommand}' -C '${project.repository.path}' archive --all-panes login`;
  await sandbox.tmux(
    'split-window',
    '-d',
    '-t',
    'login',
    '--',
    'sh',
    '-c',
    `${run} >'${sandbox.path('said')}' 2>&1; exec cat`,
  );
  await eventually(async () => expect(await sandbox.read('said')).toContain('in the window'));
  await eventually(async () => expect(await everything(project)).toEqual(before));
});

test('an agent on another tmux server is not ended, and its worktree stays', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }]);
  await project.up();
  await sandbox.launched(1);
  const before = await everything(project);
  const { exitCode, stderr } = await project.pane(['archive', 'login'], {
    env: { PANE_TMUX_SOCKET: sandbox.path('t2') },
  });
  expect(await everything(project)).toEqual(before);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining(sandbox.socket) });
});

// macOS has no such filesystem.
if (existsSync('/dev/shm')) {
  test('a worktree on a filesystem that a reboot empties stays there', async () => {
    await using sandbox = await Sandbox.create();
    const fleeting = await mkdtemp('/dev/shm/pane-test-');
    try {
      const path = `${fleeting}/login`;
      const project = await Project.create(sandbox, [{ name: 'login', more: [`worktree: ${path}`] }]);
      await project.up();
      const before = await everything(project, path);
      const { exitCode, stderr } = await project.pane(['archive', 'login']);
      expect(await everything(project, path)).toEqual(before);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/another filesystem.*\n.*git worktree move/);
    } finally {
      await rm(fleeting, { recursive: true });
    }
  });
}

test('what stands in the place of the archives is found before the agent is ended', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }]);
  await project.up();
  await sandbox.write('p.worktrees/.archive', 'mine\n');
  const before = await everything(project);
  const { exitCode, stderr } = await project.pane(['archive', 'login']);
  expect(await everything(project)).toEqual(before);
  expect(await sandbox.read('p.worktrees/.archive')).toBe('mine\n');
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringContaining("can't be moved into"),
  });
});

test.each([
  ['a mount point', 'login', 'mount --bind "$1" "$1"', /is a mount point/],
  [
    'in a directory without the right to write',
    '',
    'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"',
    /EROFS/,
  ],
])('a worktree that is %s stays, and its agent goes on', async (_, name, mount, said) => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }]);
  await project.up();
  const before = await everything(project);
  // In a namespace of its own, so that nothing is mounted outside; as root, or where users may have one.
  const script = `${mount} && shift && exec "$@"`;
  const inNamespace = [
    '--user',
    '--map-root-user',
    '--mount',
    'sh',
    '-c',
    script,
    'sh',
    project.worktree(name),
  ];
  const may = await sandbox.run('unshare', [...inNamespace, 'true']);
  if (may.exitCode !== 0) return; // this machine has no such namespaces
  const pane = [process.execPath, builtCommand, 'archive', 'login'];
  const { exitCode, stderr } = await sandbox.run('unshare', [...inNamespace, ...pane], { cwd: 'repo' });
  const after = await everything(project);
  expect(after).toEqual(before);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringMatching(said) });
});

test('of a copied repository, the original’s worktrees are never touched', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }, { name: 'old' }]);
  await project.up();
  await project.done('archive', 'old');
  const before = await everything(project);
  const archived = await project.archived();
  await sandbox.sh('cp -a repo copy');

  const inCopy = (...args: string[]) => sandbox.pane(args, { cwd: 'copy' });
  for (const args of [
    ['archive', 'login'],
    ['restore', 'old'],
    ['down', '--archive'],
    ['up', '--trust', '--once'],
  ]) {
    await inCopy(...args);
    // The copy's `archive` may take the task out of its own file; the original has another one.
    expect([args, await everything(project)]).toEqual([args, before]);
    expect(await project.archived()).toEqual(archived);
  }
  const { archived: ofCopy } = JSON.parse((await inCopy('restore', '--json')).stdout) as {
    archived: unknown[];
  };
  expect(ofCopy).toEqual([]);
  await project.done('restore', 'old');
});

test('a copied repository does not go to the server of the original', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }]);
  await project.up();
  await sandbox.sh('cp -a repo copy');
  const record = 'copy/.git/worktrees/login/pane/stamp.json';
  // As an older version wrote it.
  const { admin: _, ...stamp } = JSON.parse(await sandbox.read(record));
  await sandbox.write(record, JSON.stringify(stamp));
  const socketOf = async (cwd: string) => {
    const { stdout } = await sandbox.pane(['status', '--json'], {
      cwd,
      env: { PANE_TMUX_SOCKET: undefined },
    });
    return JSON.parse(stdout).socket;
  };
  expect(await socketOf('repo')).toBe(sandbox.socket);
  expect(await socketOf('copy')).toBe('default');
});

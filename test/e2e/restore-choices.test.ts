/**
 * What stands in the way of a restore is told with the ways out, and each of these works.
 */
import { existsSync } from 'node:fs';
import { mkdir, rmdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { Project } from '../support/archive-project.ts';
import { eventually } from '../support/eventually.ts';
import { killPaneAt } from '../support/kill-at.ts';
import { Sandbox } from '../support/sandbox.ts';
import { snapshotTree } from '../support/snapshot.ts';

async function archivedTask(sandbox: Sandbox): Promise<Project> {
  const project = await Project.create(sandbox, [{ name: 'login' }]);
  await project.up();
  await sandbox.launched(1);
  await sandbox.write('p.worktrees/login/untracked.txt', 'mine\n');
  await project.done('archive', 'login');
  return project;
}

async function moveBranchOn(project: Project): Promise<void> {
  await project.repository.git('checkout', '--quiet', 'login');
  await project.repository.git('commit', '--quiet', '--allow-empty', '-m', 'Further');
  await project.repository.git('checkout', '--quiet', 'main');
}

/** Neither archive nor file nor branches. */
async function everything(project: Project) {
  const { sandbox } = project;
  const stamps = await sandbox.sh('cat .git/worktrees/*/pane/stamp.json', { cwd: 'repo' });
  return {
    // The name of a branch that could not be made may stay noted.
    stamps: stamps.replace(/,\s*"made": .*/g, ''),
    trees: snapshotTree(sandbox.path('p.worktrees')),
    file: await sandbox.read('repo/pane.config.yaml'),
    listed: await sandbox.sh('git worktree list --porcelain && git for-each-ref', { cwd: 'repo' }),
  };
}

test('where the branch moved on, restore names --detach and --onto-branch, and both work', async () => {
  await using sandbox = await Sandbox.create();
  const project = await archivedTask(sandbox);
  const inWorktree = (...args: string[]) => sandbox.git('-C', project.worktree('login'), ...args);
  await moveBranchOn(project);
  const before = await everything(project);

  const refused = await project.pane(['restore', 'login']);
  expect(await everything(project)).toEqual(before);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toMatch(
    /branch login has moved to [0-9a-f]{10}.*\n.*restore login --detach.*--onto-branch/,
  );

  const exists = await project.pane(['restore', 'login', '--onto-branch', 'main']);
  expect(exists).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('branch main already exists'),
  });
  const invalid = await project.pane(['restore', 'login', '--onto-branch', 'a..b']);
  expect(invalid.exitCode).not.toBe(0);
  expect(await everything(project)).toEqual(before);

  const onto = await project.pane(['restore', 'login', '--onto-branch', 'login-again']);
  expect(onto).toMatchObject({
    exitCode: 0,
    stderr: expect.stringMatching(/^\[1\/2\] restored .*\n\[2\/2\] opened the window of login\n$/),
  });
  expect(await inWorktree('symbolic-ref', '--short', 'HEAD')).toBe('login-again');
  expect(await inWorktree('rev-parse', 'HEAD')).toBe(await project.repository.git('rev-parse', 'main'));
  expect(await sandbox.read('p.worktrees/login/untracked.txt')).toBe('mine\n');

  await inWorktree('checkout', '--quiet', 'login');
  await project.done('archive', 'login');
  await moveBranchOn(project);
  await project.done('restore', 'login', '--detach');
  await expect(inWorktree('symbolic-ref', '--quiet', 'HEAD')).rejects.toThrow();
  expect(await inWorktree('status', '--porcelain')).toBe('?? untracked.txt');
});

test('a branch that is checked out in the main worktree, or is gone, is not taken', async () => {
  await using sandbox = await Sandbox.create();
  const project = await archivedTask(sandbox);
  await project.repository.git('checkout', '--quiet', 'login');
  const before = await everything(project);
  const taken = await project.pane(['restore', 'login']);
  expect(await everything(project)).toEqual(before);
  expect(taken).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('login is checked out at') });

  await project.repository.git('checkout', '--quiet', 'main');
  await project.repository.git('branch', '--quiet', '-D', 'login');
  const gone = await project.pane(['restore', 'login']);
  expect(gone).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('branch login is gone') });
  await project.done('restore', 'login', '--onto-branch', 'login');
  expect(await sandbox.git('-C', project.worktree('login'), 'status', '-sb')).toBe(
    '## login\n?? untracked.txt',
  );
});

test('a restore that was cut off looks at the branch again, and can still be chosen for', async () => {
  await using sandbox = await Sandbox.create();
  const project = await archivedTask(sandbox);
  const before = snapshotTree((await project.archived())[0]?.path ?? '');
  // Cut off between the rename and the attaching of HEAD: at the program that attaches it.
  const of = 'HEAD refs/heads/login';
  const { ran, lastStep } = await killPaneAt(sandbox, 1, ['restore', 'login'], { cwd: 'repo', of });
  expect({ ...ran, lastStep }).toMatchObject({
    signal: 'SIGKILL',
    lastStep: expect.stringContaining('symbolic-ref'),
  });
  await moveBranchOn(project);

  const refused = await project.pane(['up', '--once']);
  expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('restore login --detach') });
  expect(await sandbox.git('-C', project.worktree('login'), 'branch', '--show-current')).toBe('');
  await project.done('restore', 'login', '--detach');
  expect(snapshotTree(project.worktree('login'))).toEqual(before);
  await project.up();
  await eventually(async () => expect(await project.windows()).toEqual(['login']));
});

test('anything at the target path is a conflict, an empty directory too', async () => {
  await using sandbox = await Sandbox.create();
  const project = await archivedTask(sandbox);
  const listed = await sandbox.read('repo/pane.config.yaml');
  await mkdir(project.worktree('login'));
  const before = await everything(project);
  const byName = await project.pane(['restore', 'login']);
  expect(await everything(project)).toEqual(before);
  expect(byName).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('is in the way') });

  await project.list([{ name: 'login' }]);
  const byFile = await project.pane(['up', '--once', '--trust']);
  expect({ ...(await everything(project)), file: listed }).toEqual(before);
  expect(byFile).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('is in the way') });

  await rmdir(project.worktree('login'));
  await project.up();
  expect(await sandbox.read('p.worktrees/login/untracked.txt')).toBe('mine\n');
});

test('a name that returns with another prompt is a conflict with two ways out', async () => {
  await using sandbox = await Sandbox.create();
  const project = await archivedTask(sandbox);
  await project.list([{ name: 'login', prompt: 'Something else.' }]);
  const before = await everything(project);
  const refused = await project.pane(['up', '--once', '--trust']);
  expect(await everything(project)).toEqual(before);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toMatch(/another prompt: `pane restore login`.*`pane up --fresh login`/);

  const restored = await project.pane(['restore', '--no-up', 'login']);
  expect(restored).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining('prompt: "Work on login."'),
  });
  expect(await sandbox.read('p.worktrees/login/untracked.txt')).toBe('mine\n');
  expect(await sandbox.read('repo/pane.config.yaml')).toBe(before.file);
  const prompts = () => sandbox.launches().map(({ argv }) => argv.at(-1));
  expect(prompts()).toEqual(['Work on login.']);

  await sandbox.git('-C', project.worktree('login'), 'commit', '--quiet', '--allow-empty', '-m', 'Work');
  await project.done('archive', 'login');
  await project.list([{ name: 'login', prompt: 'Something else.' }]);
  await project.up('--fresh', 'login');
  await eventually(() => expect(prompts()).toEqual(['Work on login.', 'Something else.']));
  expect(existsSync(`${project.worktree('login')}/untracked.txt`)).toBe(false);
  expect(await sandbox.git('-C', project.worktree('login'), 'branch', '--show-current')).toBe('login-2');
  expect(await project.archived()).toHaveLength(1);
  await project.up();
});

test('archived twice, the older one is restored by its id, and the newer one stays', async () => {
  await using sandbox = await Sandbox.create();
  const project = await archivedTask(sandbox);
  const [older] = await project.archived();
  await project.list([{ name: 'login' }]);
  await project.up('--fresh', 'login');
  await sandbox.write('p.worktrees/login/second.txt', 'second\n');
  const live = await project.pane(['restore', `login@${older?.id}`]);
  expect(live).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('already exists') });

  await project.done('archive', 'login');
  expect(await project.archived()).toHaveLength(2);
  await project.done('restore', `login@${older?.id.slice(0, 6)}`);
  expect(existsSync(`${project.worktree('login')}/untracked.txt`)).toBe(true);
  expect(existsSync(`${project.worktree('login')}/second.txt`)).toBe(false);
  expect(await project.archived()).toMatchObject([{ task: 'login' }]);
  expect((await project.pane(['restore', 'login@zzz'])).exitCode).toBe(2);
  await project.up();
});

test('what was committed in the archive itself is not lost behind the branch', async () => {
  await using sandbox = await Sandbox.create();
  const project = await archivedTask(sandbox);
  const [archived] = await project.archived();
  const commit = ['commit', '--quiet', '--allow-empty', '-m', 'In the archive'];
  await sandbox.git('-C', archived?.path ?? '', ...commit);
  const before = await everything(project);
  const refused = await project.pane(['restore', 'login']);
  expect(await everything(project)).toEqual(before);
  expect(refused).toMatchObject({ exitCode: 1 });
  expect(refused.stderr).toMatch(/HEAD has moved to [0-9a-f]{10} since.*\n.*--detach.*--onto-branch/);

  await project.done('restore', 'login', '--onto-branch', 'again');
  const log = ['log', '-1', '--format=%s %D'];
  expect(await sandbox.git('-C', project.worktree('login'), ...log)).toBe('In the archive HEAD -> again');
  await project.done('archive', 'login');
  const [second] = await project.archived();
  await sandbox.git('-C', second?.path ?? '', ...commit);
  await project.done('restore', 'login', '--detach');
  expect(await sandbox.git('-C', project.worktree('login'), ...log)).toBe('In the archive HEAD');
});

test('a restored task is up again, unless --no-up leaves its window closed', async () => {
  await using sandbox = await Sandbox.create();
  const project = await archivedTask(sandbox);
  expect(await project.windows()).toEqual([]);
  await project.done('restore', '--no-up', 'login');
  expect(await project.windows()).toEqual([]);
  await project.done('archive', 'login');
  const restored = JSON.parse(await project.done('restore', '--json', 'login'));
  expect(restored.operations).toMatchObject([
    { id: 'restore-worktree:login', outcome: 'done' },
    { id: 'open-window:login', outcome: 'done' },
  ]);
  expect(await project.windows()).toEqual(['login']);
  // Its conversation goes on: the prompt is not given a second time.
  const launches = await sandbox.launched(2);
  expect(launches.map(({ argv }) => argv)).toEqual([['Work on login.'], []]);
});

test('advice names the archive that is meant, whose branch a fresh start does not take', async () => {
  await using sandbox = await Sandbox.create();
  const project = await archivedTask(sandbox);
  const [older] = await project.archived();
  await project.list([{ name: 'login' }]);
  await project.up('--fresh', 'login');
  expect(await sandbox.git('-C', project.worktree('login'), 'branch', '--show-current')).toBe('login-2');
  await project.done('archive', 'login');
  await moveBranchOn(project);

  const target = `login@${older?.id.slice(0, 6)}`;
  const refused = await project.pane(['restore', target]);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain(`pane restore ${target} --detach`);
  expect(refused.stderr).toContain(`pane restore ${target} --onto-branch NAME`);
  await project.done('restore', '--no-up', target, '--detach');
  expect(existsSync(`${project.worktree('login')}/untracked.txt`)).toBe(true);
});

test('a restore that would make the file invalid is refused before anything is moved', async () => {
  await using sandbox = await Sandbox.create();
  const project = await archivedTask(sandbox);
  for (const branch of ['login', 'login/x']) {
    await project.list([{ name: 'other', prompt: 'Other.', more: [`branch: ${branch}`] }]);
    const before = await everything(project);
    for (const more of [[], ['--detach']]) {
      const refused = await project.pane(['restore', 'login', ...more]);
      expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('would be invalid') });
      expect(refused.stderr).toMatch(/branch .*"login"/);
      expect(refused.stderr).toContain('pane restore login --onto-branch NAME');
      expect(await everything(project)).toEqual(before);
    }
  }
  await project.done('restore', '--no-up', 'login', '--onto-branch', 'login-9');
  expect(await sandbox.read('repo/pane.config.yaml')).toContain('    branch: login-9\n');
  expect(JSON.parse(await project.done('status', '--json', 'login')).tasks).toMatchObject([
    { name: 'login', branch: 'login-9', drift: [] },
  ]);
  const taken = await project.pane(['add', '--name', 'more', '--branch', 'login/x', 'Go']);
  expect(taken).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('The task was not added') });
});

test('a name that git refuses for a branch is refused before anything is moved', async () => {
  await using sandbox = await Sandbox.create();
  const project = await archivedTask(sandbox);
  await project.repository.git('branch', 'u');
  await sandbox.write(
    'repo/.git/hooks/reference-transaction',
    '#!/bin/sh\nif [ "$1" = prepared ] && grep -q refs/heads/forbidden; then echo "no such names here" >&2; exit 1; fi\n',
    { mode: 0o755 },
  );
  const before = await everything(project);
  for (const [name, why] of [
    ['u/x', 'and u:'],
    ['a.lock', 'is not a valid branch name'],
    ['forbidden', 'refs/heads/forbidden'],
  ]) {
    const refused = await project.pane(['restore', 'login', '--onto-branch', name ?? '']);
    expect([name, refused.exitCode === 0, refused.stderr]).toEqual([
      name,
      false,
      expect.stringContaining(why ?? ''),
    ]);
    expect(await everything(project)).toEqual(before);
  }
  await project.done('restore', '--no-up', 'login', '--onto-branch', 'fine');
});

test('a branch without commits is told as held, and is restored only while it has none', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }]);
  await project.up();
  await sandbox.git('-C', project.worktree('login'), 'checkout', '--quiet', '--orphan', 'new');
  const archived = await project.pane(['archive', 'login']);
  expect(archived.stderr).toContain('git still counts branch new as checked out there: it has no commit yet');
  await project.done('restore', '--no-up', 'login');
  await project.done('archive', 'login');

  await project.repository.git('branch', 'new');
  const before = await everything(project);
  const refused = await project.pane(['restore', 'login']);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toMatch(/branch new was made at [0-9a-f]{10}.*\n.*--onto-branch/);
  expect(refused.stderr).not.toContain('--detach');
  expect(await project.pane(['restore', 'login', '--detach'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('no commit yet'),
  });
  expect(await everything(project)).toEqual(before);
  await project.done('restore', '--no-up', 'login', '--onto-branch', 'newer');
  expect(await sandbox.git('-C', project.worktree('login'), 'symbolic-ref', 'HEAD')).toBe('refs/heads/newer');
  await expect(sandbox.git('-C', project.worktree('login'), 'rev-parse', 'HEAD')).rejects.toThrow();
});

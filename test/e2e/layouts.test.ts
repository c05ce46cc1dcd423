/**
 * Wherever the repository lies, and wherever in it a command is typed, the same project is meant.
 */
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

interface Layout {
  /** Makes the repository; the sandbox has a repository `origin`. */
  readonly make: string;
  /** The main worktree, or what stands for it. */
  readonly root: string;
  readonly file?: string;
  /** What `PANE_ROOT` names; `root`, where it isn't said. */
  readonly home?: string;
  /** Beside the main worktree. */
  readonly places?: readonly string[];
  /** Done once the task runs, in its worktree. */
  readonly change?: string;
  readonly worktrees?: string;
}

const LAYOUTS: Readonly<Record<string, Layout>> = {
  'an ordinary one': { make: 'git clone -q origin r', root: 'r', places: ['r/sub', 'r/.git'] },
  'a submodule': {
    make: 'git clone -q origin super; git -C super submodule --quiet add "$PWD/origin" part',
    root: 'super/part',
    places: ['super/part/sub', 'super/.git/modules/part'],
    worktrees: 'super/part.worktrees',
  },
  'one whose git directory lies elsewhere': {
    make: 'git clone -q --separate-git-dir "$PWD/s.git" origin s',
    root: 's',
    places: ['s/sub', 's.git'],
  },
  'a bare one with a `.git` beside it': {
    make: 'mkdir b; git clone -q --bare origin b/.bare; echo "gitdir: ./.bare" > b/.git; mkdir b/other',
    root: 'b',
    places: ['b/other', 'b/.bare'],
  },
  'one with a worktree whose `.git` is a symbolic link': {
    make: 'git clone -q origin r',
    root: 'r',
    change: 'to=$(git rev-parse --absolute-git-dir); rm .git; ln -s "$to" .git',
  },
  'one with a worktree whose `.git` is a relative symbolic link': {
    make: 'git clone -q origin r',
    root: 'r',
    change: 'rm .git; ln -s ../../r/.git/worktrees/one .git',
  },
  'one whose file lies in a subfolder': {
    make: 'git clone -q origin r',
    root: 'r/sub',
    home: 'r',
    file: 'pane.config.yaml',
    worktrees: 'r.worktrees',
  },
};

test.each(Object.entries(LAYOUTS))('the repository is %s', async (_name, layout) => {
  await using sandbox = await Sandbox.create();
  await sandbox.repository('origin', { files: { 'sub/x': '' } });
  await sandbox.sh(layout.make);
  const { root, file, places = [] } = layout;
  const project = await TestProject.create(
    sandbox,
    { path: sandbox.path(root) },
    { tasks: ['one'] },
    file === undefined ? {} : { file },
  );
  await project.upDone();
  const [launch] = await sandbox.launched(1);
  const worktree = sandbox.path(layout.worktrees ?? `${root}.worktrees`, 'one');
  expect(launch?.cwd).toBe(worktree);
  expect(launch?.env.PANE_ROOT).toBe(sandbox.path(layout.home ?? root));
  if (layout.change !== undefined) await sandbox.sh(layout.change, { cwd: worktree });

  const expected = [{ name: 'one', state: 'running', worktree, drift: [] }];
  const name = (await project.status()).project;
  const inWindow = { cwd: worktree, env: launch?.env ?? {} };
  for (const place of [...[root, ...places, worktree, `${worktree}/sub`].map((cwd) => ({ cwd })), inWindow]) {
    expect([place.cwd, await project.status([], place)]).toMatchObject([
      place.cwd,
      { project: name, tasks: expected, pending: 0, warnings: [] },
    ]);
    const executed = await project.pane(['exec', 'one', '--', 'pwd', '-P'], place);
    expect([place.cwd, executed.stdout]).toEqual([place.cwd, `${worktree}\n`]);
  }
  expect(await project.plan(inWindow)).toEqual([]);
  expect(await project.pane(['archive', 'one'])).toMatchObject({ exitCode: 0 });
  expect(await project.pane(['restore', 'one'])).toMatchObject({ exitCode: 0 });
  expect(await sandbox.git('-C', worktree, 'branch', '--show-current')).toBe('one');
  expect(await project.plan({ cwd: worktree })).toEqual([]);
});

test('a git directory whose worktree only core.worktree names takes its file by -f, and then the task knows it', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.repository('origin');
  await sandbox.sh(`git init -q --bare m.git; git -C m.git config core.bare false
    git -C m.git config core.worktree "$PWD/m"; mkdir m; git -C m.git pull -q "$PWD/origin" main`);
  const project = await TestProject.create(sandbox, { path: sandbox.path('m') }, { tasks: ['one'] });
  const inside = { cwd: 'm.git' };
  expect(await project.pane(['status'], inside)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('-f FILE'),
  });
  await project.upDone(['-f', '../m/pane.config.yaml'], inside);
  const place = { cwd: 'm.worktrees/one' };
  expect((await project.status([], place)).tasks).toMatchObject([{ name: 'one', state: 'running' }]);
  expect(await project.plan(place)).toEqual([]);
});

test.each([
  [
    'with a `.git` beside it',
    'git clone -q --bare origin b/.bare; echo "gitdir: ./.bare" > b/.git',
    'b',
    'b',
  ],
  ['alone', 'git clone -q --bare origin shop.git', 'shop.git', 'shop'],
  ['alone, in a hidden folder', 'git clone -q --bare origin c/.bare', 'c/.bare', 'bare'],
])('in a bare repository %s everything works as in any other', async (_how, make, root, name) => {
  await using sandbox = await Sandbox.create();
  const origin = await sandbox.repository('origin');
  await origin.write('tool.sh', '#!/bin/sh\nexec stub "$@"\n', { mode: 0o755 });
  await origin.commit('Add an agent');
  await sandbox.sh(make);
  const isAlone = !root.endsWith('b');
  const file = isAlone ? '../pane.config.yaml' : 'pane.config.yaml';
  if (isAlone) sandbox.env.PANE_CONFIG = sandbox.path(root, file);
  const project = await TestProject.create(
    sandbox,
    { path: sandbox.path(root) },
    { agents: { own: { command: ['./tool.sh'] }, stub: { command: ['stub'] } }, tasks: ['one'] },
    { file },
  );
  await project.upDone();
  expect((await project.status()).project).toBe(name);
  expect((await project.task('one')).worktree).toBe(sandbox.path(dirname(root), `${name}.worktrees/one`));
  // Windows that the user opens there begin where people work.
  expect(await sandbox.tmux('display-message', '-p', '-t', `=${name}:`, '#{session_path}')).toBe(
    sandbox.path(root),
  );
  for (const args of [
    ['add', '--name', 'two', '--base', 'main', '--agent', 'own', 'Go.'],
    ['rename', 'two', 'deux', '--branch'],
    ['archive', 'deux'],
  ])
    expect(await project.pane([...args, ...(args[0] === 'add' ? ['--trust'] : [])])).toMatchObject({
      exitCode: 0,
    });
  expect(await project.pane(['restore', 'deux'])).toMatchObject({ exitCode: 0, stderr: expect.any(String) });
  const doctor = await project.pane(['doctor']);
  expect(doctor.stdout).toContain('./tool.sh is looked up in the worktree of each task');
  expect([doctor.exitCode, doctor.stdout]).toEqual([0, expect.not.stringContaining('no such program')]);
  await sandbox.tmux('kill-server');
  const all = await sandbox.pane(['up', '--all', '--once', '--wait=60'], { env: { PANE_CONFIG: undefined } });
  expect(all).toMatchObject({ exitCode: 0 });
  await project.eventually({ one: 'running' });
});

test('init beside a bare repository names the project after the folder', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.repository('origin');
  await sandbox.sh('mkdir b; git clone -q --bare origin b/.bare; echo "gitdir: ./.bare" > b/.git');
  const { exitCode, stdout } = await sandbox.pane(['init'], { cwd: 'b' });
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining(sandbox.path('b/pane.config.yaml'))]);
  expect(stdout).not.toContain('ommit');
  const { stdout: config } = await sandbox.pane(['config'], { cwd: 'b' });
  expect(config).toContain('project: b\n');
  expect(config).toContain(sandbox.path('b.worktrees'));
});

test('settings that make every worktree bare are named before a branch is made', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.repository('origin');
  await sandbox.sh(`mkdir b; git clone -q --bare origin b/.bare; echo "gitdir: ./.bare" > b/.git
    git -C b config extensions.worktreeConfig true`);
  const project = await TestProject.create(sandbox, { path: sandbox.path('b') }, { tasks: ['one'] });
  const { exitCode, stdout, stderr } = await project.up();
  expect(exitCode).toBe(1);
  expect(stdout + stderr).toContain('extensions.worktreeConfig and core.bare are both true');
  expect(await sandbox.git('-C', 'b', 'branch', '--list', 'one')).toBe('');
  const command = /`(git .*?)`, then `pane up`/.exec(stdout + stderr)?.[1] ?? 'false';
  await sandbox.sh(command);
  await project.upDone();
  expect(await project.states()).toEqual({ one: 'running' });
});

test('a worktree whose `.git` was lost is not called gone, and comes back as the message says', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  await project.upDone();
  const worktree = sandbox.path('repo.worktrees/one');
  await sandbox.sh(`mv '${worktree}/.git' '${worktree}/.git-lost'`);
  const lost = `${worktree} exists, but its \`.git\` does not lead to`;
  expect(await project.task('one')).toMatchObject({
    state: 'conflict',
    message: expect.stringContaining(lost),
  });
  const [notice] = await project.plan();
  expect(notice).toContain(lost);
  for (const command of [
    ['archive', 'one'],
    ['exec', 'one', '--', 'true'],
    ['path', 'one'],
  ]) {
    const { exitCode, stderr } = await project.pane(command);
    expect([command, exitCode]).not.toEqual([command, 0]);
    expect([command, stderr]).toEqual([command, expect.stringContaining(lost)]);
  }
  await sandbox.sh(/`(git worktree repair)`/.exec(notice ?? '')?.[1] ?? 'false', { cwd: 'repo' });
  expect(await project.plan()).toEqual([]);
  expect(await project.states()).toEqual({ one: 'running' });
});

test('a folder of worktrees that git does not ignore is told', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { worktrees: 'trees', tasks: ['one'] });
  expect((await project.pane(['doctor'])).stdout).toContain('git does not ignore it');
  expect((await project.up()).stdout).toContain('git does not ignore it');
  expect((await project.up()).stdout).not.toContain('git does not ignore it');
  await repository.write('.gitignore', '/trees/\n');
  expect((await project.pane(['doctor'])).stdout).not.toContain('git does not ignore it');
});

test.each<[string, string, Record<string, string>]>([
  ['of another owner', 'true', { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }],
  ['with a file that is invalid', 'echo "tasks: 1" > pane.config.yaml', {}],
  ['with a folder in the place of the file', 'rm pane.config.yaml; mkdir pane.config.yaml', {}],
  ['with a file that leads nowhere', 'ln -sf nowhere pane.config.yaml', {}],
  ['whose variable names no file', 'true', { PANE_CONFIG: 'nowhere.yaml' }],
  ['whose configuration git can not read', 'echo "[" > .git/config', {}],
  ['whose worktrees can not be made', 'touch ../repo.worktrees', {}],
])('doctor is no kinder than up in a repository %s', async (_what, breaks, env) => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  await sandbox.sh(breaks, { cwd: 'repo' });
  const up = await project.up([], { env });
  const doctor = await project.pane(['doctor'], { env });
  expect(up.exitCode).not.toBe(0);
  expect([up.stderr, doctor.exitCode, doctor.stdout]).not.toEqual([up.stderr, 0, doctor.stdout]);
});

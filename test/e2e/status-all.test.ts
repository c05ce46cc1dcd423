/**
 * `pane status --all`: every project on a tmux server, from anywhere, and nothing that is not known.
 */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { ServerStatus } from '../../src/snapshot/status.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

/** Writes down each call, then is the program of that name that comes next on PATH. */
function logged(name: string): string {
  return `#!/bin/sh\necho "${name} $1" >>"$HOME/../calls"\nPATH=\${PATH#*:} exec ${name} "$@"\n`;
}

async function all(sandbox: Sandbox, cwd = '.'): Promise<ServerStatus> {
  const { exitCode, stdout, stderr } = await sandbox.pane(['status', '--all', '--json'], { cwd });
  if (exitCode !== 0) throw new Error(`${exitCode}: ${stderr}`);
  return JSON.parse(stdout);
}

/** `PROJECT TASK STATE: MESSAGE` */
function rows({ projects }: ServerStatus): string[] {
  return projects.flatMap(({ project, tasks }) =>
    tasks.map(
      ({ name, state, message }) => `${project} ${name} ${state}${message === null ? '' : `: ${message}`}`,
    ),
  );
}

test('every project of the server is shown from anywhere, as far as it is known', async () => {
  await using sandbox = await Sandbox.create();
  const nothing = await sandbox.pane(['status', '--all']);
  expect(nothing).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('No known projects') });
  const create = async (name: string, tasks: readonly (string | { name: string })[]) =>
    await TestProject.create(sandbox, await sandbox.repository(name), { tasks: [...tasks] });
  const [one, two, gone] = [
    await create('one', ['login', 'signup']),
    await create('two ##;x', ['login']),
    await create('gone', ['lost']),
  ];
  for (const project of [one, two, gone]) await project.upDone();
  await one.write({ tasks: ['login', 'signup', 'later'] });
  const signup = await one.task('signup');
  await sandbox.tmux('set-option', '-w', '-t', signup.window ?? '', '@pane_state', 'waiting');
  await sandbox.tmux('set-option', '-w', '-t', signup.window ?? '', '@pane_why', 'Bash: npm test');
  await sandbox.tmux('new-session', '-d', '-s', 'mine', 'cat');
  const known = await all(sandbox);
  expect(rows(known)).toEqual([
    'gone lost running',
    'one login running',
    'one signup waiting: Bash: npm test',
    'one later pending',
    'two ##;x login running',
  ]);
  // What it tells of a task is what `status` tells.
  const alone = await one.status();
  expect(known.projects[1]).toEqual({ ...alone, root: sandbox.path('one'), pending: null });

  await sandbox.write('bin/tmux', logged('tmux'), { mode: 0o755 });
  await sandbox.write('bin/git', logged('git'), { mode: 0o755 });
  expect(await all(sandbox, 'one')).toEqual(known);
  expect((await sandbox.read('calls')).trim().split('\n').length).toBeLessThanOrEqual(4);

  // A repository that is gone, a file with mistakes, a mark that somebody else set.
  await rm(sandbox.path('gone'), { recursive: true });
  await sandbox.write('one/pane.config.yaml', 'tasks: [{ naem: x }]\n');
  const [place] = (await sandbox.tmux('show-options', '-wv', '-t', signup.window ?? '', '@pane_place')).split(
    '\n',
  );
  const window = (await two.task('login')).window ?? '';
  await sandbox.tmux('set-option', '-w', '-t', window, '@pane_place', place ?? '');
  const partly = await all(sandbox);
  expect(rows(partly)).toEqual([
    `gone lost unknown: its repository ${sandbox.path('gone/.git')} is gone`,
    'one login running',
    'one signup waiting: Bash: npm test',
    'two____x login unknown: its marks lead to no repository',
  ]);
  expect(partly.projects.map(({ file, orphans }) => [file, orphans])).toEqual([
    [null, []],
    [sandbox.path('one/pane.config.yaml'), []],
    [null, []],
  ]);
  const text = await sandbox.pane(['status', '--all']);
  expect(text.stdout).toContain(`one  ${sandbox.path('one')}\nTASK`);
  expect(text.stdout).toContain('pane.config.yaml:1:');
  expect(await sandbox.pane(['status', '--all', 'login'])).toMatchObject({ exitCode: 2 });
});

test('a project without windows that can not be read is told of, and the others are shown', async () => {
  await using sandbox = await Sandbox.create();
  for (const name of ['one', 'two']) {
    const project = await TestProject.create(sandbox, await sandbox.repository(name), { tasks: ['login'] });
    await project.upDone();
  }
  await sandbox.pane(['down'], { cwd: 'two' });
  const [admin = ''] = await readdir(sandbox.path('two/.git/worktrees'));
  const head = sandbox.path('two/.git/worktrees', admin, 'HEAD');
  await rm(head);
  await mkdir(head); // also for root nobody can read it

  const known = await all(sandbox);
  expect(rows(known)).toEqual(['one login running']);
  expect(known.projects.map(({ file, warnings }) => [file, warnings])).toEqual([
    [null, [expect.stringContaining(`${sandbox.path('two/pane.config.yaml')} can't be read: EISDIR`)]],
    [sandbox.path('one/pane.config.yaml'), []],
  ]);
});

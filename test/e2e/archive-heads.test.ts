/**
 * HEAD in an archive, whatever it is, and the file around an archived task.
 */
import { expect, test } from 'vitest';
import { Project } from '../support/archive-project.ts';
import { eventually } from '../support/eventually.ts';
import { Sandbox } from '../support/sandbox.ts';
import { snapshotWorktree } from '../support/snapshot.ts';

test('a branch without commits and a detached HEAD come back as they were', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'unborn' }, { name: 'detached' }]);
  await project.up();
  const git = (task: string, ...args: string[]) => sandbox.git('-C', project.worktree(task), ...args);
  await git('unborn', 'checkout', '--quiet', '--orphan', 'empty');
  await git('detached', 'checkout', '--quiet', '--detach');
  await git('detached', 'commit', '--quiet', '--allow-empty', '-m', 'On no branch');
  const look = async () =>
    await Promise.all(
      ['unborn', 'detached'].map((task) => snapshotWorktree(sandbox, project.worktree(task))),
    );
  const before = await look();

  await project.done('archive', 'unborn', 'detached');
  await project.repository.git('gc', '--quiet', '--prune=now');
  await project.repository.git('checkout', '--quiet', 'unborn'); // which it had left
  await project.repository.git('checkout', '--quiet', 'main');
  await project.done('restore', 'unborn');
  await project.done('restore', 'detached');
  const after = await look();
  for (const [index, was] of before.entries()) {
    const { tree, admin, status } = after[index] ?? {};
    expect({ tree, admin, status }).toEqual({ tree: was.tree, admin: was.admin, status: was.status });
  }
  expect(await git('detached', 'log', '-1', '--format=%s')).toBe('On no branch');
});

test('what the agent commits while it is ended is in the archive and on its branch', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }]);
  await sandbox.write(
    'bin/stub',
    `#!/bin/sh
save() { git commit --quiet --allow-empty -m 'Last words'; exit; }
trap save HUP TERM
: > '${sandbox.path('started')}'
while :; do sleep 1; done
`,
    { mode: 0o755 },
  );
  await project.up();
  await eventually(async () => await sandbox.read('started').then(() => true));
  await project.done('archive', 'login');
  expect(await project.repository.git('log', '-1', '--format=%s', 'login')).toBe('Last words');
  await project.done('restore', 'login');
  const worktree = project.worktree('login');
  expect(await sandbox.git('-C', worktree, 'status', '--porcelain', '--branch')).toBe('## login');
  expect(await sandbox.git('-C', worktree, 'log', '-1', '--format=%s')).toBe('Last words');
});

test('down --archive archives what is in the file, and up brings it back', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'one' }, { name: 'two' }]);
  await project.up();
  await sandbox.launched(2);
  await sandbox.write('p.worktrees/one/untracked.txt', 'mine\n');
  const file = await sandbox.read('repo/pane.config.yaml');
  await project.done('down', 'two', '--archive');
  expect(await project.archived()).toMatchObject([{ task: 'two' }]);
  await project.done('down', '--archive');
  expect((await project.archived()).map(({ task }) => task).sort()).toEqual(['one', 'two']);
  expect(await project.windows()).toEqual([]);
  expect(await sandbox.read('repo/pane.config.yaml')).toBe(file);
  await project.up();
  // What was named stays in the archive until it is named again.
  expect(await project.archived()).toMatchObject([{ task: 'two' }]);
  await project.up('two');
  expect(await project.archived()).toEqual([]);
  expect(await sandbox.read('p.worktrees/one/untracked.txt')).toBe('mine\n');
  // The prompt was delivered once in each worktree's life.
  await eventually(async () => expect((await project.windows()).sort()).toEqual(['one', 'two']));
  const prompts = (await sandbox.launched(4)).filter(({ argv }) => argv.length > 0);
  expect(prompts.map(({ env }) => env.PANE_TASK).sort()).toEqual(['one', 'two']);
});

const COMMENTED = `# Our agents. Ask before adding one.
project: p

agents:
  stub: { command: [stub], prompt: argument }   # for tests

defaults: {agent: stub, copy: []}

tasks:
  # The first of all.
  - name: first
    prompt: >-
      Folded
      text.

  # Second to none.
  - { name: second, prompt: "Say \\"hi\\"." }   # short
  - name: third # the last
    prompt: |
      Several

      lines: with # signs.
    branch: feature/third
`;

/** The lines that are not empty. */
const written = (text: string) => text.split('\n').filter((line) => line !== '');

test('comments and layout of the file survive archive and restore, in the local file too', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, []);
  await project.repository.write('pane.config.yaml', COMMENTED);
  const local = '# Mine only.\ntasks:\n  - name: own # mine\n    prompt: Own work.\n';
  await project.repository.write('pane.config.local.yaml', local);
  await project.up();

  await project.done('archive', 'third');
  expect(await sandbox.read('repo/pane.config.yaml')).toBe(
    COMMENTED.slice(0, COMMENTED.indexOf('  - name: third')),
  );
  await project.done('restore', '--no-up', 'third');
  // It is separated by an empty line now, as others of the list are.
  expect(written(await sandbox.read('repo/pane.config.yaml'))).toEqual(written(COMMENTED));

  await project.done('archive', 'second', 'own');
  const without = COMMENTED.split('\n').filter((line) => !/second|Second/.test(line));
  expect(written(await sandbox.read('repo/pane.config.yaml'))).toEqual(written(without.join('\n')));
  expect(await sandbox.read('repo/pane.config.local.yaml')).not.toContain('own');
  await project.done('restore', '--no-up', 'second');
  await project.done('restore', '--no-up', 'own');
  expect(written(await sandbox.read('repo/pane.config.yaml'))).toEqual(written(COMMENTED));
  expect(await sandbox.read('repo/pane.config.local.yaml')).toBe(local);
  const plan: unknown = JSON.parse(await project.done('plan', '--json'));
  expect(plan).toMatchObject({
    operations: [{ kind: 'open-window' }, { kind: 'open-window' }, { kind: 'open-window' }],
  });
});

test('a task that wants the branch and the place of one that left the file comes up in the same up', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'old', more: ['branch: x', 'worktree: ../here'] }]);
  await project.up();
  await sandbox.launched(1);
  await project.list([
    { name: 'new', prompt: 'Something else.', more: ['branch: x', 'worktree: ../here'] },
    { name: 'third', more: ['branch: y'] },
  ]);
  await project.up();
  expect(await sandbox.git('-C', sandbox.path('here'), 'branch', '--show-current')).toBe('x');
  expect(await project.archived()).toMatchObject([{ task: 'old', branch: 'x' }]);
  const launches = await sandbox.launched(3);
  expect(launches.map(({ env }) => env.PANE_TASK).sort()).toEqual(['new', 'old', 'third']);
  expect(await project.done('plan')).toContain('Nothing to do');
});

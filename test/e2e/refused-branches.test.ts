/**
 * What can't be made or brought back, because of its base or its branch: `plan` promises nothing, `status` tells the reason,
 * and the way out that is named works.
 */
import { expect, test } from 'vitest';
import { Project } from '../support/archive-project.ts';
import { Sandbox } from '../support/sandbox.ts';

/** What `plan` would do and says, and the row of the task. */
async function told(project: Project, task: string) {
  const plan = JSON.parse((await project.pane(['plan', '--json'])).stdout);
  const status = JSON.parse(await project.done('status', '--json'));
  const row = status.tasks.find(({ name }: { name: string }) => name === task);
  return {
    operations: plan.operations.map(({ id }: { id: string }) => id),
    notices: plan.notices.map(({ kind, message }: Record<string, string>) => `${kind}: ${message}`),
    state: row.state,
    message: row.message,
    warnings: status.warnings,
  };
}

/** As `told`, of a task for which nothing is done. */
function refused(kind: 'failed' | 'conflict', message: string) {
  return {
    operations: [],
    notices: [expect.stringContaining(`${kind}: ${message}`)],
    state: kind,
    message: expect.stringContaining(message),
    warnings: [],
  };
}

test('a base that names no commit is told before anything is tried, an expression too', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login', more: ['base: HEAD~3'] }]);
  await project.done('trust', '--yes');
  expect(await told(project, 'login')).toEqual(refused('failed', 'base HEAD~3 names no commit'));
  await project.list([{ name: 'login', more: ['base: no/such'] }]);
  expect(await told(project, 'login')).toEqual(refused('failed', 'base no/such names no commit'));
  const up = await project.pane(['up', '--once']);
  expect(up).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('correct `base:`') });
  await project.repository.git('branch', 'no/such');
  await project.up();
  expect(await project.windows()).toEqual(['login']);
});

test('a restore that would be refused is told with its ways out', async () => {
  await using sandbox = await Sandbox.create();
  const tasks = [{ name: 'login' }];
  const project = await Project.create(sandbox, tasks);
  const { repository } = project;
  await project.up();
  await project.done('archive', 'login');
  await project.list(tasks);

  await repository.git('checkout', '--quiet', 'login');
  expect(await told(project, 'login')).toEqual(
    refused('failed', `branch login is checked out at ${repository.path}: free it there, or \`pane restore`),
  );
  await repository.git('commit', '--quiet', '--allow-empty', '-m', 'Further');
  await repository.git('checkout', '--quiet', 'main');
  expect(await told(project, 'login')).toEqual(refused('failed', 'branch login has moved to '));
  await repository.git('branch', '--quiet', '-D', 'login');
  expect(await told(project, 'login')).toEqual(
    refused('failed', 'branch login is gone since login was archived: `pane restore login --detach`, or'),
  );
  const up = await project.pane(['up', '--once']);
  expect(up).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('--onto-branch NAME') });
  await project.done('restore', 'login', '--onto-branch', 'login');
  expect((await told(project, 'login')).state).not.toBe('failed');
});

/** Leaves a rebase of the worktree's branch in the midst. */
async function stopRebase(sandbox: Sandbox, worktree: string): Promise<void> {
  await sandbox.git('-C', worktree, 'commit', '--quiet', '--allow-empty', '-m', 'Own');
  const rebase = await sandbox.run('git', ['-C', worktree, 'rebase', '--exec', 'false', 'HEAD~1']);
  expect(rebase.exitCode).not.toBe(0);
}

test('a branch that a rebase or a bisect in another worktree holds is not promised', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login', more: ['branch: held'] }]);
  const { repository } = project;
  const linked = sandbox.path('linked');
  await project.done('trust', '--yes');
  await repository.git('branch', 'held');
  await repository.git('worktree', 'add', '--quiet', linked, 'held');
  await stopRebase(sandbox, linked);
  expect(await told(project, 'login')).toEqual(
    refused('conflict', `branch held is in use by a rebase at ${linked}`),
  );
  await sandbox.git('-C', linked, 'rebase', '--abort');
  // One that carries the branches below it along.
  await sandbox.git('-C', linked, 'checkout', '--quiet', '-b', 'above');
  await sandbox.git('-C', linked, 'branch', '--quiet', '--force', 'held', 'above');
  await sandbox.git('-C', linked, 'commit', '--quiet', '--allow-empty', '-m', 'Above');
  const rebase = ['rebase', '--update-refs', '--exec', 'false', 'main'];
  expect((await sandbox.run('git', ['-C', linked, ...rebase])).exitCode).not.toBe(0);
  expect(await told(project, 'login')).toEqual(
    refused('conflict', `branch held is in use by a rebase at ${linked}: finish it there, or`),
  );
  await sandbox.git('-C', linked, 'rebase', '--abort');

  // In the main worktree, whose own directory of git's that is.
  await repository.git('checkout', '--quiet', 'held');
  await repository.git('bisect', 'start');
  await repository.git('checkout', '--quiet', '--detach');
  expect(await told(project, 'login')).toEqual(
    refused(
      'conflict',
      `branch held is in use by a bisect at ${repository.path}: finish it there with \`git bisect reset\``,
    ),
  );
  await repository.git('bisect', 'reset');
  await repository.git('checkout', '--quiet', 'main');
  await project.up();
  expect(await project.windows()).toEqual(['login']);
});

test('a branch that a rebase in an archive holds is told with the archive, and its restore frees it', async () => {
  await using sandbox = await Sandbox.create();
  const project = await Project.create(sandbox, [{ name: 'login' }]);
  await project.up();
  await sandbox.launched(1);
  await stopRebase(sandbox, project.worktree('login'));
  await project.done('archive', 'login');
  await project.list([{ name: 'other', more: ['branch: login'] }]);
  const [archived] = await project.archived();
  const target = `login@${archived?.id}`;
  expect(await told(project, 'other')).toEqual(
    refused(
      'conflict',
      `branch login is in use by the archive of login, in which a rebase is in progress: \`pane restore ${target}\``,
    ),
  );
  await project.list([]);
  await project.done('restore', target);
  await sandbox.git('-C', project.worktree('login'), 'rebase', '--abort');
  expect(await sandbox.git('-C', project.worktree('login'), 'branch', '--show-current')).toBe('login');
});

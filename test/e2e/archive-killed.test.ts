/**
 * `pane` killed at each of its steps, then git's own housekeeping, then `up`: the worktree is the same.
 */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ProjectStatus } from '../../src/snapshot/status.ts';
import { Project } from '../support/archive-project.ts';
import { killPaneAt } from '../support/kill-at.ts';
import { Sandbox } from '../support/sandbox.ts';
import { snapshotTree, snapshotWorktree, type WorktreeSnapshot } from '../support/snapshot.ts';

const DIRTY = `
printf 'staged\\n' > staged.txt && git add staged.txt
printf 'changed\\n' > README.md
printf 'new\\n' > untracked.txt
printf 'secret\\n' > .env
`;

async function begin(sandbox: Sandbox): Promise<{ project: Project; before: WorktreeSnapshot }> {
  const files = { 'README.md': '# Test\n', '.gitignore': '.env\n' };
  const project = await Project.create(sandbox, [{ name: 'login' }], files);
  await project.up();
  await sandbox.sh(DIRTY, { cwd: 'p.worktrees/login' });
  return { project, before: await snapshotWorktree(sandbox, project.worktree('login')) };
}

async function keepHouse(project: Project): Promise<void> {
  await project.repository.git('worktree', 'prune');
  await project.repository.git('gc', '--quiet', '--prune=now');
}

/** The worktree is there once, whole, wherever it lies, and nothing is left to do. Returns where it is. */
async function expectWhole(
  project: Project,
  before: WorktreeSnapshot,
  step: string,
): Promise<'live' | 'archived'> {
  const status: ProjectStatus = JSON.parse(await project.done('status', '--json'));
  const { archived, tasks, pending, warnings } = status;
  const isLive = existsSync(project.worktree('login'));
  expect([step, archived.length + Number(isLive)]).toEqual([step, 1]);
  const place = archived[0]?.path ?? project.worktree('login');
  expect([step, ...snapshotTree(place)]).toEqual([step, ...before.tree]);
  const states = tasks.map(({ state }) => state);
  expect({ step, pending, warnings, states }).toEqual({
    step,
    pending: 0,
    warnings: [],
    states: isLive ? ['running'] : [],
  });
  return isLive ? 'live' : 'archived';
}

function withoutLog({ tree, admin, status }: WorktreeSnapshot) {
  return { tree, admin, status };
}

// Each of some fifteen steps takes several runs of the command.
const TIMEOUT_MS = 300_000;

test('archive, killed before each of its steps, loses nothing and is finished by `up`', {
  timeout: TIMEOUT_MS,
}, async () => {
  await using sandbox = await Sandbox.create();
  const { project, before } = await begin(sandbox);
  const steps: string[] = [];
  for (let killedAt = 1; ; killedAt += 1) {
    const { ran, lastStep } = await killPaneAt(sandbox, killedAt, ['archive', 'login'], { cwd: 'repo' });
    if (ran.signal === null) {
      expect(ran).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^[^:]*$/) });
      break;
    }
    steps.push(lastStep);
    await keepHouse(project);
    await project.up();
    // Before the file was written the task is still wanted, and stays.
    if ((await expectWhole(project, before, lastStep)) === 'live') continue;
    await project.done('restore', 'login');
    const after = await snapshotWorktree(sandbox, project.worktree('login'));
    expect(withoutLog(after)).toEqual(withoutLog(before));
  }
  expect(steps.join('\n')).toMatch(
    /stamp\.json[\s\S]*locked[\s\S]*kill-pane[\s\S]*\.archive\/[\s\S]*gitdir[\s\S]*update-ref/,
  );
});

test('restore, killed before each of its steps, loses nothing and is finished by `up`', {
  timeout: TIMEOUT_MS,
}, async () => {
  await using sandbox = await Sandbox.create();
  const { project, before } = await begin(sandbox);
  const steps: string[] = [];
  for (let killedAt = 1; ; killedAt += 1) {
    await project.done('archive', 'login');
    const { ran, lastStep } = await killPaneAt(sandbox, killedAt, ['restore', '--no-up', 'login'], {
      cwd: 'repo',
    });
    if (ran.signal === null) {
      expect(ran).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^[^:]*$/) });
      break;
    }
    steps.push(lastStep);
    await keepHouse(project);
    await project.up();
    if ((await expectWhole(project, before, lastStep)) === 'archived')
      await project.done('restore', '--no-up', 'login');
    const after = await snapshotWorktree(sandbox, project.worktree('login'));
    expect(withoutLog(after)).toEqual(withoutLog(before));
  }
  expect(steps.join('\n')).toMatch(/stamp\.json[\s\S]*login[\s\S]*gitdir[\s\S]*symbolic-ref[\s\S]*locked/);
});

test('what is committed while an archive is cut off is in it, and on its branch', async () => {
  await using sandbox = await Sandbox.create();
  const { project } = await begin(sandbox);
  // Cut off between the rename and the detaching of HEAD.
  const { lastStep } = await killPaneAt(sandbox, 1, ['archive', 'login'], { cwd: 'repo', of: 'update-ref' });
  expect(lastStep).toMatch('update-ref');
  const place = await sandbox.sh('echo p.worktrees/.archive/login-*');
  await sandbox.git('-C', place, 'commit', '--quiet', '-am', 'Meanwhile');
  await project.up();
  expect(await project.archived()).toHaveLength(1);
  await project.done('restore', 'login');
  const git = (...args: string[]) => sandbox.git('-C', project.worktree('login'), ...args);
  expect(await git('symbolic-ref', '--short', 'HEAD')).toBe('login');
  expect(await git('log', '-1', '--format=%s')).toBe('Meanwhile');
  expect(await git('status', '--porcelain')).toBe('?? untracked.txt');
});

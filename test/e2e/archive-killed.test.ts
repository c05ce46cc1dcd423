/**
 * `pane` killed at each of its steps, then git's own housekeeping, then `up`: the worktree is the same.
 */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
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

/** The worktree is there once, whole, wherever it lies, and nothing is left to do. */
async function expectWhole(project: Project, before: WorktreeSnapshot, step: string): Promise<void> {
  const archived = await project.archived();
  const isLive = existsSync(project.worktree('login'));
  expect([step, archived.length + Number(isLive)]).toEqual([step, 1]);
  const place = archived[0]?.path ?? project.worktree('login');
  expect([step, ...snapshotTree(place)]).toEqual([step, ...before.tree]);
  const plan: unknown = JSON.parse(await project.done('plan', '--json'));
  expect([step, plan]).toEqual([step, expect.objectContaining({ operations: [], notices: [] })]);
}

function withoutLog({ tree, admin, status }: WorktreeSnapshot) {
  return { tree, admin, status };
}

test('archive, killed before each of its steps, loses nothing and is finished by `up`', async () => {
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
    await expectWhole(project, before, lastStep);
    // Before the file was written the task is still wanted, and stays.
    if ((await project.archived()).length === 0) continue;
    await project.done('restore', 'login');
    const after = await snapshotWorktree(sandbox, project.worktree('login'));
    expect(withoutLog(after)).toEqual(withoutLog(before));
    await project.up();
  }
  expect(steps.join('\n')).toMatch(
    /stamp\.json[\s\S]*locked[\s\S]*kill-window[\s\S]*\.archive\/[\s\S]*gitdir[\s\S]*update-ref/,
  );
});

test('restore, killed before each of its steps, loses nothing and is finished by `up`', async () => {
  await using sandbox = await Sandbox.create();
  const { project, before } = await begin(sandbox);
  const steps: string[] = [];
  for (let killedAt = 1; ; killedAt += 1) {
    await project.done('archive', 'login');
    const { ran, lastStep } = await killPaneAt(sandbox, killedAt, ['restore', 'login'], { cwd: 'repo' });
    if (ran.signal === null) {
      expect(ran).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^[^:]*$/) });
      break;
    }
    steps.push(lastStep);
    await keepHouse(project);
    await project.up();
    await expectWhole(project, before, lastStep);
    if ((await project.archived()).length > 0) await project.done('restore', 'login');
    const after = await snapshotWorktree(sandbox, project.worktree('login'));
    expect(withoutLog(after)).toEqual(withoutLog(before));
    await project.up();
  }
  expect(steps.join('\n')).toMatch(/stamp\.json[\s\S]*login[\s\S]*gitdir[\s\S]*symbolic-ref[\s\S]*locked/);
});

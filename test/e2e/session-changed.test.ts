/**
 * `project:` or `tmux.session` changed in the file while tasks run: their windows stay where they are until a restart.
 */
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

const worktrees = '../trees';

test.each([
  ['tmux.session', { tmux: { session: 'other' } }],
  ['project', { project: 'other' }],
])(
  'a changed %s is drift, and the hint to attach names the session where the windows are',
  async (_key, change) => {
    await using sandbox = await Sandbox.create();
    const tasks = ['one', 'two'];
    const project = await TestProject.create(sandbox, await sandbox.repository(), { worktrees, tasks });
    await project.upDone();
    await project.write({ worktrees, ...change, tasks });

    const { session, tasks: rows, warnings } = await project.status();
    expect(session).toBe('repo');
    expect(rows.map(({ drift }) => drift)).toEqual([['session'], ['session']]);
    expect(warnings.join('\n')).toContain('one: session changed; `pane restart one` applies it');
    expect((await project.pane(['status'])).stdout).toContain('attach -t repo ');
    const up = await project.up();
    expect([up.exitCode, up.stdout + up.stderr]).toEqual([0, expect.stringContaining('attach -t repo ')]);
    expect(await sandbox.tmux('list-windows', '-a', '-F', '#{session_name} #W')).toBe('repo one\nrepo two');

    expect((await project.pane(['restart', 'one'])).exitCode).toBe(0);
    expect(await sandbox.tmux('list-windows', '-a', '-F', '#{session_name} #W')).toBe('other one\nrepo two');
    const moved = await project.status();
    expect(moved.session).toBe('other');
    expect(moved.tasks.map(({ drift }) => drift)).toEqual([[], ['session']]);
  },
);

/**
 * What is in a new worktree, and what of the user's git takes part in making it.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { processesOf } from '../support/processes.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

const hook = (log: string, code: number) => `#!/bin/sh
echo "$1 $2 $3 $(pwd -P)" >> '${log}'
exit ${code}
`;

test.each([
  ['in .git/hooks', '.git/hooks', 0],
  ['in core.hooksPath', 'my hooks', 0],
  ['that fails', '.git/hooks', 3],
] as const)(
  "the user's post-checkout hook %s runs once for each worktree, as git would have run it",
  async (_where, folder, code) => {
    await using sandbox = await Sandbox.create();
    const repository = await sandbox.repository();
    await repository.write(`${folder}/post-checkout`, hook(sandbox.path('log'), code), { mode: 0o755 });
    if (folder !== '.git/hooks') {
      // Relative to each worktree, so that it is git's to have it there.
      await repository.git('config', 'core.hooksPath', folder);
      await repository.commit('Add the hook');
    }
    await sandbox.write('log', '');
    const project = await TestProject.create(sandbox, repository, { tasks: ['one', 'two'] });
    const { exitCode, stderr } = await project.up(['--wait=60']);
    const head = await repository.git('rev-parse', 'HEAD');
    const lines = ['one', 'two'].map(
      (task) => `${'0'.repeat(40)} ${head} 1 ${sandbox.path('repo.worktrees', task)}`,
    );
    const ran = async () => (await sandbox.read('log')).trim().split('\n').sort();
    expect(await ran()).toEqual(lines);
    if (code === 0) {
      expect(exitCode).toBe(0);
      expect(await project.states()).toEqual({ one: 'running', two: 'running' });
      return;
    }
    expect(exitCode).toBe(1);
    expect(stderr).toContain('post-checkout');
    expect(await project.states()).toEqual({ one: 'failed', two: 'failed' });
    expect(await sandbox.sh('git -C repo.worktrees/one status --porcelain')).toBe('');
    await repository.write(`${folder}/post-checkout`, hook(sandbox.path('log'), 0), { mode: 0o755 });
    await project.upDone();
    expect(await ran()).toEqual([...lines, ...lines].sort());
    await sandbox.launched(2);
  },
);

test('submodules and a sparse checkout of the main worktree stay as they are, and the new one inherits the patterns', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.repository('library');
  const repository = await sandbox.repository('repo', { files: { 'in/a.txt': 'a\n', 'out/b.txt': 'b\n' } });
  await repository.git('submodule', '--quiet', 'add', '../library', 'in/library');
  await repository.commit('Add a submodule');
  await repository.git('sparse-checkout', 'set', 'in');
  await repository.git('worktree', 'add', '--quiet', '-b', 'whole', '../whole');
  await sandbox.git('-C', 'whole', 'sparse-checkout', 'disable');
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  const seen = () =>
    sandbox.sh(
      `cd repo && git status --porcelain; git sparse-checkout list; git submodule status; ls; cat .git/config .git/info/sparse-checkout; cat in/library/README.md`,
    );
  const before = await seen();
  // Run from a worktree that has everything: the main one's patterns count all the same.
  await project.upDone([], { cwd: 'whole' });
  expect(await seen()).toBe(before);
  expect(await sandbox.sh('ls repo.worktrees/one; git -C repo.worktrees/one status --porcelain')).toBe('in');
  expect(await sandbox.sh('ls whole')).toBe('in\nout');
});

test('a checkout that was killed midway is repaired by the next up', async () => {
  await using sandbox = await Sandbox.create();
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, number) => [`f${number}.slow`, `${number}\n`]),
  );
  const repository = await sandbox.repository('repo', { files });
  await repository.write('.gitattributes', '*.slow filter=slow\n');
  await repository.commit('Slow');
  // A filter that stops in the middle of the checkout and tells so, until a file is there.
  await sandbox.write(
    'bin/slow',
    `#!/bin/sh\nn=$(cat '${sandbox.path('n')}' 2>/dev/null || echo 0)\necho $((n + 1)) > '${sandbox.path('n')}'
[ $n -lt 20 ] || until [ -e '${sandbox.path('go')}' ]; do sleep 0.1; done\nexec cat\n`,
    { mode: 0o755 },
  );
  await repository.git('config', 'filter.slow.smudge', 'slow');
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  const up = sandbox.startPane(['up', '--once', '--trust'], { cwd: 'repo' });
  await eventually(async () => expect(Number(await sandbox.read('n'))).toBeGreaterThan(20));
  const reset = processesOf(sandbox.root).find(({ command }) => command.includes('reset --hard'));
  up.kill('SIGKILL');
  process.kill(reset?.pid ?? 0, 'SIGKILL');
  await up.ended;
  expect(await sandbox.sh('ls repo/.git/worktrees/one/index.lock')).not.toBe('');
  expect(await project.states()).toEqual({ one: 'pending' });

  await sandbox.write('go', '');
  await project.upDone();
  expect(await sandbox.sh('cd repo.worktrees/one && ls | wc -l && git status --porcelain')).toBe('40');
  expect(await project.states()).toEqual({ one: 'running' });
  expect(await project.plan()).toEqual([]);
});

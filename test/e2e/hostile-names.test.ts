/**
 * Names that a shell, tmux or git would interpret stay names.
 */
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

const folders = {
  'quotes, a format and commands': `we ird;#(touch pwned) $(touch pwned) '"\`touch pwned\``,
  'a line break': 'two\nlines #(touch pwned);',
};

test.each(Object.entries(folders))('a project folder with %s in its name works', async (_what, folder) => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository(folder, {
    files: { 'README.md': '# Test\n', '.gitignore': '.env\n' },
  });
  await repository.write('.env', 'SECRET=1\n');
  const branches = {
    one: 'one',
    'a.b': "x/#{pane_id}-'q'",
    '007': '#(touch;pwned)',
    '8-': 'we"ird$(touch)`;',
  };
  const tasks = Object.entries(branches).map(([name, branch]) => ({
    name,
    branch,
    prompt: `-${name};\n#(touch pwned)`,
  }));
  const project = await TestProject.create(sandbox, repository, { defaults: { copy: ['.env'] }, tasks });
  // The watcher's window is made from the same names.
  const up = await project.pane(['up', '--trust', '--wait=60']);
  expect(up.exitCode).toBe(0);

  const launches = await sandbox.launched(4);
  for (const { argv, cwd, env, files } of launches) {
    const name = env.PANE_TASK ?? '';
    expect(cwd).toBe(sandbox.path(`${folder}.worktrees`, name));
    expect(argv).toEqual([`-${name};\n#(touch pwned)`]);
    expect(env).toMatchObject({ PANE_PROJECT: folder, PANE_WORKTREE: cwd, PANE_ROOT: repository.path });
    expect(env.PANE_BRANCH).toBe(Object.entries(branches).find(([task]) => task === name)?.[1]);
    expect(files).toContain('.env');
    expect(await sandbox.git('-C', cwd, 'branch', '--show-current')).toBe(env.PANE_BRANCH);
  }
  const names = await sandbox.tmux('list-windows', '-a', '-F', '#{window_name}');
  expect(names.split('\n').sort()).toEqual(['8-', 'a-b', 'one', 'pane', 'w007']);
  expect(await project.plan()).toEqual([]);

  // The attach command that it prints is one for a shell; without a terminal tmux gets as far as this.
  const attach = /Attach: (.*?) {2}\(/.exec(up.stdout)?.[1] ?? '';
  expect((await sandbox.run('sh', ['-c', attach])).stderr).toContain('not a terminal');

  expect((await project.pane(['exec', 'a.b', '--', 'pwd', '-P'])).stdout).toBe(
    `${sandbox.path(`${folder}.worktrees`, 'a.b')}\n`,
  );
  expect((await project.pane(['archive', '007', '8-'])).exitCode).toBe(0);
  expect((await project.pane(['restore', '007'])).exitCode).toBe(0);
  await project.upDone();
  expect(await project.states()).toEqual({ one: 'running', 'a.b': 'running', '007': 'running' });
  expect((await project.status()).watcher).not.toBeNull();
  expect((await project.pane(['down'])).exitCode).toBe(0);
  expect(await sandbox.sh('find . -name pwned')).toBe('');
});

test('names that git would not take, or that would be two things at once, are refused before anything is made', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    tasks: [
      { name: 'one', branch: 'HEAD' },
      { name: 'two', branch: '@{-1}' },
      { name: 'three', branch: '-x' },
      { name: 'four', branch: 'feature' },
      { name: 'five', branch: 'feature/x' },
      { name: 'six', worktree: '../repo' },
      { name: 'seven', branch: 'refs/heads/y' },
    ],
  });
  const { exitCode, stderr } = await project.up();
  expect(exitCode).toBe(2);
  const told = ['one', 'two', 'three', 'five', 'six', 'seven'].filter((name) =>
    stderr.includes(`task "${name}"`),
  );
  expect(told).toEqual(['one', 'two', 'three', 'five', 'six', 'seven']);
  expect(await sandbox.git('-C', 'repo', 'branch', '--format=%(refname:short)')).toBe('main');
  expect(await sandbox.sh('test -e t || echo none')).toBe('none');
});

/**
 * The main job at its full size: many files, eight tasks, prompts that every shell and every limit would
 * like to change.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { LARGE, largeRepository } from '../support/large-repository.ts';
import { childrenOf } from '../support/preload.ts';
import { Sandbox } from '../support/sandbox.ts';

/** execve(2) takes no argument of this many bytes, the final NUL included. */
const LIMIT = 131_072;

const prompts: Readonly<Record<string, string>> = {
  quotes: `It's "quoted", \\'so\\' and "$so" \\`,
  shell: '$(touch pwned) `touch pwned` $HOME $x "$@" $$ !! ~ * ; & | > x #{pane_id} %1 #(touch pwned)',
  lines: 'First\n\n  second\r\n\tthird\n\n\n',
  dashes: '--help -n -- -e\n- a list\n',
  blanks: ' \t leading and trailing \t \n ',
  unicode: 'naïve 日本語 🧵 e\u0301 \u00a0\u2028 \u001b[31m',
  below: `${'b'.repeat(LIMIT - 2)}\n`,
  above: `${'a'.repeat(299_999)}\n`,
};
const names = Object.keys(prompts);

/** Notes how much of what was to be copied is there, before the agent starts. */
const SETUP = `{
  find node_modules -type f | wc -l; node_modules/.bin/tool; cat .env packages/*/.env.local; git ls-files | wc -l
} > ../../seen-$PANE_TASK`;

test('eight agents in a large repository get their prompt, files and environment; a second up has nothing to do', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await largeRepository(sandbox);
  const command = await sandbox.stubAgent();
  const tasks = names.map((name) => ({ name, prompt: prompts[name], branch: `work/${name}` }));
  const config = {
    env_pass: ['PASSED_*'],
    agents: { stub: { command: [command, '--first', 'a b'], args: ['--last'], env: { OF_AGENT: '$HOME' } } },
    defaults: { agent: 'stub', env: { OF_TASK: "it's" }, setup: [SETUP] },
    tasks,
  };
  await repository.write('pane.config.yaml', JSON.stringify(config));
  const at = { cwd: repository.path, env: { PASSED_ON: 'yes', KEPT_BACK: 'no' } };

  const up = await sandbox.pane(['up', '--trust', '--once', '--json', '--wait'], at);

  expect({ exitCode: up.exitCode, stderr: up.stderr }).toMatchObject({ exitCode: 0 });
  const launches = await eventually(() => {
    const found = sandbox.launches();
    expect(found).toHaveLength(8);
    return found;
  });
  const worktrees = await repository.git('worktree', 'list', '--porcelain');
  const windows = await sandbox.tmux('list-windows', '-a', '-F', '#{session_name} #{window_name}');
  expect(windows.split('\n').sort()).toEqual(names.map((name) => `repo ${name}`).sort());
  for (const name of names) {
    const worktree = sandbox.path('repo.worktrees', name);
    expect(worktrees).toContain(`worktree ${worktree}\n`);
    expect(worktrees).toContain(`branch refs/heads/work/${name}\n`);
    const launch = launches.find(({ cwd }) => cwd === worktree);
    const long = Buffer.byteLength(prompts[name] ?? '') >= LIMIT;
    const given = launch?.argv.at(-1) ?? '';
    expect(launch?.argv.slice(0, -1)).toEqual(['--first', 'a b', '--last']);
    if (long) {
      const file = /file (\/\S+)/.exec(given)?.[1] ?? '';
      expect(file.startsWith(`${worktree}/.pane/`)).toBe(true);
      expect((await sandbox.read(file)) === prompts[name]).toBe(true);
    } else {
      expect({ [name]: given === prompts[name] }).toEqual({ [name]: true });
    }
    expect(launch?.env).toMatchObject({
      PANE_PROJECT: 'repo',
      PANE_TASK: name,
      PANE_BRANCH: `work/${name}`,
      PANE_BASE: 'main',
      PANE_WORKTREE: worktree,
      PANE_ROOT: repository.path,
      PASSED_ON: 'yes',
      OF_AGENT: '$HOME',
      OF_TASK: "it's",
    });
    const locals = Array.from({ length: LARGE.packages }, (_, index) => `LOCAL=${index + 1}`);
    const seen = [LARGE.modules, 'tool', 'SECRET=1', ...locals, LARGE.tracked + 1];
    expect(await sandbox.read(`seen-${name}`)).toBe(`${seen.join('\n')}\n`);
    expect(await sandbox.git('-C', worktree, 'status', '--porcelain')).toBe('');
  }
  expect(await sandbox.sh('find . -name pwned')).toBe('');
  const { operations } = JSON.parse(up.stdout);
  expect(operations.every(({ outcome }: { outcome: string }) => outcome === 'done')).toBe(true);

  const children = await childrenOf(sandbox, ['up', '--once'], at);
  expect(children.length, JSON.stringify(children)).toBeLessThanOrEqual(6);
  const planned = await sandbox.pane(['plan', '--json', '--exit-code'], at);
  expect(planned.exitCode).toBe(0);
  expect(JSON.parse(planned.stdout)).toMatchObject({ operations: [], notices: [] });
  await sandbox.launched(8);
  const status = JSON.parse((await sandbox.pane(['status', '--json'], at)).stdout);
  expect(status.tasks.map(({ state }: { state: string }) => state)).toEqual(names.map(() => 'running'));
}, 300_000);

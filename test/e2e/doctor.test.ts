/**
 * `pane doctor`: what is found on a machine and in a project, and that looking changes nothing.
 */
import { expect, test } from 'vitest';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

interface Found {
  readonly works: boolean;
  readonly findings: readonly { level: string; about: string; message: string; hint: string | null }[];
}

function problems({ findings }: Found): string[] {
  return findings.filter(({ level }) => level !== 'ok').map(({ level, about }) => `${level} ${about}`);
}

test('a project where all is well, then one where it is not', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  await sandbox.write('bin/loginctl', '#!/bin/sh\necho no\n', { mode: 0o755 });
  await project.upDone();
  const doctor = async (env: Record<string, string | undefined> = {}) => {
    const { exitCode, stdout, stderr } = await project.pane(['doctor', '--json'], { env });
    expect(stderr).toBe('');
    const found: Found = JSON.parse(stdout);
    expect(exitCode).toBe(found.works ? 0 : 1);
    return found;
  };
  const files = () => sandbox.sh('find . -path ./tmp -prune -o -print | sort');
  await sandbox.launched(1);
  const before = await files();
  const well = await doctor();
  // Whether copies share blocks is the filesystem's.
  expect(problems(well).filter((each) => each !== 'note worktrees')).toEqual(['note watcher']);
  expect(await files()).toBe(before);

  // The worktree goes, its window stays.
  await repository.git('worktree', 'remove', '--force', '../repo.worktrees/one');
  await sandbox.write('bin/claude', '#!/bin/sh\necho "1.0.1 (Claude Code)"\n', { mode: 0o755 });
  await sandbox.write('bin/loginctl', '#!/bin/sh\ncase $* in *Linger*) echo no ;; *) echo yes ;; esac\n', {
    mode: 0o755,
  });
  await sandbox.write('evil', '#!/bin/sh\ntouch ran\n', { mode: 0o755 });
  await project.write({
    env_pass: ['NEEDED_KEY', 'PATH'],
    agents: { missing: { command: ['not-there'] }, evil: { command: [sandbox.path('evil')] } },
    tasks: [
      { name: 'two', agent: 'claude' },
      { name: 'three', agent: 'missing' },
      { name: 'four', agent: 'evil' },
    ],
  });
  await sandbox.tmux('set-environment', '-g', 'SSH_AUTH_SOCK', '/nonexistent/agent');
  const ill = await doctor({ LANG: 'C', SSH_AUTH_SOCK: '/nonexistent/mine', ANTHROPIC_API_KEY: 'k' });
  expect(problems(ill).filter((each) => each !== 'note worktrees')).toEqual([
    'warning locale',
    'warning logout',
    'warning ssh agent',
    'warning agent claude',
    'error agent missing',
    'warning env_pass',
    'warning agent claude',
    'warning agent claude',
    'warning ssh agent',
    'warning trust',
    'warning marks',
    'note watcher',
  ]);
  expect(ill.findings.filter(({ level, hint }) => level !== 'ok' && hint === null)).toEqual([]);
  expect(await sandbox.sh('find . -name ran')).toBe('');

  const told = (found: Found) =>
    found.findings.flatMap(({ about, message }) => (about === 'agent claude' ? [message] : []));
  expect(told(ill).slice(1)).toEqual([
    expect.stringContaining('will ask whether it may trust this repository'),
    'ANTHROPIC_API_KEY: set here, but not passed to its windows',
  ]);
  const answers = JSON.stringify({ projects: { [repository.path]: { hasTrustDialogAccepted: true } } });
  await sandbox.write('home/.claude.json', answers);
  expect(told(await doctor()).slice(1)).toEqual(['trusts the worktrees']);
  expect(await sandbox.read('home/.claude.json')).toBe(answers);

  const text = await project.pane(['doctor']);
  expect(text.stdout).toContain('error    agent missing: not-there is not on PATH\n         Install it, or');
  expect(text.stdout).toMatch(/\n1 error to fix\.\n$/);
});

test('without a project, with a broken file, and with old or missing tools', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.write('bin/loginctl', '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  expect(await sandbox.pane(['doctor'])).toMatchObject({ exitCode: 0 });

  await sandbox.repository();
  await sandbox.write('repo/pane.config.yaml', 'tasks:\n  - naem: x\n');
  const broken = await sandbox.pane(['doctor'], { cwd: 'repo' });
  expect(broken.exitCode).toBe(1);
  expect(broken.stdout).toContain('pane.config.yaml:2:5: ');

  await sandbox.write('old/tmux', '#!/bin/sh\necho tmux 3.1c\n', { mode: 0o755 });
  const old = await sandbox.pane(['doctor'], { env: { PATH: sandbox.path('old') } });
  expect(old.exitCode).toBe(1);
  expect(old.stdout).toContain('tmux: 3.1c is too old: 3.2a is the oldest that works\n');
  expect(old.stdout).toContain('git: git is not installed, or not on PATH\n');
});

test('doctor names the large folders that could be linked, and never node_modules', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository('repo', {
    files: { '.gitignore': 'node_modules\ndata\nsmall\n' },
  });
  const project = await TestProject.create(sandbox, repository, {
    defaults: { copy: ['node_modules', 'data', 'small'] },
    tasks: ['one'],
  });
  for (const name of ['node_modules', 'pkg/data']) {
    await sandbox.sh(`mkdir -p repo/${name} && head -c 110000000 /dev/zero >repo/${name}/large`);
  }
  // All are measured at once, which is no leak that Node is to warn of.
  for (let count = 0; count < 12; count += 1) await sandbox.write(`repo/pkg${count}/small/file`, 'x');
  const { stdout, stderr } = await project.pane(['doctor', '--json']);
  expect(stderr).toBe('');
  const { findings }: Found = JSON.parse(stdout);
  const told = findings.filter(({ about }) => about === 'worktrees');
  // Where copies share their blocks there is nothing to tell.
  if (told.some(({ message }) => message.includes('share blocks'))) return;
  expect(told).toMatchObject([
    { hint: expect.stringMatching(/from `copy` to `link`: pkg\/data \(\d+ MB\)\.$/) },
  ]);
});

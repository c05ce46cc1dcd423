/**
 * A tmux or a git that never answers: every command ends, names the tool, and prints what the other one knows.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { processesOf, type Ran } from '../support/processes.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';
import { WatchedProject } from '../support/watched.ts';

/** Long enough for the other tool to answer ten commands at once, on one core too. */
const PATIENCE = { env: { PANE_ANSWER_TIMEOUT: '8' } };

/** Never answers, nor does what it starts, which holds its output open. */
const SILENT = '#!/bin/sh\nsleep 987654 &\nwait\n';

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  status: ['status'],
  plan: ['plan'],
  up: ['up', '--once'],
  down: ['down'],
  path: ['path', 'one'],
  exec: ['exec', 'one', '--', 'echo', 'ran'],
  logs: ['logs', 'one'],
  restore: ['restore'],
  doctor: ['doctor'],
  complete: ['complete', 'archived'],
};

function sleepers(sandbox: Sandbox): string[] {
  return processesOf(sandbox.root)
    .map(({ command }) => command)
    .filter((command) => command.includes('987654'));
}

/** Runs all of them at once. */
async function runAll(project: TestProject): Promise<Record<string, Ran>> {
  const ran = Object.entries(COMMANDS).map(
    async ([name, args]) => [name, await project.pane(args, PATIENCE)] as const,
  );
  return Object.fromEntries(await Promise.all(ran));
}

test('with a tmux that never answers, what needs only git prints, and the rest names tmux', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one', 'two'] });
  await project.upDone();
  expect((await project.pane(['archive', 'two'])).exitCode).toBe(0);
  await sandbox.write('bin/tmux', SILENT, { mode: 0o755 });

  const { status, plan, up, down, path, exec, logs, restore, doctor, complete } = await runAll(project);

  expect(path?.stdout).toBe(`${sandbox.path('repo.worktrees/one')}\n`);
  expect(exec).toMatchObject({ exitCode: 0, stdout: 'ran\n' });
  expect(logs?.exitCode).toBe(0);
  expect(restore?.stdout).toContain('two');
  expect(complete?.stdout).toBe('two\n');
  expect(status?.stdout).toMatch(/one +unknown/);
  for (const each of [status, plan, up, down, doctor]) {
    expect(`${each?.stdout}${each?.stderr}`).toMatch(/`tmux .*` did not answer within 8 s/);
    expect([0, 1]).toContain(each?.exitCode);
  }
  for (const each of [up, down, doctor]) expect(each?.exitCode).toBe(1);
  await eventually(() => expect(sleepers(sandbox)).toEqual([]));
  await sandbox.sh('rm bin/tmux');
  expect(await project.states()).toMatchObject({ one: 'running' });
});

test('with a git that never answers, every command says so and changes nothing', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['one'] });
  await project.upDone();
  await sandbox.write('bin/git', SILENT, { mode: 0o755 });

  const { complete, ...others } = await runAll(project);

  expect(complete).toMatchObject({ exitCode: 0, stdout: '' });
  for (const [name, { exitCode, stdout, stderr }] of Object.entries(others)) {
    expect(`${name}: ${stdout}${stderr}`).toMatch(/`git .*` did not answer within 8 s/);
    expect([name, exitCode]).toEqual([name, 1]);
  }
  await eventually(() => expect(sleepers(sandbox)).toEqual([]));
  await sandbox.sh('rm bin/git');
  expect(await project.states()).toMatchObject({ one: 'running' });
});

test.each(['status', 'doctor', 'plan', 'down'])(
  'the first signal ends %s while tmux is silent',
  async (name) => {
    await using sandbox = await Sandbox.create();
    const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
    await project.upDone();
    // The one that was asked writes down that it was, and what it was asked.
    await sandbox.write('bin/tmux', `#!/bin/sh\necho >>"$HOME/../asked"\n${SILENT}`, { mode: 0o755 });
    const running = sandbox.startPane([name], { cwd: 'repo' });
    await eventually(() => sandbox.read('asked'));
    running.kill(name === 'plan' ? 'SIGINT' : 'SIGTERM');
    expect(await running.ended).toMatchObject({ exitCode: 130 });
    await eventually(() => expect(sleepers(sandbox)).toEqual([]));
  },
);

test('a watcher lives through a server that is stopped, and applies what was edited meanwhile', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['one'], '100ms');
  sandbox.env.PANE_ANSWER_TIMEOUT = '3';
  const running = await watched.watch();
  const server = Number(await sandbox.tmux('display-message', '-p', '#{pid}'));
  process.kill(server, 'SIGSTOP');
  try {
    await sandbox.sh("sed -i '$a\\  - { name: two, prompt: Prompt of two }' repo/pane.config.yaml");
    await eventually(() => expect(running.stdout).toMatch(/`tmux .*` did not answer within 3 s/));
  } finally {
    process.kill(server, 'SIGCONT');
  }
  await watched.project.eventually({ one: 'running', two: 'running' });
  running.kill();
  expect((await running.ended).stderr).toBe('');
});

/**
 * Text delivered to running agents, and the way to the one that waits.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

/** Reads key by key and takes pastes as one piece, as full-screen agents do; answers each Enter. */
const bracketed = `#!/usr/bin/env node
const { appendFileSync } = require('node:fs');
process.stdin.setRawMode(true);
process.stdout.write('\\x1b[?2004hready> ');
process.stdin.on('data', (data) => {
  appendFileSync(process.env.HOME + '/../got', data);
  if (data.at(-1) === 13) process.stdout.write('\\r\\nok> ');
});
`;

function numbered(bytes: number): string {
  return Array.from({ length: bytes / 50 }, (_, index) =>
    `${index}: "it's" \\n; $(x) #{pid} äöü`.padEnd(45, '.'),
  )
    .join('\n')
    .concat(';');
}

test('a text arrives exactly and once, in a reader of lines and in one of pastes', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.write('bin/bracketed', bracketed, { mode: 0o755 });
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents: { stub: { command: ['stub'] }, bracketed: { command: ['bracketed'], prompt: 'none' } },
    tasks: ['lines', { name: 'pastes', agent: 'bracketed' }],
  });
  await project.upDone();
  await eventually(async () => expect((await project.pane(['peek', 'pastes'])).stdout).toContain('ready>'));
  const text = numbered(50_000);
  const input = `${text}\x1b[201~\x03\r\n`;
  const clean = `${text}[201~`;
  const sent = await project.pane(['send', '--all', '-'], { input });
  expect(sent).toMatchObject({ exitCode: 0, stderr: 'lines: sent\npastes: sent\n', stdout: '' });
  await eventually(() => expect(sandbox.launches()[0]?.input).toBe(`${clean}\n`));
  await eventually(() =>
    expect(readFileSync(sandbox.path('got'), 'utf8')).toBe(`\x1b[200~${clean}\x1b[201~\r`),
  );
  expect(await sandbox.tmux('list-buffers')).toBe('');

  // A longer line would be cut by the terminal, and only where it reads lines.
  const long = 'x'.repeat(4096);
  const cut = await project.pane(['send', 'lines', long]);
  expect(cut).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('one has 4096') });
  expect((await project.pane(['send', 'lines', 'y'.repeat(4095)])).exitCode).toBe(0);
  expect((await project.pane(['send', 'pastes', long])).exitCode).toBe(0);
  await eventually(() => expect(sandbox.launches()[0]?.input).toBe(`${clean}\n${'y'.repeat(4095)}\n`));
});

test('an agent that waits is not typed into: send says so or waits, and next goes there', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    tasks: ['one', 'two', 'three'],
  });
  await project.upDone();
  await sandbox.tmux('select-window', '-t', (await project.task('one')).window ?? '');
  const client = sandbox.start('tmux', ['-S', sandbox.socket, '-C', 'attach', '-t', '=repo:']);
  const shown = () => sandbox.tmux('list-clients', '-F', '#{window_name}');
  await eventually(async () => expect(await shown()).toBe('one'));
  const pid = await sandbox.tmux('display-message', '-p', '#{pid}');
  const next = () => project.pane(['next'], { env: { TMUX: `${sandbox.socket},${pid},0` } });
  expect(await next()).toMatchObject({ exitCode: 0, stderr: 'no agent waits for you or is stuck\n' });
  const tell = async (task: string, state: string) =>
    sandbox.tmux('set-option', '-w', '-t', (await project.task(task)).window ?? '', '@pane_state', state);
  await tell('two', 'waiting');
  await tell('three', 'failed'); // its turn: stuck
  for (const window of ['two', 'three', 'two']) {
    expect((await next()).exitCode).toBe(0);
    expect(await shown()).toBe(window);
  }

  const refused = await project.pane(['send', 'two', 'yes']);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toMatch(
    /^two: not sent: it waits for an answer; .*`pane keys two y Enter`.*`pane attach two`\n$/,
  );
  const patient = sandbox.startPane(['-C', 'repo', 'send', '--when', 'idle', 'two', 'go on']);
  await tell('two', 'idle');
  expect(await patient.ended).toMatchObject({ exitCode: 0, stderr: 'two: sent\n' });
  const inputs = () => Object.fromEntries(sandbox.launches().map(({ env, input }) => [env.PANE_TASK, input]));
  await eventually(() => expect(inputs()).toEqual({ one: '', two: 'go on\n', three: '' }));
  client.kill('SIGTERM');
  await client.ended;
});

test('a clock that was put back since the agent started keeps nobody waiting', async () => {
  await using sandbox = await Sandbox.create();
  const repository = await sandbox.repository();
  const project = await TestProject.create(sandbox, repository, { tasks: ['far'] });
  await project.upDone();
  const state = `${repository.path}/.git/worktrees/far/pane/state`;
  const tomorrow = Math.floor(Date.now() / 1000) + 86_400;
  await sandbox.write(state, readFileSync(state, 'utf8').replace(/^at .*$/m, `at ${tomorrow}`));
  expect(await project.pane(['send', 'far', 'hello'])).toMatchObject({ exitCode: 0, stderr: 'far: sent\n' });
  await eventually(() => expect(sandbox.launches()[0]?.input).toBe('hello\n'));
});

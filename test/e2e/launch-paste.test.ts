/**
 * Launch prompts that are typed in (`prompt: paste`): only after the agent shows that it is ready, and once,
 * whoever is killed when.
 */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { killPaneAt } from '../support/kill-at.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

/** Takes nothing until the file `go` is there; then writes down what is typed, and answers each Enter. */
const late = `#!/usr/bin/env node
const { appendFileSync, existsSync } = require('node:fs');
const { HOME, PANE_TASK } = process.env;
console.log('loading', ...process.argv.slice(2));
const waiting = setInterval(() => {
  if (!existsSync(HOME + '/../go')) return;
  clearInterval(waiting);
  process.stdin.setRawMode(true);
  process.stdout.write('\\x1b[?2004hready>');
  process.stdin.on('data', (data) => {
    appendFileSync(HOME + '/../got.' + PANE_TASK, data);
    if (data.at(-1) === 13) process.stdout.write('\\r\\nok\\r\\nready>');
  });
}, 50);
`;

async function create(sandbox: Sandbox, names: readonly string[]): Promise<TestProject> {
  await sandbox.write('bin/late', late, { mode: 0o755 });
  return await TestProject.create(sandbox, await sandbox.repository(), {
    agents: {
      late: { command: ['late'], prompt: 'paste', resume: ['--again'], screen: { idle: ['^ready>$'] } },
    },
    defaults: { agent: 'late' },
    tasks: names.map((name) => ({ name, prompt: `Do "${name}";\n\x1b[201~\tthen $(x) #{pid} ä;\n` })),
  });
}

/** What the agent of the task was typed. */
function got(sandbox: Sandbox, name: string): string {
  const file = sandbox.path(`got.${name}`);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function pasted(name: string): string {
  return `\x1b[200~Do "${name}";\n[201~\tthen $(x) #{pid} ä;\x1b[201~`;
}

test('a prompt is typed in when the agent is ready, once, and by the watcher where one runs', async () => {
  await using sandbox = await Sandbox.create();
  const project = await create(sandbox, ['one', 'two']);
  const up = () => sandbox.startPane(['-C', 'repo', 'up', '--once', '--trust']);
  const first = up();
  await project.eventually({ one: 'starting', two: 'starting' });
  expect(await project.task('one')).toMatchObject({ message: expect.stringContaining('not typed in yet') });
  expect((await project.pane(['send', 'one', 'hi'])).stderr).toContain('one: not sent: it is starting');
  await sandbox.write('go', '');
  const many = [first, ...Array.from({ length: 9 }, up)];
  for (const each of many) expect(await each.ended).toMatchObject({ exitCode: 0 });
  await project.eventually({ one: 'idle', two: 'idle' });
  for (const name of ['one', 'two']) expect(got(sandbox, name)).toBe(`${pasted(name)}\r`);
  expect(await project.plan()).toEqual([]);

  // Opened again it resumes without its prompt; with --prompt it is typed into the same conversation.
  expect(await project.pane(['restart', 'one'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ one: 'idle' });
  expect((await project.pane(['peek', 'one'])).stdout).toContain('loading --again');
  expect(got(sandbox, 'one')).toBe(`${pasted('one')}\r`);
  expect(await project.pane(['restart', '--prompt', 'one'])).toMatchObject({ exitCode: 0 });
  expect(got(sandbox, 'one')).toBe(`${pasted('one')}\r`.repeat(2));

  await project.write({
    agents: { late: { command: ['late'], prompt: 'paste', screen: { idle: ['^ready>$'] } } },
    defaults: { agent: 'late' },
    tasks: ['three'],
  });
  expect(await project.pane(['up', '--trust', '--yes', '--wait'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ three: 'idle' });
  expect(got(sandbox, 'three')).toBe('\x1b[200~Prompt of three\x1b[201~\r');
  expect(await project.pane(['down'])).toMatchObject({ exitCode: 0 });
});

test('whoever types a prompt in can be killed at any step: it is told, and never typed again by itself', async () => {
  await using sandbox = await Sandbox.create();
  const steps = ['load-buffer', 'paste-buffer', 'Enter', '/prompts/', 'nothing'];
  const names = ['k1', 'k2', 'k3', 'k4', 'k5'];
  const project = await create(sandbox, names);
  const first = sandbox.startPane(['-C', 'repo', 'up', '--once', '--trust']);
  await project.eventually(Object.fromEntries(names.map((name) => [name, 'starting'])));
  first.kill('SIGKILL'); // before any of them was claimed
  await first.ended;
  await sandbox.write('go', '');
  for (const [index, name] of names.entries()) {
    const of = steps[index] ?? '';
    const { lastStep } = await killPaneAt(sandbox, 1, ['up', '--once', name], { cwd: 'repo', of });
    expect(lastStep.includes(of)).toBe(of !== 'nothing');
  }
  const typed = () => names.map((name) => got(sandbox, name).replace(pasted(name), 'P'));
  const after = ['', '', 'P', 'P\r', 'P\r'];
  await eventually(() => expect(typed()).toEqual(after));
  const states = Object.fromEntries(names.map((name) => [name, name === 'k5' ? 'idle' : 'failed']));
  await project.eventually(states);
  const again = await project.up();
  expect(again.exitCode).toBe(1);
  expect(again.stderr).toContain('pane restart --prompt k1');
  expect(typed()).toEqual(after);
  await project.eventually(states);
  expect(await project.pane(['restart', '--prompt', 'k1'])).toMatchObject({ exitCode: 0 });
  expect(typed()[0]).toBe('P\r');
  await project.eventually({ k1: 'idle' });
});

test('a prompt that its program could not read whole is a failure with its reason, everywhere', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents: { stub: { command: ['stub'], prompt: 'paste', screen: { idle: ['has started$'] } } },
    tasks: [{ name: 'one', prompt: 'x'.repeat(300_000) }],
  });
  const reason =
    "its prompt can't be typed in: its program reads plain lines of at most 4095 bytes; one has 300000";
  const once = await project.up(['--wait=60']);
  expect({ exitCode: once.exitCode, stderr: once.stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringContaining(`failed one: ${reason}`),
  });
  expect(await project.task('one')).toMatchObject({ state: 'failed', message: reason });
  // Under a watcher too, which goes on trying.
  expect(await project.pane(['up', '--wait=60'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining(reason),
  });
  expect(await project.task('one')).toMatchObject({ state: 'failed', message: reason });
  expect(await project.pane(['down'])).toMatchObject({ exitCode: 0 });
  expect(sandbox.launches()[0]?.input).toBe('');
});

/**
 * The file's own rules for an agent's screen: they may come with a commit, so they are not used before they are
 * approved, and never hang what looks.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

/** Needs minutes for forty letters that something else follows. */
const ENDLESS = '^(a+)+$';

const agentWith = (rule: string | null) => ({
  command: ['shows'],
  ...(rule === null ? {} : { screen: { idle: [rule] } }),
});

test('rules are used once they are approved, and given up where they match for ever', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.write('bin/shows', `#!/bin/sh\nprintf '%s' '${'a'.repeat(40)}!'\nexec cat\n`, {
    mode: 0o755,
  });
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  const write = (rule: string | null) =>
    project.write({ agents: { shows: agentWith(rule) }, defaults: { agent: 'shows' }, tasks: ['one'] });
  await write(null);
  await project.upDone();
  await eventually(async () => expect((await project.pane(['peek', 'one'])).stdout).toContain('aaa!'));

  await write('^a+!$');
  const unapproved = {
    state: 'running',
    source: 'process',
    message: 'its `screen` rules are not approved: `pane trust` shows and approves them',
  };
  expect(await project.task('one')).toMatchObject(unapproved);
  const trust = await project.pane(['trust', '--yes']);
  expect(trust).toMatchObject({ exitCode: 0 });
  expect(trust.stdout + trust.stderr).toContain('idle: ^a+!$');
  expect(await project.task('one')).toMatchObject({ state: 'idle', source: 'screen' });

  await write(ENDLESS);
  expect(await project.task('one')).toMatchObject(unapproved);
  expect((await project.pane(['trust', '--yes'])).exitCode).toBe(0);
  expect(await project.task('one')).toMatchObject({
    state: 'running',
    message: 'its `screen` rules take too long to match: simplify them',
  });

  const watcher = await project.watch();
  await project.write({
    agents: { shows: agentWith(ENDLESS), stub: { command: ['stub'] } },
    defaults: { agent: 'shows' },
    tasks: ['one', { name: 'two', prompt: 'Prompt of two' }],
  });
  await project.eventually({ one: 'running', two: 'running' });
  watcher.kill();
  await watcher.ended;
});

test('a watcher goes by a rule that was corrected, also where nothing is drawn any more', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.write('bin/shows', '#!/bin/sh\necho Ready\nexec cat\n', { mode: 0o755 });
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  const write = (rule: string) =>
    project.write({ agents: { shows: agentWith(rule) }, defaults: { agent: 'shows' }, tasks: ['one'] });
  await write('^Redy');
  await project.upDone();
  const { window } = await project.task('one');
  const shown = () => sandbox.tmux('show-options', '-wqv', '-t', window ?? '', '@pane_status');
  await project.watch();
  await eventually(async () => expect(await shown()).toBe('run'));
  // By then the watcher has seen that nothing is drawn any more.
  await eventually(async () => {
    const { since } = await project.task('one');
    expect(Date.now() - Date.parse(since ?? '')).toBeGreaterThan(8_000);
  });

  await write('^Ready');
  expect((await project.pane(['trust', '--yes'])).exitCode).toBe(0);
  await eventually(async () => expect(await shown()).toBe('idle'));
});

/**
 * Commands that nobody has approved: what was not done because of them is said first, and once.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

const APPROVE =
  'not approved yet: command `stub <prompt>`, resume `stub --again <prompt>` and 6 more; `pane trust` shows and approves them';

test('an up that may do nothing says so first, and its watcher goes on once that is approved', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  const once = await project.pane(['up', '--once']);
  expect(once).toMatchObject({
    exitCode: 4,
    stdout: '',
    stderr: `untrusted one, two: nothing was done; ${APPROVE}\n`,
  });
  const watched = await project.pane(['up']);
  expect(watched.exitCode).toBe(4);
  expect(watched.stderr).toBe(`untrusted one, two: nothing was done; ${APPROVE}\n`);
  expect(watched.stdout).not.toContain('Nothing');
  expect(watched.stdout).toContain('Started the watcher; it brings the tasks up once you approve.');
  expect(await project.pane(['trust', '--yes'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ one: 'running', two: 'running' });
  expect(await project.pane(['down'])).toMatchObject({ exitCode: 0 });
});

test('an add that may not bring its task up says what is not approved, that the file has it, and the way out', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    defaults: { copy: [] },
    tasks: [],
  });
  expect(await project.pane(['trust', '--yes'])).toMatchObject({ exitCode: 0 });
  const refused = (name: string, wayOut: string) => ({
    exitCode: 4,
    stdout: `Added ${name} to ${sandbox.path('repo/pane.config.yaml')}.\n${wayOut}\n`,
    stderr: `untrusted ${name}: not brought up; not approved yet: command \`sh -c 'exec "\${SHELL:-/bin/sh}" "$@"' sh\`; \`pane trust\` shows and approves it\n`,
  });
  const { exitCode, stdout, stderr } = await project.pane(['add', '--agent', 'shell', '--name', 'q']);
  expect({ exitCode, stdout, stderr }).toEqual(
    refused('q', 'Once that is approved, `pane up q` brings it up.'),
  );
  expect(await sandbox.read('repo/pane.config.yaml')).toContain('agent: shell');
  expect(await project.pane(['up'])).toMatchObject({ exitCode: 4 });
  await eventually(async () => (await project.status()).watcher !== null);
  expect(await project.pane(['add', '--agent', 'shell', '--name', 'r'])).toMatchObject({
    exitCode: 4,
    stdout: expect.stringContaining('Once that is approved, the watcher brings it up.\n'),
  });
  expect(await project.pane(['trust', '--yes'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ q: 'running', r: 'running' });
  expect(await project.pane(['down'])).toMatchObject({ exitCode: 0 });
});

test('watch --trust approves what the file runs, as up does', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  const watcher = sandbox.startPane(['-C', 'repo', 'watch', '--trust']);
  await project.eventually({ one: 'running' });
  watcher.kill('SIGINT');
  expect(await watcher.ended).toMatchObject({ exitCode: 0 });
  await eventually(async () => expect((await project.status()).watcher).toBe(null));
});

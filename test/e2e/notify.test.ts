/**
 * `notify` and the terminal bell: what tasks come to, while a watcher runs.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { builtCommand, Sandbox } from '../support/sandbox.ts';
import { toldProject } from '../support/told-agent.ts';

const EVIL = 'rm #(touch pwned) $(touch pwned) {state} -- "x';

async function create(sandbox: Sandbox, more: Readonly<Record<string, unknown>>) {
  const project = await toldProject(sandbox, {
    tasks: [
      { name: 'one', agent: 'told' },
      { name: 'two', agent: 'told', on_exit: 'close' },
    ],
    ...more,
  });
  await project.upDone();
  const watcher = sandbox.start(process.execPath, [builtCommand, 'watch'], { cwd: 'repo' });
  await eventually(async () => expect((await project.status()).watcher?.pid).toBe(watcher.pid));
  const keys = async (task: string, text: string) =>
    expect((await project.pane(['keys', task, text, 'Enter'])).exitCode).toBe(0);
  return { project, watcher, keys };
}

test('notify runs once for each time that a task waits, is idle, exits or fails; the bell reaches the window', async () => {
  await using sandbox = await Sandbox.create();
  const note = await sandbox.write(
    'bin/note',
    '#!/bin/sh\nprintf "%s|" "$@" "$PANE_TASK $PANE_MESSAGE" "$PWD" >>"$PANE_SANDBOX/notes"; echo >>"$PANE_SANDBOX/notes"\n',
    { mode: 0o755 },
  );
  const { project, watcher, keys } = await create(sandbox, {
    notify: [note, '{task} {state}', '{message}'],
  });
  const notes = async () =>
    (await sandbox.sh('cat notes 2>/dev/null || true')).split('\n').filter((line) => line !== '');
  const told = async (...expected: string[]) =>
    await eventually(async () => expect((await notes()).map((line) => line.split('|')[0])).toEqual(expected));
  const bells = async () =>
    (await sandbox.tmux('list-windows', '-a', '-F', '#{@pane_task} #{window_bell_flag}')).split('\n').sort();

  await keys('one', 'working {}');
  await keys('one', `waiting ${JSON.stringify({ message: EVIL })}`);
  await told('one waiting');
  const said = 'rm #(touch pwned) $(touch pwned) {state} --';
  expect((await notes())[0]).toBe(`one waiting|${said}|one ${said}|${sandbox.path('repo')}|`);
  await eventually(async () => expect(await bells()).toEqual(['one 1', 'two 0']));
  await keys('one', 'waiting {"message":"again"}');
  await keys('one', 'working {}');
  await keys('one', 'idle {}');
  await told('one waiting', 'one idle');
  await keys('two', 'exit 3');
  await told('one waiting', 'one idle', 'two exited');
  expect((await notes())[2]).toContain('two exited|exit code 3|');

  // What `pane` itself ends has not failed.
  expect((await project.pane(['restart', 'one'])).exitCode).toBe(0);
  await project.eventually({ one: 'idle' });
  const pid = await sandbox.tmux(
    'display-message',
    '-p',
    '-t',
    (await project.task('one')).pane ?? '',
    '#{pane_pid}',
  );
  process.kill(Number(pid), 'SIGKILL');
  await told('one waiting', 'one idle', 'two exited', 'one failed');
  expect(await sandbox.sh('find . -name pwned')).toBe('');
  watcher.kill();
  expect((await watcher.ended).stderr).toBe('');
});

test('a notifier that fails is told once; one that was not approved does not run', async () => {
  await using sandbox = await Sandbox.create();
  const script = '#!/bin/sh\necho "$@" >>"$PANE_SANDBOX/notes"; echo broken >&2; exit 7\n';
  await sandbox.write('bin/note', script, { mode: 0o755 });
  const { watcher, keys, project } = await create(sandbox, {
    notify: ['note', '{task}', '{state}'],
    tmux: { bell: ['idle'] },
  });
  const notes = () => sandbox.sh('cat notes');
  const bells = () => sandbox.tmux('list-windows', '-a', '-F', '#{window_bell_flag}');
  await keys('one', 'waiting {}');
  await eventually(() => expect(watcher.stdout).toContain('notify of one, waiting: exit code 7: broken'));
  await keys('one', 'idle {}');
  await eventually(async () => expect(await notes()).toBe('one waiting\none idle'));
  await eventually(async () => expect(await bells()).toBe('1\n0'));

  const text = await sandbox.read('repo/pane.config.yaml');
  await sandbox.write('repo/pane.config.yaml', text.replace('"{state}"', '"{state}", "more"'));
  await eventually(() =>
    expect(watcher.stdout).toContain('`notify` does not run because it is not approved'),
  );
  const plan = await project.pane(['plan', '--exit-code']);
  expect(plan).toMatchObject({ exitCode: 4, stdout: expect.stringContaining('`notify` does not run') });
  await keys('two', 'waiting {}');
  await keys('two', 'idle {}');
  await eventually(async () => expect(await bells()).toBe('1\n1'));
  expect(await notes()).toBe('one waiting\none idle');
  expect((await project.pane(['up', '--once', '--trust'])).exitCode).toBe(0);
  await keys('one', 'waiting {}');
  await eventually(async () => expect(await notes()).toMatch(/one waiting more$/));
  watcher.kill();
  await watcher.ended;
  expect(watcher.stdout.match(/notify of/g)).toHaveLength(1);
});

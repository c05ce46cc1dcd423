/**
 * What windows printed: from the first byte, over restarts, without a process that stays.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { processesOf } from '../support/processes.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

/** What a path must not mean to tmux, to strftime or to a shell. */
const folder = `we ird #(touch pwned) %H #{pid} $(touch pwned) '"\`touch pwned\`\n`;

test('logs has it from the first byte, in plain lines, and -f goes on over a restart', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(folder), {
    tasks: [{ name: 'one', prompt: 'Go', setup: ["printf '\\033[31mred\\033[m\\n 10%%\\r100%%\\n'"] }],
  });
  expect(await project.pane(['logs', 'one'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('one has no worktree'),
  });
  await project.upDone();
  const announced = `$ printf '\\033[31mred\\033[m\\n 10%%\\r100%%\\n'`;
  const printed = `${announced}\nred\n100%\nstub agent stub has started\n`;
  await eventually(async () => expect((await project.pane(['logs', 'one'])).stdout).toBe(printed));
  const raw = await project.pane(['logs', '--raw', '-n', '3', 'one']);
  expect(raw.stdout).toBe('\x1b[31mred\x1b[m\r\n 10%\r100%\r\nstub agent stub has started\r\n');

  const following = sandbox.startPane(['-C', folder, 'logs', '-f', '-n', '1', 'one']);
  await eventually(() => following.stdout === 'stub agent stub has started\n');
  await project.pane(['keys', 'one', 'typed', 'Space']);
  await eventually(() => following.stdout.endsWith('started\ntyped '));
  await project.pane(['keys', 'one', 'more', 'Enter']);
  await eventually(() => following.stdout.endsWith('\ntyped more\n'));
  expect((await project.pane(['restart', 'one'])).exitCode).toBe(0);
  const again =
    /\ntyped more\n\n--- opened again [-+: \d]+ ---\n\$ printf .*\nred\n100%\nstub agent stub has started\n$/;
  await eventually(() => expect(following.stdout).toMatch(again));
  following.kill('SIGINT');
  expect((await following.ended).exitCode).toBe(0);

  // The log outlives the window, whose writer ends with it.
  expect((await project.pane(['down'])).exitCode).toBe(0);
  await eventually(() => expect(processesOf(sandbox.root)).toEqual([]));
  expect((await project.pane(['logs', 'one'])).stdout).toMatch(again);
  expect(await sandbox.sh('find . -name "pwned*"')).toBe('');

  // It goes with the worktree into the archive.
  expect((await project.pane(['archive', 'one'])).exitCode).toBe(0);
  expect((await project.pane(['logs', 'one'])).stdout).toMatch(again);
  const [archived] = (await project.status()).archived;
  expect((await project.pane(['logs', `one@${archived?.id}`])).stdout).toMatch(again);
  expect(await project.pane(['logs', 'one@zzz'])).toMatchObject({ exitCode: 2 });
});

test('a task has no log before its first window, nor where its window is of an older version', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await project.upDone();
  await sandbox.sh('rm repo/.git/worktrees/one/pane/log');
  expect(await project.pane(['logs', '-f', 'one'])).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringContaining('`pane restart one` opens it again with a log'),
  });
  expect((await project.pane(['logs', 'two'])).exitCode).toBe(2);
  expect((await project.pane(['logs', '-n', 'x', 'one'])).exitCode).toBe(2);
});

test('a window that a hook of the user renames is logged too', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.tmux(
    'new-session',
    '-d',
    '-s',
    'other',
    'sh',
    '-c',
    'exec cat',
    ';',
    'set-hook',
    '-g',
    'after-new-window',
    'rename-window hooked',
  );
  await sandbox.tmux('set-hook', '-g', 'after-new-session', 'rename-window hooked');
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    tasks: [{ name: 'one', prompt: 'Go', setup: ['until test -e ../go; do sleep 0.1; done; echo begun'] }],
  });
  expect((await project.up()).exitCode).toBe(0);
  await sandbox.write('repo.worktrees/go', '');
  await eventually(async () => expect((await project.pane(['logs', 'one'])).stdout).toContain('begun\n'));
});

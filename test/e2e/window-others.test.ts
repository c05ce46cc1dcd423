/**
 * What the user runs in a window of ours is theirs: only the panes that `pane` opened are closed.
 */
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { argumentsOf, processTable } from '../../src/process/table.ts';
import { shellWords } from '../../src/shell-words.ts';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { builtCommand, Sandbox } from '../support/sandbox.ts';
import { fileOf, WatchedProject } from '../support/watched.ts';

/** As a user splits a window to edit something; returns the pane. */
async function split(sandbox: Sandbox, window: string | null, folder = sandbox.root): Promise<string> {
  const where = ['-d', '-P', '-F', '#{pane_id}', '-c', folder, '-t', window ?? ''];
  return await sandbox.tmux('split-window', ...where, 'sleep', '1000');
}

function panes(sandbox: Sandbox): Promise<string> {
  return sandbox.tmux(
    'list-panes',
    '-a',
    '-F',
    '#{window_id} #{pane_id} #{pane_current_command} #{@pane_task}#{@pane_id}',
  );
}

test('down, restart and pause leave a window to the program that the user runs in it, and up opens a new one', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    tasks: [{ name: 'one', prompt: 'Go', panes: [{ run: 'stub further' }] }],
  });
  await project.upDone();
  await sandbox.launched(2);
  const closings: readonly (() => Promise<{ readonly stderr: string }>)[] = [
    () => project.pane(['down', 'one']),
    () => project.pane(['restart', 'one']),
    async () => {
      await project.write({ tasks: [{ name: 'one', prompt: 'Go', paused: true }] });
      return await project.up();
    },
  ];
  const left: string[] = [];
  for (const close of closings) {
    const { window } = await project.task('one');
    const mine = await split(sandbox, window);
    left.push(`${window} ${mine} sleep`);
    const { stderr } = await close();
    expect(stderr).toContain(`window ${window} stays open, since you opened a pane there (sleep)`);
    const now = (await panes(sandbox)).split('\n').map((line) => line.trim());
    expect(now).toEqual(expect.arrayContaining(left));
    expect(now.filter((line) => line.startsWith(`${window} `))).toHaveLength(1);
    await project.write({ tasks: [{ name: 'one', prompt: 'Go', panes: [{ run: 'stub further' }] }] });
    await project.upDone(['one']);
    const { window: next, state } = await project.task('one');
    expect(state).toBe('running');
    expect(next).not.toBe(window);
  }
  expect(await project.plan()).toEqual([]);

  // Unless it is to be closed too.
  const { window } = await project.task('one');
  const mine = await split(sandbox, window);
  expect((await project.pane(['down', '--all-panes'])).stderr).not.toContain('stays open');
  expect(await panes(sandbox)).not.toContain(mine);
  expect((await panes(sandbox)).split('\n').map((line) => line.trim())).toEqual(left);
});

test('archive refuses while a program of the user works in the worktree, unless it may end it', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  await project.upDone();
  const { window } = await project.task('one');
  const mine = await split(sandbox, window);
  const before = await panes(sandbox);
  const file = await sandbox.read('repo/pane.config.yaml');
  for (const args of [
    ['archive', 'one'],
    ['down', 'one', '--archive'],
  ]) {
    const { exitCode, stderr } = await project.pane(args);
    expect([args, exitCode]).toEqual([args, 1]);
    expect(stderr).toContain('sleep still runs in this worktree');
    expect(stderr).toContain('pane archive --all-panes one');
    expect(await panes(sandbox)).toBe(before);
    expect(await sandbox.read('repo/pane.config.yaml')).toBe(file);
  }
  await project.write({ tasks: ['two'] });
  const up = await project.up();
  expect(up.exitCode).toBe(1);
  expect(up.stderr).toContain(
    'one: left the file, but you opened a pane in its window, where sleep still runs',
  );
  expect(await panes(sandbox)).toBe(before);

  expect((await project.pane(['archive', 'one', '--all-panes'])).exitCode).toBe(0);
  expect(await panes(sandbox)).not.toContain(mine);
  expect((await project.status()).archived.map(({ task }) => task)).toEqual(['one']);
});

test('archive refuses too where the program is in a window that is no longer its own, or never was', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  await project.upDone();
  const worktree = sandbox.path('repo.worktrees/one');
  const mine = await split(sandbox, (await project.task('one')).window, worktree);
  expect((await project.pane(['down', 'one'])).exitCode).toBe(0);
  const file = await sandbox.read('repo/pane.config.yaml');
  const refused = async () => {
    const { exitCode, stderr } = await project.pane(['archive', 'one']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/sleep still runs in this worktree, in window @\d+ of session \w+/);
    expect(stderr).toContain('pane archive --all-panes one');
    expect(await sandbox.read('repo/pane.config.yaml')).toBe(file);
  };
  await refused();
  await sandbox.tmux('kill-pane', '-t', mine);
  // What works elsewhere is in nobody's way, nor a shell that waits.
  const at = async (folder: string, ...command: string[]) =>
    sandbox.tmux('new-session', '-d', '-P', '-F', '#{pane_id}', '-c', folder, ...command);
  await sandbox.write('repo.worktrees/one-more/x', '');
  const elsewhere = await at(sandbox.path('repo.worktrees/one-more'), 'sleep', '1000');
  const shell = await at(worktree, 'sh');
  const deep = await sandbox.write(`${worktree}/de ep/x`, '');
  const other = await at(dirname(deep), 'sleep', '1000');
  await refused();
  await project.write({ tasks: ['two'] });
  const up = await project.up();
  expect(up.exitCode).toBe(1);
  expect(up.stderr).toContain('sleep still runs in this worktree');
  await sandbox.write('repo/pane.config.yaml', file);
  expect((await project.pane(['archive', 'one', '--all-panes'])).exitCode).toBe(0);
  const left = await panes(sandbox);
  expect([elsewhere, shell, other].map((pane) => left.includes(`${pane} `))).toEqual([true, true, false]);
  expect((await project.status()).archived.map(({ task }) => task)).toEqual(['one']);
});

test('archive counts what works in the worktree by its directory, and no shell that waits', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  await project.upDone();
  const worktree = sandbox.path('repo.worktrees/one');
  const at = async (script: string, ...started: string[]) => {
    const where = ['-d', '-P', '-F', '#{pane_id} #{pane_pid}', '-c', worktree];
    const [pane = '', pid] = (await sandbox.tmux('new-session', ...where, 'sh', '-c', script)).split(' ');
    await eventually(() => {
      const pids = processTable().flatMap((row) => (row.session === Number(pid) ? [row.pid] : []));
      const lines = [...argumentsOf(pids).values()].map((words) => words.join(' '));
      expect(lines.sort()).toEqual(started);
    });
    return pane;
  };
  // Its shell's helper works elsewhere.
  const shell = 'sh -i -o nolog';
  const waiting = await at(`(cd / && exec sleep 1000) & exec ${shell}`, shell, 'sleep 1000');
  const script = `sh -u ${await sandbox.write('reading.sh', 'read -r line')}`;
  const commands = 'read -r line; exit';
  const refusals = [
    ['sleep', await at('sleep 1000 & exec sh', 'sh', 'sleep 1000')],
    ['reading.sh', await at(`exec ${script}`, script)],
    ['sh', await at(commands, `sh -c ${commands}`)],
  ] as const;
  for (const [index, [, pane]] of refusals.entries()) {
    const names = refusals.slice(index).map(([name]) => name);
    const { exitCode, stderr } = await project.pane(['archive', 'one']);
    expect([names, exitCode]).toEqual([names, 1]);
    expect(stderr).toContain(`${names.join(', ')} still runs in this worktree, in window`);
    await sandbox.tmux('kill-pane', '-t', pane);
  }
  expect((await project.pane(['archive', 'one'])).exitCode).toBe(0);
  expect(await panes(sandbox)).toContain(`${waiting} `);
});

test('archive that is typed in a window of the user, in the worktree itself, is in nobody’s way', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one', 'two'] });
  await project.upDone();
  const archive = shellWords([process.execPath, builtCommand, 'archive', 'one']);
  const script = `${archive} >${sandbox.path('told')} 2>&1; echo $? >${sandbox.path('ended')}; exec sh`;
  const where = ['-d', '-P', '-F', '#{pane_id}', '-c', sandbox.path('repo.worktrees/one')];
  const pane = await sandbox.tmux('new-session', ...where, 'sh', '-c', script);
  await eventually(async () => expect(await sandbox.read('ended')).not.toBe(''));
  expect([await sandbox.read('ended'), await sandbox.read('told')]).toEqual(['0\n', expect.any(String)]);
  expect((await project.status()).archived.map(({ task }) => task)).toEqual(['one']);
  expect(await panes(sandbox)).toContain(`${pane} `);
});

test('panes of a task that the user moved to another window are its own: archive ends them', async () => {
  await using sandbox = await Sandbox.create();
  const panesOf = { prompt: 'Go', panes: [{ run: 'stub further' }] };
  const tasks = ['one', 'two', 'three'].map((name) => ({ name, ...panesOf }));
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks });
  await project.upDone();
  await sandbox.launched(6);
  const moved: string[] = [];
  for (const name of ['one', 'two']) {
    const { window } = await project.task(name);
    const ids = await sandbox.tmux('list-panes', '-t', window ?? '', '-F', '#{pane_id}');
    moved.push(...ids.split('\n'));
  }
  for (const pane of moved) await sandbox.tmux('break-pane', '-d', '-s', pane);
  expect(moved).toHaveLength(4);
  const { exitCode, stderr } = await project.pane(['archive', 'one']);
  expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('still runs')]);
  await project.write({ tasks: tasks.slice(2) });
  const up = await project.up();
  expect([up.exitCode, up.stderr]).toEqual([0, expect.not.stringContaining('still runs')]);
  const left = await panes(sandbox);
  expect(moved.filter((pane) => left.includes(`${pane} `))).toEqual([]);
  expect((await project.status()).archived.map(({ task }) => task).sort()).toEqual(['one', 'two']);
});

test('the watcher holds an archive back over a program of the user, says why, and archives once it has ended', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['one', 'two', 'three'], '300ms');
  const { project, file } = watched;
  const watcher = await watched.watch();
  const mine = await split(sandbox, (await project.task('one')).window);
  await sandbox.write(file, fileOf(['two', 'three'], '300ms'));
  await watched.held(watcher, 'one: left the file, but you opened a pane in its window, where sleep');
  expect(await panes(sandbox)).toContain(mine);
  expect(await watched.made()).toMatchObject({ worktrees: ['one', 'three', 'two'] });
  await sandbox.tmux('kill-pane', '-t', mine);
  await eventually(async () =>
    expect((await project.status()).archived.map(({ task }) => task)).toEqual(['one']),
  );
  watcher.kill('SIGTERM');
  expect((await watcher.ended).exitCode).toBe(0);
});

test("a window with a copy of a task's marks is not its window, and neither is the watcher's", async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  expect((await project.pane(['up', '--trust', '--wait=60'])).exitCode).toBe(0);
  const copy = async (of: string) => {
    const where = ['-d', '-P', '-F', '#{window_id}', '-t', '=mine:'];
    const window = await sandbox.tmux('new-window', ...where, 'sleep', '1000');
    const marks = await sandbox.tmux('show-options', '-w', '-t', of);
    for (const line of marks.split('\n').filter((option) => option.startsWith('@'))) {
      const [name = '', value = ''] = line.split(/ (.*)/);
      await sandbox.tmux('set-option', '-w', '-t', window, name, value.replace(/^"(.*)"$/, '$1'));
    }
    return window;
  };
  // A session that stands before the project's in tmux's list.
  await sandbox.tmux('new-session', '-d', '-s', 'mine', 'sleep', '1000');
  const { window } = await project.task('one');
  const copies = [await copy(window ?? ''), await copy('=repo:pane')];
  await sandbox.tmux('rename-session', '-t', '=mine', 'a');
  expect(await project.task('one')).toMatchObject({ window, state: 'running' });
  expect(await project.plan()).toEqual([]);
  const { exitCode, stderr } = await project.pane(['down']);
  expect(exitCode).toBe(0);
  expect(stderr).not.toContain('stays open');
  const left = (await sandbox.tmux('list-windows', '-a', '-F', '#{window_id}')).split('\n');
  expect(left).toEqual(expect.arrayContaining(copies));
  expect(left).toHaveLength(3);
  expect(await project.states()).toEqual({ one: 'stopped' });
});

test("the watcher's window stays with what the user runs in it, and another one is opened", async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  expect((await project.pane(['up', '--trust', '--wait=60'])).exitCode).toBe(0);
  const mine = await split(sandbox, '=repo:pane');
  const { exitCode, stderr } = await project.pane(['down']);
  expect(exitCode).toBe(0);
  expect(stderr).toContain('stays open, since you opened a pane there (sleep)');
  expect(await sandbox.tmux('list-panes', '-a', '-F', '#{pane_id}')).toBe(mine);
  expect((await project.pane(['up', '--wait=60'])).exitCode).toBe(0);
  expect((await project.status()).watcher).not.toBeNull();
  await project.pane(['down']);
});

test('on_exit: close closes the further panes too, but not what the user opened', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stubAgent({ name: 'brief' });
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents: { brief: { command: ['brief'] }, stub: { command: ['stub'] } },
    defaults: { agent: 'brief', on_exit: 'close', panes: [{ run: 'stub further' }] },
    tasks: ['one', 'two'],
  });
  await project.upDone();
  await sandbox.launched(4);
  const two = await project.task('two');
  const mine = await split(sandbox, two.window);
  for (const name of ['one', 'two']) {
    const { pane } = await project.task(name);
    await sandbox.tmux('send-keys', '-t', pane ?? '', 'C-d');
  }
  await project.eventually({ one: 'exited', two: 'exited' });
  await eventually(async () => expect((await panes(sandbox)).trim()).toBe(`${two.window} ${mine} sleep`));
  expect(await project.plan()).toEqual([]);
});

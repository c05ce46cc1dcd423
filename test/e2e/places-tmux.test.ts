/**
 * Whatever is in a user's tmux.conf, windows are as they should be, and no option of the user's changes.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

/** A shell that does not read sh: it fails for `-c`, and otherwise is one that people type into. */
const strangeShell = (log: string) => `#!/bin/sh
[ $# -eq 0 ] || { echo "fish: $*" >> '${log}'; exit 127; }
printf 'strange shell ready\\n'
exec cat
`;

const hostile = (shell: string) => `
set -g destroy-unattached on
set -g base-index 1
setw -g pane-base-index 1
set -g renumber-windows on
setw -g automatic-rename on
setw -g allow-rename on
setw -g monitor-activity on
set -g set-titles on
set -g history-limit 0
set -s exit-empty off
set -g default-shell '${shell}'
set -g default-command 'exit 3'
set -g status off
set -g update-environment 'PATH HOME'
set -g default-size 20x5
set-hook -g after-new-window 'rename-window hooked'
`;

test.each(['on', 'off'])('a hostile tmux.conf, with remain-on-exit %s, does not matter', async (remains) => {
  await using sandbox = await Sandbox.create();
  const shell = await sandbox.write('bin/fish', strangeShell(sandbox.path('fish.log')), { mode: 0o755 });
  await sandbox.write('home/.tmux.conf', `${hostile(shell)}setw -g remain-on-exit ${remains}\n`);
  await sandbox.stubAgent({ name: 'brief', endsAtOnce: true, exitCode: 3 });
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents: {
      stub: { command: ['stub'] },
      text: { command: 'stub --from-sh' },
      brief: { command: ['brief'] },
    },
    tasks: [
      {
        name: 'one',
        setup: ['echo "setup $PANE_TASK" > done'],
        panes: [{ run: 'echo beside; cat', split: 'right', size: '30%' }],
      },
      { name: 'two', agent: 'text', setup: ['printf "\\033kevil\\033\\134"'] },
      { name: 'three', agent: 'brief' },
      { name: 'four', agent: 'brief', on_exit: 'close' },
    ],
  });
  await sandbox.tmux('start-server', ';', 'source-file', sandbox.path('home/.tmux.conf'));
  const options = async () => [
    await sandbox.tmux('show-options', '-g'),
    await sandbox.tmux('show-options', '-s'),
    await sandbox.tmux('show-options', '-g', '-w'),
    await sandbox.tmux('show-hooks', '-g'),
  ];
  const before = await options();

  expect((await project.up(['--wait=60'])).exitCode).toBe(0);
  await project.eventually({ one: 'running', two: 'running', three: 'exited', four: 'exited' });
  expect((await project.task('three')).exitCode).toBe(3);
  expect(await project.plan()).toEqual([]);
  const windows = await sandbox.tmux(
    'list-windows',
    '-t',
    '=repo:',
    '-F',
    '#{@pane_task} #{window_panes} #{window_width}x#{window_height}',
  );
  expect(windows.split('\n').sort()).toEqual(['one 2 200x50', 'three 1 200x50', 'two 1 200x50']);
  const screen =
    (task: string, pane = 0) =>
    async () => {
      const { window } = await project.task(task);
      const panes = (await sandbox.tmux('list-panes', '-t', window ?? '', '-F', '#{pane_id}')).split('\n');
      return await sandbox.tmux('capture-pane', '-p', '-t', panes[pane] ?? '');
    };
  await eventually(async () => expect(await screen('one', 1)()).toMatch(/^\$ echo beside; cat\nbeside\n/));
  await eventually(async () =>
    expect(await screen('one')()).toMatch(
      /^\$ echo "setup \$PANE_TASK" > done\nstub agent stub has started\n+$/,
    ),
  );
  await eventually(async () =>
    expect(await screen('three')()).toMatch(
      /ended with exit code 3; .*pane restart three\nstrange shell ready\n/,
    ),
  );
  expect(await sandbox.read('repo.worktrees/one/done')).toBe('setup one\n');
  const launches = await sandbox.launched(4);
  const byTask = Object.fromEntries(launches.map(({ env, argv }) => [env.PANE_TASK, argv]));
  expect(byTask.two).toEqual(['--from-sh']);

  // Nor does a program that asks for another name of its window, as `two` did, or a hook that gives one, get it.
  const names = await sandbox.tmux('list-windows', '-t', '=repo:', '-F', '#{window_name}');
  expect(names.split('\n').sort()).toEqual(['one', 'three', 'two']);
  expect(await options()).toEqual(before);
  expect((await project.pane(['down'])).exitCode).toBe(0);
  expect(await options()).toEqual(before);
  expect(await sandbox.sh('cat fish.log 2>/dev/null || true')).toBe('');
});

test('a window whose agent ends and closes it before a hook lets it be finished was opened all the same', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stubAgent({ name: 'brief', endsAtOnce: true });
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents: { brief: { command: ['brief'] } },
    tasks: [{ name: 'one', agent: 'brief', on_exit: 'close' }],
  });
  const state = sandbox.path('repo/.git/worktrees/one/pane/state');
  await sandbox.tmux('new-session', '-d', '-s', 'repo', 'sh', '-c', 'exec cat');
  await sandbox.tmux(
    'set-hook',
    '-g',
    'after-new-window',
    `rename-window hooked ; run-shell "until grep -qs exited '${state}'; do :; done"`,
  );
  const { exitCode, stderr } = await project.up(['--wait=60']);
  expect(stderr).not.toContain('failed');
  expect(exitCode).toBe(0);
  expect(await project.states()).toEqual({ one: 'exited' });
});

test.each([
  ['and the server stays without one', 'off', 'no current target'],
  ['and its server with it', 'on', 'no server running'],
])('the session ends while a window is opened in it, %s: it is made again', async (_, exitEmpty, said) => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await project.upDone();
  await sandbox.tmux('set-option', '-s', 'exit-empty', exitEmpty);
  const real = await sandbox.sh('command -v tmux');
  const tmux = `'${real}' -S '${sandbox.socket}'`;
  const once = `[ ! -e "$HOME/../lost" ] && mkdir "$HOME/../lost"`;
  const lost = `${tmux} kill-session -t =repo; until ${tmux} new-window -t =repo: 2>&1 | grep -q '${said}'; do :; done`;
  await sandbox.write(
    'bin/tmux',
    `#!/bin/sh\ncase " $* " in *' new-window '*) if ${once}; then ${lost}; fi;; esac\nexec '${real}' "$@"\n`,
    { mode: 0o755 },
  );
  await project.write({ tasks: ['one', 'two'] });
  const { exitCode, stderr } = await project.up();
  expect(stderr).not.toContain('failed');
  expect(exitCode).toBe(0);
  await project.eventually({ one: 'stopped', two: 'running' });
});

test('a window that the user opens in our session begins in the repository, whatever it is called', async () => {
  await using sandbox = await Sandbox.create();
  for (const [name, session, expected] of [
    ['plain', 'p', sandbox.path('plain')],
    ['#(touch pwned) %H', 'q', '/'], // tmux would take it for a format
  ] as const) {
    const project = await TestProject.create(sandbox, await sandbox.repository(name), {
      project: session,
      tasks: ['one'],
    });
    await project.upDone();
    expect(await sandbox.tmux('display-message', '-p', '-t', `=${session}:`, '#{session_path}')).toBe(
      expected,
    );
    await sandbox.tmux('kill-server');
  }
});

/**
 * What each task does stands in tmux's status line, and nothing of the user's is changed for it.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import type { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';
import { toldProject } from '../support/told-agent.ts';

const THEME = '#[fg=red]#I|#W|#{?window_flags,#{window_flags},},%H';

async function create(sandbox: Sandbox, more: Readonly<Record<string, unknown>> = {}): Promise<TestProject> {
  return await toldProject(sandbox, {
    tasks: [
      { name: 'one', agent: 'told' },
      { name: 'two', agent: 'drawn' },
      { name: 'bad', agent: 'told', setup: ['exit 3'] },
    ],
    ...more,
  });
}

test('an attached client sees what every task does, in the theme of the user', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.write('home/.tmux.conf', `setw -g window-status-format '${THEME}'\nset -g status-right ''\n`);
  const project = await create(sandbox);
  // Starts the server with the user's configuration.
  await sandbox.output('tmux', [
    '-S',
    sandbox.socket,
    'new-session',
    '-d',
    '-s',
    'mine',
    '-x',
    '150',
    '-y',
    '30',
  ]);
  const options = async () => [
    await sandbox.tmux('show-options', '-g'),
    await sandbox.tmux('show-options', '-g', '-w'),
    await sandbox.tmux('show-options', '-t', '=mine:'),
    await sandbox.tmux('show-options', '-w', '-t', '=mine:'),
  ];
  const before = await options();
  expect((await project.pane(['up', '--trust'])).exitCode).toBe(0);
  await sandbox.tmuxAt(
    'host',
    'new-session',
    '-d',
    '-s',
    'x',
    '-x',
    '150',
    '-y',
    '30',
    'sh',
    '-c',
    `unset TMUX TMUX_PANE; tmux -u -S '${sandbox.socket}' attach -t repo`,
  );
  const shows = async (...texts: string[]) =>
    await eventually(async () => {
      const line = (await sandbox.tmuxAt('host', 'capture-pane', '-p', '-t', 'x')).split('\n').at(-1) ?? '';
      for (const text of texts) expect(line).toContain(text);
    });
  const keys = (task: string, text: string) => project.pane(['keys', task, text, 'Enter']);

  await shows('|pane|,', ' FAIL');
  await keys('one', 'working {}');
  await keys('two', 'draw Proceed?');
  await eventually(async () => expect(await words()).toEqual({ one: 'work', two: 'WAIT', bad: 'FAIL' }));
  await shows(' work', ' WAIT', ' FAIL');
  await keys('one', 'waiting {"message":"#{pane_id}?"}');
  await eventually(async () => expect(await words()).toMatchObject({ one: 'WAIT' }));
  await keys('one', 'exit 4');
  await eventually(async () => expect(await words()).toEqual({ one: 'exit', two: 'WAIT', bad: 'FAIL' }));
  await shows(' exit', ' WAIT', ' FAIL');
  expect(await options()).toEqual(before);

  async function words(): Promise<Record<string, string>> {
    const listed = await sandbox.tmux('list-windows', '-t', '=repo:', '-F', '#{@pane_task} #{@pane_status}');
    const rows = listed.split('\n').map((line): [string, string] => {
      const [task = '', word = ''] = line.split(' ');
      return [task, word];
    });
    return Object.fromEntries(rows.filter(([task]) => task !== ''));
  }
});

test.each([45, 120])(
  'a terminal of %i columns shows the states, and the title where there is room',
  async (columns) => {
    await using sandbox = await Sandbox.create();
    const theme = 'set -g status-right \'"#{=21:pane_title}", #{?window_zoomed_flag,Z,-} %H:%M\'\n';
    await sandbox.write('home/.tmux.conf', theme);
    const project = await create(sandbox, {
      tmux: { session: 'api' },
      tasks: [
        { name: 'real', agent: 'told' },
        { name: 'two', agent: 'told' },
      ],
    });
    // The server reads the user's configuration.
    await project.up(['--wait=60']);
    for (const task of ['real', 'two']) await project.pane(['keys', task, 'waiting {}', 'Enter']);
    const window = (await project.task('real')).window ?? '';
    await sandbox.tmux('select-window', '-t', window);
    await sandbox.tmux('select-pane', '-t', window, '-T', 'A title of thirty-two characters');
    const attach = `unset TMUX TMUX_PANE; tmux -u -S '${sandbox.socket}' attach -t api`;
    const size = ['-x', String(columns), '-y', '10'];
    await sandbox.tmuxAt('host', 'new-session', '-d', '-s', 'x', ...size, 'sh', '-c', attach);
    await eventually(async () => {
      const line = (await sandbox.tmuxAt('host', 'capture-pane', '-p', '-t', 'x')).split('\n').at(-1) ?? '';
      expect(line).toMatch(/^\[api\] 0:real\* WAIT 1:two. WAIT/);
      if (columns > 80) expect(line).toMatch(/"A title of thirty-two", - \d\d:\d\d$/);
      else expect(line).not.toContain('title');
    });
  },
);

test.each([
  ['a session of the user', {}, true],
  ['`status: false`', { tmux: { status: false } }, false],
])('with %s no format is set, only the option that one may show oneself', async (_what, more, hasSession) => {
  await using sandbox = await Sandbox.create();
  const project = await create(sandbox, more);
  if (hasSession) await sandbox.tmux('new-session', '-d', '-s', 'repo', 'cat');
  await project.up(['--wait=60']);
  await project.pane(['keys', 'one', 'working {}', 'Enter']);
  const window = (await project.task('one')).window ?? '';
  await eventually(async () =>
    expect(await sandbox.tmux('show-options', '-w', '-v', '-t', window, '@pane_status')).toBe('work'),
  );
  expect(await sandbox.tmux('show-options', '-w', '-t', window)).not.toContain('format');
});

/**
 * Agents that meet a limit in the night: once it is over the watcher has them go on, unless the user wants to see to it.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { doesThen, given, nightProject } from '../support/night-agent.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

const meetsLimit = `report working '{}'
report failed '{"error":"rate_limit","message":"Usage limit reached, try again in 8s"}'`;

test('an agent goes on when its limit is over, and not before, again and again', async () => {
  await using sandbox = await Sandbox.create();
  const project = await nightProject(sandbox, {
    tasks: [{ name: 'waits' }, { name: 'held', on_limit: 'hold' }],
  });
  const names = ['waits', 'held'];
  for (const name of names) await doesThen(sandbox, name, meetsLimit);
  await project.eventually({ waits: 'idle', held: 'idle' });
  await project.watch();
  for (const name of names) expect(await project.pane(['send', name, 'work'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ waits: 'limited', held: 'limited' });
  const { until } = await project.task('waits');
  expect((await project.pane(['send', 'held', 'more'])).stderr).toContain('held: not sent: it is limited');

  // It meets the limit once more.
  await eventually(() => expect(given(sandbox, 'waits')).toEqual(['began ', 'work', 'continue']));
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(until ?? ''));
  await project.eventually({ waits: 'limited' });
  await doesThen(sandbox, 'waits', "report working '{}'; report idle '{}'");
  await project.eventually({ waits: 'idle' });
  expect(given(sandbox, 'waits')).toEqual(['began ', 'work', 'continue', 'continue']);
  expect(given(sandbox, 'held')).toEqual(['began ', 'work']);
  await project.eventually({ held: 'limited' });
  const events = (await project.pane(['events'])).stdout;
  expect(events.match(/"message-sent","task":"waits","reason":"limit","turn":0/g)).toHaveLength(2);
});

test('an agent whose window is lost at its limit is limited all the same, and goes on when that is over', async () => {
  await using sandbox = await Sandbox.create();
  const project = await nightProject(sandbox, {
    tasks: [{ name: 'one' }],
  });
  await doesThen(sandbox, 'one', meetsLimit.replace('in 8s', 'in 12s'));
  await project.eventually({ one: 'idle' });
  expect(await project.pane(['send', 'one', 'work'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ one: 'limited' });
  const { until } = await project.task('one');
  await doesThen(sandbox, 'one', "report working '{}'; report idle '{}'");
  await sandbox.tmux('kill-server');
  await project.upDone();
  await project.eventually({ one: 'limited' });
  const lost = await project.task('one');
  expect(lost.message).toBe('its window was lost at its limit; the watcher has it go on when that is over');
  // The window and the record each have their own second, and the next one may begin in between.
  const ends = Date.parse(lost.until ?? '');
  expect(Math.abs(ends - Date.parse(until ?? ''))).toBeLessThanOrEqual(1_000);
  await project.watch();
  await eventually(() =>
    expect(given(sandbox, 'one')).toEqual(['began ', 'work', 'began again', 'continue']),
  );
  expect(Date.now()).toBeGreaterThanOrEqual(ends);
  await project.eventually({ one: 'idle' });
});

test('how a turn failed is known after a lost server too, though nobody had looked by then', async () => {
  await using sandbox = await Sandbox.create();
  const names = ['waits', 'login', 'broken'] as const;
  const project = await nightProject(sandbox, { tasks: names.map((name) => ({ name })) });
  await project.eventually({ waits: 'idle', login: 'idle', broken: 'idle' });
  const fails = (error: string, message: string) =>
    `report working '{}'; report failed '${JSON.stringify({ error, message })}'`;
  await doesThen(sandbox, 'waits', meetsLimit.replace('in 8s', 'in 12s'));
  await doesThen(sandbox, 'login', fails('authentication_failed', 'Please run /login'));
  await doesThen(sandbox, 'broken', fails('invalid_request', 'prompt is too long'));
  // Typed in by hand, so that no command looks.
  for (const name of names) await sandbox.tmux('send-keys', '-t', `repo:${name}`, 'work', 'Enter');
  const turnsOf = (name: string) => sandbox.read(`repo/.git/worktrees/${name}/pane/turns`).catch(() => '');
  for (const name of names) await eventually(async () => expect(await turnsOf(name)).toMatch(/^failed /));
  const [, , at] = (await turnsOf('waits')).split(' ');
  await sandbox.tmux('kill-server');
  await project.upDone();
  await project.eventually({ waits: 'limited', login: 'waiting', broken: 'stuck' });
  const until = new Date((Number(at) + 12) * 1000).toISOString();
  expect((await project.status()).tasks).toMatchObject([
    { until },
    { message: 'needs login: Please run /login' },
    { message: 'turn failed: prompt is too long' },
  ]);

  await doesThen(sandbox, 'waits', "report working '{}'; report idle '{}'");
  await project.watch();
  await eventually(() =>
    expect(given(sandbox, 'waits')).toEqual(['began ', 'work', 'began again', 'continue']),
  );
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(until));
  await project.eventually({ waits: 'idle', login: 'waiting', broken: 'stuck' });
  expect(await project.plan()).toEqual([]);
  // Who starts it again sees to it.
  expect(await project.pane(['restart', 'login', 'broken'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ login: 'idle', broken: 'idle' });
  expect(given(sandbox, 'login')).toEqual(['began ', 'work', 'began again', 'began again']);
});

test('and where only its screen had told of it', async () => {
  await using sandbox = await Sandbox.create();
  const script = `#!/bin/sh
printf '> '
while read -r line; do printf 'ERROR: no such model\\n> '; done
`;
  await sandbox.write('bin/drawn', script, { mode: 0o755 });
  const screen = { idle: ['^>$'], stuck: ['^ERROR'] };
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents: { drawn: { command: ['drawn'], prompt: 'none', screen, resume: ['again'] } },
    tasks: [{ name: 'one', agent: 'drawn', on_failure: 'restart' }],
  });
  await project.upDone();
  await project.eventually({ one: 'idle' });
  expect(await project.pane(['send', 'one', 'work'])).toMatchObject({ exitCode: 0 });
  await project.eventually({ one: 'stuck' });
  const turns = 'repo/.git/worktrees/one/pane/turns';
  await eventually(async () => {
    await project.status();
    expect(await sandbox.read(turns)).toMatch(/^failed /);
  });
  await sandbox.tmux('kill-server');
  await project.upDone();
  await project.eventually({ one: 'stuck' });
  expect(await project.task('one')).toMatchObject({
    message: 'turn failed: ERROR: no such model',
    source: 'screen',
  });
  expect(await project.pane(['wait', '--all-settled'])).toMatchObject({ exitCode: 1 });
});

/**
 * Meets a limit at first; it tells that by its events, or where it is codex by its last line. One ends before the other: the
 * window that is opened then is the only one of its server, and the one that was lost with the server before was closed by nobody.
 */
const ONCE = `#!/bin/sh
at="$HOME/../night.$PANE_TASK"
for last; do :; done
printf '%s\\n' "$last" >>"$at.got"
printf '{"session_id":"s"}' | sh "$PANE_REPORT" start
sh "$PANE_REPORT" working </dev/null
case $0.$last in
  *.continue) echo good; exit 0 ;;
  */codex.*) printf 'ERROR: You have hit your usage limit, and this line is longer than a window is wide; try again in 8s\\n' >&2 ;;
  *) printf '{"error":"rate_limit","message":"Limit reached, try again in 12s"}' | sh "$PANE_REPORT" failed ;;
esac
exit 1
`;

test('what ends with its turn at a limit goes on in its conversation when that is over', async () => {
  await using sandbox = await Sandbox.create();
  for (const name of ['once', 'codex']) await sandbox.write(`bin/${name}`, ONCE, { mode: 0o755 });
  const once = { command: ['once'], one_shot: true, reports: 'claude', resume: ['--resume', '{id}'] };
  const project = await TestProject.create(sandbox, await sandbox.repository(), {
    agents: { once, codex: { command: ['codex', 'exec'] } },
    defaults: { on_failure: 'restart' },
    tasks: [
      { name: 'events', agent: 'once', prompt: 'work' },
      { name: 'output', agent: 'codex', prompt: 'work' },
    ],
  });
  await project.upDone();
  await project.eventually({ events: 'limited', output: 'limited' });
  const tasks = await Promise.all(['events', 'output'].map((name) => project.task(name)));
  await sandbox.tmux('kill-server');
  await project.upDone();
  expect(await project.states()).toEqual({ events: 'limited', output: 'limited' });
  await project.watch();
  await project.eventually({ events: 'exited', output: 'exited' });
  for (const { name, until } of tasks) {
    expect(given(sandbox, name)).toEqual(['work', 'continue']);
    expect(await project.task(name)).toMatchObject({ exitCode: 0 });
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(until ?? ''));
  }
  const { stdout } = await project.pane(['events']);
  expect(stdout.match(/"cause":"its limit is over"/g)).not.toBeNull();
});

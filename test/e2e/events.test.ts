/**
 * `pane events`: what happened, once each and in order, for whoever follows along.
 */
import { mkdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseEvent, type RecordedEvent } from '../../src/events/event.ts';
import { appendEvents } from '../../src/events/log.ts';
import { parseProjectId } from '../../src/ids.ts';
import { eventually } from '../support/eventually.ts';
import type { Running } from '../support/processes.ts';
import { TestProject } from '../support/project.ts';
import { builtCommand, Sandbox } from '../support/sandbox.ts';
import { toldProject } from '../support/told-agent.ts';
import { WatchedProject } from '../support/watched.ts';

function eventsIn(text: string): RecordedEvent[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const event = parseEvent(line);
      if (event === null) throw new Error(`no event: ${line}`);
      return event;
    });
}

/** The events in short: kind, task, and what matters of the rest. */
function inShort(event: RecordedEvent): string {
  switch (event.kind) {
    case 'task-state':
      return `${event.task} ${event.before} -> ${event.state}`;
    case 'operation-begun':
      return `${event.task} ${event.operation} …`;
    case 'operation-ended':
      return `${event.task} ${event.operation} ${event.outcome} ${event.finished}/${event.total}`;
    case 'notice':
      return `${event.notice} ${event.tasks.join()}`;
    case 'watcher-started':
      return 'watcher started';
    case 'first-look':
      return 'first look';
    case 'watcher-stopped':
      return `watcher ${event.outcome}`;
    default:
      return `${event.kind} ${event.task}`;
  }
}

function shortOf({ stdout }: { readonly stdout: string }): string[] {
  return eventsIn(stdout).map(inShort);
}

function follow(sandbox: Sandbox, ...args: string[]): Running {
  return sandbox.startPane(['events', '--follow', ...args], { cwd: 'repo' });
}

const UP_ONE = [
  'one create-worktree …',
  'one create-worktree done 1/3',
  'one copy-files …',
  'one copy-files done 2/3',
  'one open-window …',
  'one open-window done 3/3',
];

test('events of commands, as they happen and afterwards; by task, since a time and since a number', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  const following = follow(sandbox);
  await project.upDone();
  await eventually(() => expect(shortOf(following)).toEqual(UP_ONE));
  await project.write({ tasks: ['one', 'two'] });
  await project.upDone();
  expect((await project.pane(['down'])).exitCode).toBe(0);
  await eventually(() =>
    expect(shortOf(following).slice(-1)).toEqual([expect.stringMatching(/^\w+ close-window done 2\/2$/)]),
  );
  following.kill();
  expect(await following.ended).toMatchObject({ exitCode: 0, stderr: '' });

  const all = await project.pane(['events']);
  expect(all).toMatchObject({ exitCode: 0, stderr: '', stdout: following.stdout });
  const numbers = eventsIn(all.stdout).map(({ seq }) => seq);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  expect(shortOf(await project.pane(['events', 'two'])).every((line) => line.startsWith('two '))).toBe(true);
  expect(eventsIn((await project.pane(['events', '--since', '6'])).stdout)[0]?.seq).toBe(7);
  expect((await project.pane(['events', '--since', '1h'])).stdout).toBe(all.stdout);
  expect((await project.pane(['events', '--since', '9999999h'])).stdout).toBe(all.stdout);
  expect((await project.pane(['events', '--since', '0s'])).stdout).toBe('');
  // It is known without a project.
  for (const cwd of ['repo', 'tmp']) {
    const { exitCode, stderr } = await project.pane(['events', '--since', 'noon'], { cwd });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining('--since takes a duration such as 2h'),
    });
  }

  // Nothing to do is nothing to tell.
  await project.upDone();
  const count = eventsIn((await project.pane(['events'])).stdout).length;
  await project.upDone();
  expect(eventsIn((await project.pane(['events'])).stdout)).toHaveLength(count);
});

test('who follows ends well when its reader goes away', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await project.upDone();
  const following = `'${process.execPath}' '${builtCommand}' events --follow --since 5`;
  const line = sandbox.sh(`{ ${following} 2>errors; echo $? >code; } | { head -n 1; echo >read; }`, {
    cwd: 'repo',
  });
  await eventually(() => sandbox.read('repo/read'));
  expect((await project.pane(['down'])).exitCode).toBe(0);
  expect(eventsIn(await line)).toHaveLength(1);
  expect(await sandbox.read('repo/code')).toBe('0\n');
  expect(await sandbox.read('repo/errors')).toBe('');
});

test('commands at the same time give one order, without gaps and doubles', async () => {
  await using sandbox = await Sandbox.create();
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: names });
  expect((await project.pane(['trust', '--yes'])).exitCode).toBe(0);
  const following = follow(sandbox);
  const ups = await Promise.all([
    project.pane(['up', '--once', 'a', 'b', 'c']),
    project.pane(['up', '--once', 'd', 'e', 'f']),
  ]);
  expect(ups.map(({ exitCode, stderr }) => (exitCode === 0 ? 0 : stderr))).toEqual([0, 0]);
  await eventually(() => expect(shortOf(following)).toHaveLength(36));
  following.kill('SIGINT');
  expect((await following.ended).exitCode).toBe(0);
  const events = eventsIn(following.stdout);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(new Set(events.map(({ pid }) => pid)).size).toBe(2);
  for (const name of names) {
    const own = events.filter((event) => 'task' in event && event.task === name).map(({ kind }) => kind);
    expect(own).toEqual(
      ['begun', 'ended', 'begun', 'ended', 'begun', 'ended'].map((end) => `operation-${end}`),
    );
  }
});

test('events that can not be written fail nothing', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await project.upDone();
  const file = await sandbox.sh('echo .git/pane/watch/*.events', { cwd: 'repo' });
  await sandbox.sh(`rm '${file}'`, { cwd: 'repo' });
  await mkdir(sandbox.path('repo', file));
  const { exitCode, stdout, stderr } = await project.pane(['down']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '1 window closed.\n' });
  expect(stderr).not.toMatch(/event/);
});

test('an up, an agent’s turn, a restart of the watcher and down: once each, in order', async () => {
  await using sandbox = await Sandbox.create();
  const project = await toldProject(sandbox, {
    tasks: [{ name: 'one', agent: 'told' }],
  });
  const following = follow(sandbox);
  /** Waits for another watcher than that one, and until it has had its first look, of which it leaves a note. */
  const watcher = async (but: number) =>
    await eventually(async () => {
      const { pid } = JSON.parse(await sandbox.sh('cat .git/pane/watch/*.json', { cwd: 'repo' }));
      if (pid === but) throw new Error('no other watcher');
      return pid;
    });
  const keys = async (text: string) =>
    expect((await project.pane(['keys', 'one', text, 'Enter'])).exitCode).toBe(0);
  const told = async (...lines: string[]) =>
    await eventually(() => expect(shortOf(following).slice(-lines.length)).toEqual(lines));

  expect((await project.pane(['up', '--trust', '--wait'])).exitCode).toBe(0);
  await told(...UP_ONE, 'watcher started', 'first look');
  const first = await watcher(0);
  await project.eventually({ one: 'idle' });
  await keys('working {}');
  await told('one idle -> working');
  await keys('waiting {"message":"May I?"}');
  await told('one working -> waiting');
  await keys('working {}');
  await told('one waiting -> working');
  await keys('idle {}');
  await told('one working -> idle');
  process.kill(first, 'SIGKILL');
  await watcher(first);
  await told('watcher lost', 'watcher started', 'first look');
  await keys('working {}');
  await told('one idle -> working');
  expect((await project.pane(['down'])).exitCode).toBe(0);
  await told('watcher ended', 'one close-window …', 'one close-window done 1/1');
  following.kill();
  expect(await following.ended).toMatchObject({ exitCode: 0, stderr: '' });

  // What the first look saw of the start depends on when it came.
  const rest = shortOf(following).filter(
    (line) => !/^one .* -> (starting|running)$|^one \w+ -> idle$|^turn-ended one$/.test(line),
  );
  expect(rest).toEqual([
    ...UP_ONE,
    'watcher started',
    'first look',
    'one idle -> working',
    'one working -> waiting',
    'one waiting -> working',
    'watcher lost',
    'watcher started',
    'first look',
    'one idle -> working',
    'watcher ended',
    'one close-window …',
    'one close-window done 1/1',
  ]);
  const numbers = eventsIn(following.stdout).map(({ seq }) => seq);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  const waiting = eventsIn(following.stdout).find(
    (event) => event.kind === 'task-state' && event.state === 'waiting',
  );
  expect(waiting).toMatchObject({ message: 'May I?', isNews: true });
  const lost = eventsIn(following.stdout).find((event) => event.kind === 'watcher-stopped');
  expect(lost).toMatchObject({ outcome: 'lost', lastSeen: expect.stringMatching(/^\d{4}-.*Z$/) });
});

test('who follows misses nothing where the file becomes full', async () => {
  await using sandbox = await Sandbox.create();
  const project = await TestProject.create(sandbox, await sandbox.repository(), { tasks: ['one'] });
  await project.upDone();
  const name = await sandbox.sh('basename .git/pane/watch/*.events .events', { cwd: 'repo' });
  const projectId = parseProjectId(name);
  if (projectId === null) throw new Error(`no project: ${name}`);
  const place = { common: sandbox.path('repo/.git'), projectId, pid: process.pid };
  const following = follow(sandbox, '--since', '6');
  const batch = Array.from({ length: 100 }, () => ({
    kind: 'hold-begun' as const,
    task: null,
    message: 'x'.repeat(1900),
  }));
  for (let count = 1; count <= 24; count += 1) {
    appendEvents(place, batch);
    await eventually(() => expect(following.stdout.split('\n').length - 1).toBe(count * 100));
  }
  following.kill();
  expect((await following.ended).exitCode).toBe(0);
  const numbers = eventsIn(following.stdout).map(({ seq }) => seq);
  expect(numbers).toEqual(Array.from({ length: 2400 }, (_, index) => 7 + index));
  const kept = eventsIn((await project.pane(['events'])).stdout).map(({ seq }) => seq);
  expect(kept[0]).toBeGreaterThan(1);
  expect(kept.at(-1)).toBe(2406);
});

test('what the watcher holds back, and that it is over', async () => {
  await using sandbox = await Sandbox.create();
  const watched = await WatchedProject.create(sandbox, ['one'], '0s');
  const running = await watched.watch();
  const following = follow(sandbox);
  const holds = () => eventsIn(following.stdout).filter(({ kind }) => kind.startsWith('hold-'));
  const text = await sandbox.read(watched.file);
  await sandbox.write(watched.file, 'tasks: [');
  await eventually(() => expect(holds().map(inShort)).toEqual(['hold-begun null']));
  await sandbox.write(watched.file, text);
  await eventually(() => expect(holds().map(inShort)).toEqual(['hold-begun null', 'hold-ended null']));
  const [begun, ended] = holds();
  expect(ended).toMatchObject({ message: begun?.kind === 'hold-begun' ? begun.message : '' });
  running.kill();
  expect((await running.ended).exitCode).toBe(0);
  await eventually(() => expect(shortOf(following).at(-1)).toBe('watcher ended'));
  following.kill();
  await following.ended;
});

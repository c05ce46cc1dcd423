/**
 * Hosts in trouble: one hangs, one dies, one has no room left, one has another clock, one an older `pane`. The others are
 * unharmed, and what is told is right.
 */
import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { Bed } from './bed/bed.ts';

/** A clock that is a day behind, for whatever ssh starts there: a namespace has no time of day of its own. */
function dayBehind(): string {
  const places = readdirSync('/usr/lib').map((name) => `/usr/lib/${name}/faketime/libfaketimeMT.so.1`);
  const library = places.find((path) => existsSync(path));
  if (library === undefined) throw new Error('no libfaketimeMT.so.1 below /usr/lib');
  return `SetEnv LD_PRELOAD=${library} FAKETIME=-1d DONT_FAKE_MONOTONIC=1 FAKETIME_DONT_FAKE_MONOTONIC=1`;
}

const FULL = '/home/me/src';

/** Over a connection that is there, by `pane`'s limit, once; while one is made, by ssh's. */
const SILENT = /hung did not answer within 3 s|could not reach hung: .*timed out/;

interface Entry {
  readonly name: string;
  readonly host: string;
}

let bed: Bed;
let tasks: Entry[] = [];

function write(...more: readonly Entry[]): void {
  tasks = [...tasks, ...more];
  bed.writeFile({ tasks: tasks.map((task) => ({ prompt: `Prompt of ${task.name}`, ...task })) });
}

const running = () => Object.fromEntries(tasks.map(({ name }) => [name, 'running']));
const given = (host: string, task: string) =>
  bed
    .host(host)
    .launches()
    .filter(({ argv }) => argv.includes(`Prompt of ${task}`)).length;

async function timed<T>(what: string, work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const begun = performance.now();
  const value = await work();
  const seconds = (performance.now() - begun) / 1000;
  console.log(`${what}: ${seconds.toFixed(1)} s`);
  return { value, seconds };
}

beforeAll(async () => {
  const skewed = { sshd: [dayBehind()] };
  bed = await Bed.create({ good: {}, hung: {}, dying: {}, full: { isBare: true }, skewed, old: {} });
  const full = bed.host('full');
  await full.root(`mount -t tmpfs -o size=8m,uid=64242,gid=64242 full ${FULL}`);
  await bed.install(full);
  // The number of the protocol as an older one would have it.
  await bed
    .host('old')
    .sh('sed -i "s/protocol: [0-9]*,/protocol: 0,/" ~/.local/lib/node_modules/pane-up/dist/chunks/serve.js');
});
afterAll(async () => await bed[Symbol.asyncDispose]());

describe('beside a host that', () => {
  test('has an older pane, all others go up', async () => {
    write(...['good', 'hung', 'dying', 'full', 'skewed', 'old'].map((host) => ({ name: `${host}-1`, host })));
    const up = await bed.pane(['up', '--trust', '--wait=60']);
    expect(up.exitCode).toBe(1);
    expect(up.stderr).toMatch(
      /^error: old has pane \S+, which is older than pane \S+ here[^\n]*\n {2}Update pane on old\.\n$/m,
    );
    await bed.eventually({ ...running(), 'old-1': 'unknown' });
    // As it says.
    const old = bed.host('old');
    await old.sh('rm -rf ~/.local/lib/node_modules ~/src/my-app');
    await bed.install(old);
    await bed.done(['up']);
    await bed.eventually(running());
  });

  test('has another clock, ages are right', async () => {
    expect(await bed.laptop.sh('ssh me@skewed.example date +%F')).not.toBe(await bed.laptop.sh('date +%F'));
    const { stdout } = await bed.done(['status']);
    expect(stdout).toMatch(/^skewed-1 +skewed +running +stub +\d+s/m);
    expect((await bed.done(['logs', 'skewed-1'])).stdout).toContain('agent of skewed-1 has started');
    // tmux and the agent, which get only what a login has, keep the right clock: as if it was put back since they began.
    await bed.done(['send', 'skewed-1', 'in time']);
    await eventually(() => bed.host('skewed').launches().at(0)?.input === 'in time\n');
    expect((await bed.done(['exec', 'skewed-1', '--', 'pwd'])).stdout).toMatch(/skewed-1\n$/);
    await bed.done(['archive', 'skewed-1']);
    expect((await bed.done(['restore'])).stdout).toMatch(/skewed-1@\w+ +skewed/);
    await bed.done(['restore', 'skewed-1']);
    await bed.eventually(running());
    expect(given('skewed', 'skewed-1')).toBe(1);
  });

  test('has no room left, the others get their tasks', async () => {
    const full = bed.host('full');
    await full.run('sh', ['-c', `cat /dev/zero >${FULL}/filler`]);
    write({ name: 'full-2', host: 'full' }, { name: 'good-2', host: 'good' });
    const up = await bed.pane(['up', '--trust', '--wait=60']);
    expect(up.exitCode).toBe(1);
    expect(up.stderr).toMatch(/full.*(no space left|disk is full|no room)/i);
    const states = await bed.states();
    expect(states).toMatchObject({ 'good-2': 'running', 'full-1': 'running' });
    expect(states['full-2']).not.toBe('running');
    await full.sh(`rm ${FULL}/filler`);
    await bed.done(['up', '--wait=60']);
    await bed.eventually(running());
    expect(given('full', 'full-2')).toBe(1);
  });

  test('hangs, the others answer, and it costs its time limit', async () => {
    const hung = bed.host('hung');
    const env = { PANE_ANSWER_TIMEOUT: '3' };
    const { seconds: before } = await timed('status of six hosts', () => bed.pane(['status'], { env }));
    await hung.signal((await hung.sshds()).all, 'STOP');
    onTestFinished(async () => await hung.signal((await hung.sshds()).all, 'CONT'));
    for (const times of ['with a connection that was shared', 'anew']) {
      const { value, seconds } = await timed(`status with one that hangs, ${times}`, () =>
        bed.pane(['status', '--json'], { env }),
      );
      expect(value.exitCode).toBe(1);
      const { tasks: rows } = JSON.parse(value.stdout);
      for (const { name, state, message } of rows)
        expect({ name, state, message }).toMatchObject(
          name === 'hung-1'
            ? { state: 'unknown', message: expect.stringMatching(SILENT) }
            : { state: 'running' },
        );
      expect(seconds).toBeLessThan(before + 3 + 3);
      await bed.laptop.signal(await bed.laptop.processes('ssh'), 'KILL');
    }
    write({ name: 'good-3', host: 'good' }, { name: 'hung-2', host: 'hung' });
    const { value: up } = await timed('up with one that hangs', () => bed.pane(['up', '--trust'], { env }));
    expect(up).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(SILENT) });
    expect(await bed.states({ env })).toMatchObject({
      'good-3': 'running',
      'hung-1': 'unknown',
      'hung-2': 'unknown',
    });
    const send = await timed('send to it', () => bed.pane(['send', 'hung-1', 'hello'], { env }));
    expect(send.value).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(SILENT) });
    await hung.signal((await hung.sshds()).all, 'CONT');
    await bed.done(['up', '--wait=60']);
    await bed.eventually(running());
    expect([given('hung', 'hung-1'), given('hung', 'hung-2')]).toEqual([1, 1]);
    for (const { input } of hung.launches()) expect(input.split('hello').length).toBeLessThanOrEqual(2);
  });

  test('dies in the middle of an up, the others go on, and so does it when it is back', async () => {
    const dying = bed.host('dying');
    const hook = '#!/bin/sh\n: >/home/me/begun\nsleep 3\n';
    dying.write('home/src/my-app/.git/hooks/post-checkout', hook, 0o755);
    write(
      { name: 'dying-2', host: 'dying' },
      { name: 'dying-3', host: 'dying' },
      { name: 'good-4', host: 'good' },
    );
    const up = bed.startPane(['up', '--trust', '--wait=60'], { env: { PANE_ANSWER_TIMEOUT: '3' } });
    up.closeInput();
    await eventually(() => existsSync(dying.home('begun')));
    await bed.kill('dying');
    const { value } = await timed('up, after a host died in its middle', () => up.ended);
    expect(value).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/^error: .*dying/m) });
    expect(await bed.states({ env: { PANE_ANSWER_TIMEOUT: '3' } })).toMatchObject({
      'good-4': 'running',
      'dying-1': 'unknown',
    });
    await bed.startAgain('dying');
    await eventually(async () => await bed.done(['up', '--wait=60']));
    await bed.eventually(running());
    for (const task of ['dying-1', 'dying-2', 'dying-3']) expect(given('dying', task)).toBe(1);
  });
});

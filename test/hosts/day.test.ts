/**
 * A user's day over three hosts, from fresh clones.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { Bed, CLONE } from './bed/bed.ts';
import { Terminal } from './bed/terminal.ts';

const PLACES = { near: null, plot: 'big', train: 'big', lint: 'small', docs: 'far' } as const;
const NAMES = Object.keys(PLACES);
const tasks = Object.entries(PLACES).map(([name, host]) => ({ name, host, prompt: `Prompt of ${name}` }));
const all = (state: string) => Object.fromEntries(NAMES.map((name) => [name, state]));

test('a day over three hosts', async () => {
  await using bed = await Bed.create({ big: {}, small: {}, far: {} });
  const { laptop } = bed;
  const big = bed.host('big');
  const machines = [laptop, ...bed.hosts.values()];
  const launches = () => machines.flatMap((machine) => machine.launches());
  bed.writeFile({ defaults: { agent: 'stub', send_files: ['.env'] }, tasks });
  laptop.write('home/src/my-app/.env', 'KEY=of the laptop\n');

  // In the morning: what is new is shown, and approved on the terminal.
  {
    await using terminal = await Terminal.open(laptop);
    await terminal.type('pane up', 'Enter');
    await terminal.shows(/host\s+\+ big[\s\S]*\[y\/N\]/);
    await terminal.type('y', 'Enter');
    await terminal.shows(/On big: 2 worktrees made[\s\S]*On far: 1 worktree made/);
  }
  await bed.eventually(all('running'));
  await eventually(() => launches().length === 5);
  expect(launches().map(({ argv }) => argv)).toEqual(
    expect.arrayContaining(tasks.map(({ prompt }) => [prompt])),
  );
  const table = (await bed.done(['status'])).stdout;
  for (const [name, host] of Object.entries(PLACES))
    expect(table).toMatch(new RegExp(`^${name} +${host ?? ''} +running +stub`, 'm'));
  expect((await bed.done(['plan'])).stdout).toContain('Nothing to do on hosts.');
  const { hosts } = JSON.parse((await bed.done(['hosts', '--json'])).stdout);
  expect(hosts).toMatchObject([
    { name: 'big', reachable: true, running: 2 },
    { name: 'small', reachable: true, running: 1 },
    { name: 'far', reachable: true, running: 1 },
  ]);

  // The laptop's `.env` is in each worktree, for its owner only, and waits nowhere any more.
  const trees = '/home/me/src/me-my-app.worktrees';
  expect(await big.sh(`cd ${trees} && stat -c %a train/.env plot/.env && cat train/.env`)).toBe(
    '600\n600\nKEY=of the laptop',
  );
  expect(await big.sh(`find ${CLONE}/.git/pane/hosts/*/files -type f`)).toBe('');

  // A text goes to the agent, and what it prints comes back.
  const text = 'look at "$(hostname)" too';
  await bed.done(['send', 'train', text]);
  await eventually(() =>
    big.launches().some(({ cwd, input }) => cwd.endsWith('/train') && input === `${text}\n`),
  );
  expect((await bed.done(['peek', 'train'])).stdout).toContain(text);
  {
    await using terminal = await Terminal.open(laptop);
    await terminal.type('pane logs -f lint', 'Enter');
    await terminal.shows('agent of lint has started');
    await bed.done(['send', 'lint', 'said while it is followed']);
    await terminal.shows('said while it is followed');
    await terminal.type('', 'C-c');
    await terminal.type('echo "ended: $?"', 'Enter');
    await terminal.shows('ended: 130');
    // In the task's window on the host, and back again.
    await terminal.type('clear; pane attach train', 'Enter');
    await terminal.shows(/agent of train has started[\s\S]*my-app/);
    await terminal.type('typed by hand', 'Enter');
    await eventually(() => big.launches().some(({ input }) => input.endsWith('typed by hand\n')));
    await terminal.type('', 'C-b', 'd');
    await terminal.shows(/detached[^$]*\$/);
    await terminal.type('echo "back on $(hostname)"', 'Enter');
    await terminal.shows('back on laptop');
  }

  // Its work: committed, and not.
  const there = '/home/me/src/me-my-app.worktrees/train';
  await big.sh(`echo more >>${there}/work.txt`);
  const diff = await bed.done(['diff', 'train']);
  expect(diff.stdout).toContain('+Prompt of train');
  expect(diff.stdout).toContain('+more');
  expect((await bed.done(['exec', 'train', '--', 'git', 'log', '-1', '--format=%s'])).stdout).toBe(
    'Work of train\n',
  );

  await bed.done(['fetch', 'train']);
  const local = (format: string) =>
    laptop.sh(`git -C ${CLONE} log -1 --format=${format} refs/pane/big/train`);
  expect(await local('%s')).toBe('Work of train');
  expect(await local('%H')).toBe(await big.sh(`git -C ${there} rev-parse HEAD`));

  // Away and back, with all that lay there.
  const path = laptop.home('src/my-app/pane.config.yaml');
  const written = readFileSync(path, 'utf8');
  const before = await big.sh(`cd ${there} && git log --format=%H && git status --short && cat notes.txt`);
  await bed.done(['archive', 'train', 'docs']);
  expect(readFileSync(path, 'utf8')).not.toMatch(/"train"|"docs"/);
  await bed.eventually({ near: 'running', plot: 'running', lint: 'running' });
  expect(await big.processes('cat')).toHaveLength(1);
  expect((await bed.done(['restore'])).stdout).toMatch(
    /train@\w+ +big[\s\S]*docs@\w+ +far|docs@\w+ +far[\s\S]*train@\w+ +big/,
  );
  await bed.done(['restore', 'docs']);
  await bed.done(['restore', 'train']);
  await bed.eventually(all('running'));
  expect(readFileSync(path, 'utf8')).toBe(written);
  expect(await big.sh(`cd ${there} && git log --format=%H && git status --short && cat notes.txt`)).toBe(
    before,
  );
  expect((await bed.done(['up'])).stderr).toBe('');

  // The laptop is closed, and a host is switched off and on: the others' agents go on.
  await bed.kill('big');
  const broken = await bed.pane(['status'], { env: { PANE_ANSWER_TIMEOUT: '2' } });
  expect(broken.exitCode).toBe(1);
  expect(broken.stdout).toMatch(/^train +big +unknown/m);
  expect(broken.stdout).toMatch(/^lint +small +running/m);
  await bed.startAgain('big');
  await eventually(async () => (await bed.pane(['up'])).exitCode === 0);
  await bed.eventually(all('running'));

  // In the evening.
  const down = await bed.done(['down']);
  for (const told of ['On big: 2 windows closed.', 'On small: 1 window closed.', 'On far: 1 window closed.'])
    expect(down.stdout).toContain(told);
  await bed.eventually(all('stopped'));
  for (const machine of machines) expect(await machine.processes('cat')).toEqual([]);
  // Each prompt was given once, whatever was started again, and nobody worked beside another one.
  for (const { prompt } of tasks) {
    expect(launches().filter(({ argv }) => argv.includes(prompt))).toHaveLength(1);
  }
  expect(launches().filter(({ isDouble }) => isDouble)).toEqual([]);
  expect(await laptop.sh(`git -C ${CLONE} status --short`)).toBe('?? pane.config.yaml');
});

/**
 * What is held back, and what goes nowhere: another computer's list, a task whose host was changed, a host that leads
 * elsewhere or has left the file.
 */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestHost } from '../support/host.ts';
import { HostsProject } from '../support/hosts-project.ts';
import { TestProject } from '../support/project.ts';

const FAR = { name: 'far', host: 'big', prompt: 'Prompt of far' } as const;
const OTHER = { name: 'other', host: 'big', prompt: 'Prompt of other' } as const;

test('a task that leaves the file is archived on its host, and a new one is made there', async () => {
  await using it = await HostsProject.create([FAR]);
  await it.project.upDone();
  await it.write([OTHER]);
  expect((await it.project.status()).tasks).toMatchObject([
    { name: 'other', state: 'pending', host: 'big' },
    { name: 'far', state: 'running', message: expect.stringContaining('left the file') },
  ]);
  const up = await it.project.up(['--wait=60']);
  expect(up).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^(\[\d\/4\] big: .*\n)+$/) });
  expect(up.stdout).toContain(
    'On big: 1 worktree made, files copied for 1 task, 1 window opened, 1 task archived.',
  );
  expect(await it.project.states()).toEqual({ other: 'running' });
});

test('more than half of all tasks at once are archived nowhere without a word', async () => {
  await using it = await HostsProject.create([{ name: 'near' }, FAR]);
  const small = await TestHost.create(it.sandbox, it.repository, 'small');
  const hosts = { hosts: { big: it.big.entry, small: small.entry } };
  await it.write([{ name: 'near' }, FAR, { ...OTHER, host: 'small' }], hosts);
  await it.project.upDone();
  await it.write([{ name: 'near' }], hosts);
  const up = await it.project.up();
  expect(up).toMatchObject({
    exitCode: 0,
    stderr: expect.stringMatching(/^held: 2 of 3 tasks left the file at once/),
  });
  expect(await it.project.states()).toEqual({ near: 'running', far: 'running', other: 'running' });
  expect((await it.project.up(['--yes'])).stdout).toMatch(
    /On big: 1 task archived\.\nOn small: 1 task archived\./,
  );
  expect(await it.project.states()).toEqual({ near: 'running' });
  expect((await it.project.pane(['hosts'])).exitCode).toBe(0);
});

test('with task names nothing else is changed on the host', async () => {
  await using it = await HostsProject.create([FAR, OTHER]);
  await it.project.upDone();
  const sent = it.big.list();
  await it.write([
    { ...OTHER, prompt: 'Another prompt' },
    { name: 'third', host: 'big' },
    { name: 'fourth', host: 'big' },
  ]);
  await it.project.upDone(['third']);
  const line = (name: string) => (text: string) =>
    text.split('\n').find((each) => each.includes(`"name":"${name}"`));
  for (const name of ['far', 'other']) expect(line(name)(it.big.list())).toBe(line(name)(sent));
  expect(it.big.list()).not.toContain('fourth');
  await it.sandbox.launched(3);
});

test('the watcher of a host goes on by itself, and the one here does not see to hosts', async () => {
  await using it = await HostsProject.create([{ name: 'near' }]);
  await it.project.pane(['up', '--trust', '--wait=60']);
  await it.write([{ name: 'near' }, FAR]);
  await it.project.pane(['up', '--trust', '--wait=60']);
  await it.project.eventually({ near: 'running', far: 'running' });
  const status = await it.project.status();
  expect(status.hosts).toEqual([{ name: 'big', watches: true, error: null }]);
  expect(status.watcher).not.toBeNull();
  // The window is opened again where the watcher sees that its server is lost.
  await it.sandbox.tmuxAt(it.big.socket, 'kill-server');
  await it.project.pane(['up']);
  await it.project.eventually({ near: 'running', far: 'running' });
  const down = await it.project.pane(['down']);
  expect(down.stdout).toContain('On big: 1 window closed.');
  expect((await it.project.status()).hosts).toEqual([{ name: 'big', watches: false, error: null }]);
});

test('another computer changes nothing there until it takes over', async () => {
  await using it = await HostsProject.create([FAR, OTHER]);
  await it.project.upDone();
  await it.sandbox.sh('git clone -q repo laptop');
  const laptop = await TestProject.create(
    it.sandbox,
    { path: it.sandbox.path('laptop') },
    { project: 'repo', hosts: { big: it.big.entry }, tasks: [OTHER] },
  );
  const stale = await laptop.up();
  expect(stale.exitCode).toBe(1);
  expect(stale.stderr).toMatch(/sent by another computer, .*:.*\/repo \(/);
  expect(stale.stderr).toContain('run `pane up --take-over`');
  expect(await it.project.states()).toEqual({ far: 'running', other: 'running' });
  // What only adds tasks archives nobody's.
  await laptop.write({
    project: 'repo',
    hosts: { big: it.big.entry },
    tasks: [FAR, OTHER, { ...OTHER, name: 'third' }],
  });
  await laptop.upDone();
  await laptop.write({ project: 'repo', hosts: { big: it.big.entry }, tasks: [FAR, OTHER] });
  expect((await it.project.up()).exitCode).toBe(1);
  expect((await it.project.up(['--take-over'])).exitCode).toBe(0);
  expect(await it.project.states()).toEqual({ far: 'running', other: 'running' });
});

test('a changed host moves nothing and starts nothing', async () => {
  await using it = await HostsProject.create([{ name: 'near' }, FAR]);
  const small = await TestHost.create(it.sandbox, it.repository, 'small');
  await it.project.upDone();
  const hosts = { hosts: { big: it.big.entry, small: small.entry } };
  await it.write(
    [
      { name: 'near', host: 'big' },
      { ...FAR, host: 'small' },
    ],
    hosts,
  );
  for (const args of [['up', '--once', '--trust'], ['plan'], ['up', '--once', 'near']]) {
    const { exitCode, stderr, stdout } = await it.project.pane(args);
    expect({ args, exitCode }).toEqual({ args, exitCode: 1 });
    expect(stderr + stdout).toContain('near');
    expect(stderr + stdout).toContain('nothing is moved');
  }
  await it.write([{ name: 'near' }, { ...FAR, host: null }], hosts);
  const back = await it.project.up();
  expect(back.exitCode).toBe(1);
  expect(back.stderr).toMatch(/^conflict: far is to be here now, but it is on host big, [^\n]*\n$/);
  expect(existsSync(small.clone.replace('/app', '/test-repo.worktrees/far'))).toBe(false);
  await it.sandbox.launched(2);
  // The way out that the message names.
  await it.write(
    [
      { name: 'near', host: 'big' },
      { ...FAR, host: 'small' },
    ],
    hosts,
  );
  expect((await it.project.pane(['archive', 'near', 'far'])).exitCode).toBe(0);
  await it.write(
    [
      { name: 'near', host: 'big' },
      { ...FAR, host: 'small' },
    ],
    hosts,
  );
  await it.project.upDone();
  expect((await it.project.status()).tasks.map(({ name, host }) => [name, host])).toEqual([
    ['near', 'big'],
    ['far', 'small'],
  ]);
  await it.sandbox.launched(4);
});

test('a host that leads elsewhere gets nothing', async () => {
  await using it = await HostsProject.create([FAR]);
  await it.project.upDone();
  await it.sandbox.sh(`git clone -q repo '${it.big.clone}-2'`);
  await it.write([], { hosts: { big: { ssh: 'big', path: '~/src/app-2' } } });
  const up = await it.project.up(['--yes']);
  expect(up.exitCode).toBe(1);
  expect(up.stderr).toContain('host big leads to another clone');
  expect(existsSync(`${it.big.clone}-2/.git/pane/hosts`)).toBe(false);
  await it.write([FAR]);
  await it.project.eventually({ far: 'running' });
});

test('a host that leaves the file keeps its tasks until it is forgotten', async () => {
  await using it = await HostsProject.create([FAR]);
  await it.project.upDone();
  await it.write([{ name: 'near' }], { hosts: {} });
  const up = await it.project.up();
  expect(up.exitCode).toBe(1);
  expect(up.stderr).toContain('host big has left the file while it has tasks (far)');
  const status = await it.project.pane(['status']);
  expect(status.exitCode).toBe(1);
  expect(status.stdout).toContain('`pane hosts forget big`');
  expect((await it.project.pane(['send', 'far', 'x'])).stderr).toContain('host big has left the file');
  const forgot = await it.project.pane(['hosts', 'forget', 'big']);
  expect(forgot.stdout).toBe('Forgot big. Its tasks stay there as they are: far.\n');
  expect((await it.project.pane(['status'])).exitCode).toBe(0);
  expect(await it.sandbox.tmuxAt(it.big.socket, 'list-windows', '-a', '-F', '#W')).toContain('far');
});

test('what is on a host and not known here is not archived by the way', async () => {
  await using it = await HostsProject.create([FAR, OTHER, { name: 'third', host: 'big' }]);
  await it.project.upDone();
  await it.project.pane(['hosts', 'forget', 'big']);
  const named = await it.project.up(['far']);
  expect(named).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('not known here') });
  await it.write([FAR]);
  for (const _ of ['first', 'again']) {
    const up = await it.project.up();
    expect(up.stderr).toContain('on big: 2 of 3 tasks left the file at once');
    expect(up.stdout).not.toContain('archived');
  }
  await it.write([FAR, OTHER, { name: 'third', host: 'big' }]);
  expect(await it.project.up()).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await it.project.states()).toEqual({ far: 'running', other: 'running', third: 'running' });
  await it.sandbox.launched(3);
});

test('nothing of the file reaches the shell of the host', async () => {
  await using it = await HostsProject.create([]);
  const path = '~/src/$(touch x)\'"`;&|* é';
  const clone = it.sandbox.path('hosts/big/home/src', path.slice('~/src/'.length));
  await it.sandbox.output('git', ['clone', '-q', it.repository.path, clone]);
  const prompt = 'first\n$(touch y) \'`"\u2028\u007f end';
  const agent = { command: ['stub'], env: { ODD: '$(touch z)\n\'"' } };
  await it.write([{ ...FAR, prompt, agent: 'odd' }], {
    hosts: { big: { ssh: 'big', path, as: 'an-n' } },
    agents: { odd: agent },
    project: 'öd $(x) app',
  });
  await it.project.upDone();
  const [launch] = await it.sandbox.launched(1);
  expect(launch).toMatchObject({ argv: [prompt], env: { ODD: agent.env.ODD } });
  for (const call of TestHost.calls(it.sandbox)) expect(call).toMatch(/ -- big (\S*pane) rpc$/);
  await it.write([], { hosts: { big: { ssh: '`touch>w`', path } } });
  await it.project.pane(['trust', '--yes']);
  const { stdout } = await it.project.pane(['hosts']);
  expect(stdout).toContain('Could not resolve hostname `touch>w`');
  await it.write([], { hosts: { big: { ssh: '-oProxyCommand=touch v', path } } });
  expect((await it.project.pane(['plan'])).stderr).toContain('hosts.big.ssh: not a destination for ssh');
  const made = await it.sandbox.sh('find . -name "[v-z]" -not -path "*/.git/*"');
  expect(made).toBe('');
});

test('a host that was sent nothing yet has nothing to take down', async () => {
  await using it = await HostsProject.create([{ name: 'near' }, FAR]);
  await it.project.pane(['trust', '--yes']);
  expect(await it.project.pane(['down'])).toMatchObject({
    exitCode: 0,
    stdout: 'Nothing to do here.\nOn big: nothing to do.\n',
    stderr: '',
  });
  const far = await it.project.pane(['down', 'far']);
  expect(far).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no tasks were sent here yet') });
});

test('a note of what hosts have that is damaged holds what may be there, and nothing else', async () => {
  await using it = await HostsProject.create([{ name: 'near' }, FAR, OTHER]);
  const { project, sandbox, repository } = it;
  await project.upDone();
  const [note = ''] = (await sandbox.sh("echo '' repo/.git/pane/watch/*.hosts")).trim().split(' ');
  const before = readFileSync(sandbox.path(note), 'utf8');
  await sandbox.write(note, '{"version":1,"hosts":{"big":{}}}');
  // By the file alone far would be started here.
  const tasks = [{ name: 'near', env: { NEW: '1' } }, { ...FAR, host: null }, OTHER];
  await it.write(tasks);
  const up = await project.up(['--wait=60']);
  expect(up.exitCode).toBe(1);
  expect(up.stderr).toMatch(
    /\.hosts is damaged, or of a newer pane: no host is asked\. Not made, since they may be on a host: far\. /,
  );
  const status = await project.pane(['status']);
  expect(status.exitCode).toBe(1);
  expect(status.stdout).toMatch(/\nnear [\s\S]*\nother +big +unknown [\s\S]*warning: .*move the note away/);
  expect(status.stdout).not.toMatch(/\nfar /);
  for (const args of [
    ['send', 'far', 'x'],
    ['hosts', 'forget', 'big'],
    ['archive', 'other'],
    ['up', 'far'],
  ])
    expect({ args, ...(await project.pane(args)) }).toMatchObject({
      args,
      exitCode: 1,
      stderr: expect.stringContaining('.hosts is damaged'),
    });
  expect(readFileSync(`${repository.path}/pane.config.yaml`, 'utf8')).toContain('"other"');
  expect(await project.pane(['send', 'near', 'hello'])).toMatchObject({ exitCode: 0 });
  expect(await project.pane(['restart', 'near'])).toMatchObject({ exitCode: 0 });
  await sandbox.launched(4);
  // Also where it can't be read at all, and to the watcher.
  await sandbox.sh(`rm '${note}' && mkdir '${note}'`);
  expect((await project.pane(['status'])).stdout).toContain(".hosts can't be read: ");
  // The way out that the message names: what is there is known again once it was sent.
  await sandbox.sh(`mv '${note}' '${note}.away'`);
  expect(before).toContain('"far"');
  await it.write([{ name: 'near', env: { NEW: '1' } }, FAR, OTHER]);
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect(await project.states()).toEqual({ near: 'running', far: 'running', other: 'running' });
  await sandbox.launched(4);
});

test('a task of a host that was renamed in the file is held, with a way that works', async () => {
  await using it = await HostsProject.create([FAR]);
  await it.project.upDone();
  await it.write([{ ...FAR, name: 'away' }]);
  const up = await it.project.up(['--yes']);
  expect(up.stderr).toContain(
    'held: away looks like far, renamed: run `pane rename far away`, or `pane up away` to make a new task',
  );
  await it.write([FAR]);
  expect(await it.project.up()).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await it.project.states()).toEqual({ far: 'running' });
  await it.sandbox.launched(1);
});

test('hosts shows versions and load, and check is doctor there', async () => {
  await using it = await HostsProject.create([FAR]);
  await it.project.upDone();
  const { hosts } = JSON.parse((await it.project.pane(['hosts', '--json'])).stdout);
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(hosts).toMatchObject([{ name: 'big', reachable: true, pane: version, running: 1, tasks: 1 }]);
  expect(hosts[0].about).toMatchObject({ node: process.version, git: expect.stringMatching(/^\d/) });
  expect((await it.project.pane(['hosts'])).stdout).toMatch(/^HOST\s+STATE[\s\S]*\nbig\s+reachable\s+1 of 1/);
  const check = await it.project.pane(['hosts', 'check', 'big']);
  expect(check.stdout).toContain('tmux');
  expect(await it.project.pane(['hosts', 'check', 'bog'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Did you mean big?'),
  });
  await eventually(async () => (await it.project.pane(['wait', 'far', '--for', 'running'])).exitCode === 0);
});

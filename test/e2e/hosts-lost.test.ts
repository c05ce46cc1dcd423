/**
 * Hosts that can't be reached, that hang, or whose connection is cut: unknown is not absent, and nothing is done twice.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestHost } from '../support/host.ts';
import { HostsProject } from '../support/hosts-project.ts';
import { processesOf } from '../support/processes.ts';

const TASKS = [{ name: 'near' }, { name: 'far', host: 'big' }] as const;
const FAR = [{ name: 'far', host: 'big' }] as const;

describe('a host that', () => {
  test('does not answer is unknown, and everything else goes on', async () => {
    await using it = await HostsProject.create(TASKS);
    const { project, big, sandbox } = it;
    await big.becomes('down');
    const up = await project.up(['--wait=60']);
    expect(up).toMatchObject({ exitCode: 1 });
    expect(up.stderr).toContain('could not reach big: ssh: connect to host big port 22: Connection refused');
    await sandbox.launched(1);
    const status = await project.pane(['status', '--json']);
    expect(status.exitCode).toBe(1);
    const { tasks } = JSON.parse(status.stdout);
    expect(tasks).toMatchObject([
      { name: 'near', state: 'running' },
      { name: 'far', state: 'unknown', host: 'big', message: expect.stringContaining('could not reach big') },
    ]);
    expect((await project.pane(['plan'])).exitCode).toBe(1);
    await big.becomes('up');
    await project.upDone();
    await big.becomes('down');
    const restore = await project.pane(['restore', 'other']);
    expect(restore).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('could not reach big') });
    // It never gets a second agent here.
    expect((await project.up()).exitCode).toBe(1);
    expect((await project.pane(['archive', 'far'])).exitCode).toBe(1);
    expect(readFileSync(`${it.repository.path}/pane.config.yaml`, 'utf8')).toContain('"far"');
    await sandbox.launched(2);
  });

  test('hangs is given up after a while', async () => {
    await using it = await HostsProject.create(TASKS);
    await it.project.pane(['trust', '--yes']);
    await it.big.becomes('hangs');
    const { exitCode, stderr, stdout } = await it.project.pane(['status'], {
      env: { PANE_ANSWER_TIMEOUT: '3' },
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(stdout).toContain('big did not answer within 6 s');
  });

  test('hangs behind a connection that is shared costs its time to answer once', async () => {
    await using it = await HostsProject.create(TASKS);
    await it.project.pane(['trust', '--yes']);
    await it.big.becomes('hangs');
    await it.big.isShared();
    const { exitCode, stdout } = await it.project.pane(['status'], { env: { PANE_ANSWER_TIMEOUT: '3' } });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('big did not answer within 3 s');
  });

  test('has an older pane is told so, with what to do', async () => {
    await using it = await HostsProject.create(FAR);
    await it.big.becomes('old');
    const { exitCode, stderr } = await it.project.up();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('big has pane 0.0.1, which is older than pane');
    expect(stderr).toContain('Update pane on big.');
  });

  test('has no pane is told so', async () => {
    await using it = await HostsProject.create(FAR);
    await it.sandbox.write('hosts/big/bin/pane', '#!/bin/sh\nexit 127\n', { mode: 0o755 });
    const { stderr } = await it.project.up();
    expect(stderr).toContain('big has no `pane`');
    expect(stderr).toContain('`pane hosts install big` puts this one there');
  });

  test('ssh would ask about, or that has no clone, is told with what to do', async () => {
    await using it = await HostsProject.create(FAR);
    await it.big.becomes('unknown');
    const barred =
      'Host key verification failed.\n  `ssh big` must get in without asking for anything: try it here.\n';
    expect((await it.project.up()).stderr).toContain(`could not reach big: ${barred}`);
    expect((await it.project.pane(['hosts', 'install', 'big'])).stderr).toMatch(
      /`ssh big` must get in without/,
    );
    await it.big.becomes('up');
    const clone = 'Clone the repository there, or correct `path` of the host.';
    await it.sandbox.sh(`mv '${it.big.clone}' moved`);
    const absent = `there is no ~/src/app\n${clone}\n`;
    expect((await it.project.pane(['diff', 'far'])).stderr).toBe(`error: big: ${absent}`);
    await it.sandbox.sh(`mkdir '${it.big.clone}'`);
    expect((await it.project.pane(['diff', 'far'])).stderr).toContain(
      `is not in a git repository\n${clone}\n`,
    );
  });

  test('has pane but no node is told so', async () => {
    await using it = await HostsProject.create(FAR);
    const script = '#!/bin/sh\necho "env: ‘node’: No such file or directory" >&2\nexit 127\n';
    await it.sandbox.write('hosts/big/bin/pane', script, { mode: 0o755 });
    expect((await it.project.up()).stderr).toContain('big has pane, but no `node` on the PATH');
  });

  test('greets at login is understood all the same', async () => {
    await using it = await HostsProject.create(FAR);
    await it.big.becomes('greets');
    await it.project.upDone();
    await it.sandbox.launched(1);
  });
});

test('without ssh on this machine every host is unknown, and that is told', async () => {
  await using it = await HostsProject.create(TASKS);
  await it.project.pane(['trust', '--yes']);
  await it.sandbox.sh('mkdir few && for f in git tmux sh; do ln -s "$(command -v $f)" few; done');
  const env = { PATH: it.sandbox.path('few') };
  const status = await it.project.pane(['status'], { env });
  expect(status.exitCode).toBe(1);
  expect(status.stdout).toMatch(/\nfar +big +unknown +stub +ssh is not installed, or not on PATH\n/);
  expect(await it.project.pane(['logs', 'far'], { env })).toMatchObject({
    exitCode: 1,
    stderr: 'error: ssh is not installed, or not on PATH\nInstall ssh and try again.\n',
  });
});

describe('a connection that is cut', () => {
  test.each([0, 200, 260, 350, 700])('after %i bytes of an up starts no second agent', async (bytes) => {
    await using it = await HostsProject.create(FAR);
    await it.project.pane(['trust', '--yes']);
    await it.big.becomes(bytes);
    const { exitCode, stderr } = await it.project.up();
    // Cut before the host had said hello, nothing was asked yet.
    if (exitCode !== 0) expect(stderr).toMatch(/could not reach big|lost the connection/);
    await it.project.upDone();
    await it.project.eventually({ far: 'running' });
    await it.sandbox.launched(1);
  });

  test.each([240, 300, 400])('after %i bytes of a send types the text once', async (bytes) => {
    await using it = await HostsProject.create(FAR);
    await it.project.upDone();
    await it.project.eventually({ far: 'running' });
    await it.big.becomes(bytes);
    const { exitCode, stderr } = await it.project.pane(['send', 'far', 'just once']);
    if (exitCode !== 0) throw new Error(stderr);
    await eventually(async () => (await it.project.pane(['peek', 'far'])).stdout.includes('just once'));
    const { stdout } = await it.project.pane(['logs', 'far']);
    expect(stdout.split('just once')).toHaveLength(2);
  });

  test('and refused three times when it is made anew types the text once', async () => {
    await using it = await HostsProject.create(FAR);
    await it.project.upDone();
    await it.project.eventually({ far: 'running' });
    await it.big.becomes('300 then refuses 3');
    const before = TestHost.calls(it.sandbox).length;
    const { exitCode, stderr } = await it.project.pane(['send', 'far', 'just once']);
    if (exitCode !== 0) throw new Error(stderr);
    // The shared one may be what was lost.
    const [first, ...again] = TestHost.calls(it.sandbox).slice(before);
    expect(first).toContain('ControlMaster=auto');
    expect(again).toHaveLength(4);
    for (const call of again) expect(call).toContain('ControlPath=none');
    await eventually(async () => (await it.project.pane(['peek', 'far'])).stdout.includes('just once'));
    const { stdout } = await it.project.pane(['logs', 'far']);
    expect(stdout.split('just once')).toHaveLength(2);
  });

  test.each(['down', 'hangs'] as const)('is given up where the host is then: %s', async (mode) => {
    await using it = await HostsProject.create(FAR);
    await it.project.upDone();
    await it.project.eventually({ far: 'running' });
    await it.big.becomes(`300 then ${mode}`);
    const env = { PANE_ANSWER_TIMEOUT: '2' };
    const begun = performance.now();
    const { exitCode, stderr } = await it.project.pane(['send', 'far', 'at most once'], { env });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^error: lost the connection: (could not reach big: .*refused|big did not answer)/,
    );
    expect((performance.now() - begun) / 1000).toBeGreaterThan(1.9);
  });

  test('while an up is at work there leaves it at work, and its result is told', async () => {
    await using it = await HostsProject.create(FAR);
    await it.project.pane(['trust', '--yes']);
    const begun = it.sandbox.path('begun');
    // So long that `pane rpc` notices: what it says each second goes nowhere.
    const hook = `#!/bin/sh\n: >'${begun}'\nsleep 2.5\n`;
    await it.sandbox.write(`${it.big.clone}/.git/hooks/post-checkout`, hook, { mode: 0o755 });
    const up = it.sandbox.startPane(['up', '--once'], { cwd: it.repository.path });
    await eventually(() => existsSync(begun));
    process.kill(it.big.ssh, 'SIGKILL');
    expect(await up.ended).toMatchObject({ exitCode: 0, stderr: '' });
    await it.project.eventually({ far: 'running' });
    await it.sandbox.launched(1);
  });

  test('while an archive is at work there leaves nothing to be begun anew', async () => {
    await using it = await HostsProject.create([...FAR, { name: 'other', host: 'big' }]);
    await it.project.upDone();
    await it.sandbox.launched(2);
    const [begun, goOn] = [it.sandbox.path('begun'), it.sandbox.path('go-on')];
    const hook = `#!/bin/sh\n: >'${begun}'\nuntil [ -e '${goOn}' ]; do sleep 0.1; done\n`;
    await it.sandbox.write(`${it.big.clone}/.git/hooks/reference-transaction`, hook, { mode: 0o755 });
    const archive = it.sandbox.startPane(['archive', 'far'], { cwd: it.repository.path });
    await eventually(() => existsSync(begun));
    archive.kill('SIGKILL');
    await archive.ended;
    await it.sandbox.write('go-on', '');
    expect(await it.project.up()).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await it.project.states()).toEqual({ other: 'running' });
    expect((await it.project.pane(['restore', 'far'])).exitCode).toBe(0);
    await it.project.eventually({ far: 'running', other: 'running' });
    const launches = await it.sandbox.launched(3);
    expect(launches.filter(({ argv }) => argv.includes('Prompt of far'))).toHaveLength(1);
  });

  test('while a command waits is made anew', async () => {
    await using it = await HostsProject.create(FAR);
    await it.project.upDone();
    const waiting = it.sandbox.startPane(['wait', 'far', '--for', 'stopped'], { cwd: it.repository.path });
    const waits = () => processesOf(it.sandbox.root).some(({ command }) => command.includes('wait --file'));
    await eventually(waits);
    const first = it.big.ssh;
    process.kill(first, 'SIGKILL');
    await eventually(() => it.big.ssh !== first);
    await eventually(waits);
    await it.project.pane(['down', 'far']);
    expect(await waiting.ended).toMatchObject({ exitCode: 0, stdout: 'far stopped\n' });
  });
});

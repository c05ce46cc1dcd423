/**
 * Tasks as jobs of a Slurm cluster, whose programs are played here; `npm run test:slurm` has a real one.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { fakeCluster } from '../support/fake-cluster.ts';
import { FakeSlurm } from '../support/fake-slurm.ts';
import { TestHost } from '../support/host.ts';
import { TestProject } from '../support/project.ts';
import { Sandbox } from '../support/sandbox.ts';

describe('a task as a job', () => {
  test('waits, runs, is talked to, keeps running without its window, and ends with nothing left', async () => {
    const { sandbox, fake, project, directory, told, becomes } = await fakeCluster(['one']);
    await using _ = sandbox;
    await fake.is('held', true);
    const { stdout, stderr } = await project.pane(['trust']);
    expect(stdout + stderr).toContain(
      "sbatch --partition=gpu --time=08:00:00 --cpus-per-task=2 --mem=1G '--gres=gpu:$(touch x)'",
    );
    expect(await project.up()).toMatchObject({ exitCode: 0 });
    await becomes('one', 'starting: Slurm: Resources');
    const [submitted = ''] = fake.calls('sbatch');
    expect(submitted).toContain('--gres=gpu:$(touch x) --parsable --job-name=pane-');
    expect(submitted).toContain(' --nodes=1 --ntasks=1 --no-requeue --signal=B:USR1@90 ');
    expect(submitted).toContain(`${directory('one')}/job.sh ${directory('one')} `);
    for (const name of ['launch.sh', 'prompt', 'place.sh'])
      expect(statSync(`${directory('one')}/${name}`).mode & 0o777).toBe(0o600);
    // Lost while it waits: it is shown again, and not submitted again.
    await sandbox.tmux('kill-server');
    await eventually(async () => (await told('one')).includes('its window is gone'));
    await project.up();
    await becomes('one', 'starting: Slurm: Resources');
    expect(fake.states()).toEqual({ 1: 'PENDING' });
    await fake.is('held', false);
    await fake.begins(1);
    await becomes('one', 'running: null');
    const [launch] = await sandbox.launched(1);
    expect([launch?.argv, launch?.env.SLURM_JOB_ID]).toEqual([['Prompt of one'], '1']);
    const text = 'a \'quoted\' $(word) `x`; "y"';
    expect(await project.pane(['send', 'one', text])).toMatchObject({ exitCode: 0 });
    await eventually(async () => (await project.pane(['peek', 'one'])).stdout.includes(text));
    await eventually(async () => (await project.pane(['logs', 'one'])).stdout.includes(text));
    // And while it runs.
    await sandbox.tmux('kill-server');
    await becomes('one', 'running: its job 1 is RUNNING, but its window is gone: `pane up` opens it again');
    await project.up();
    await eventually(async () => (await project.pane(['peek', 'one'])).stdout.includes(text));
    expect([fake.calls('sbatch').length, sandbox.launches().length]).toEqual([1, 1]);
    expect(await project.pane(['down', 'one'])).toMatchObject({ exitCode: 0 });
    expect(readFileSync(`${directory('one')}/job-end`, 'utf8')).toMatch(/^end term\nleft 0\njob \d+\n$/);
    expect(existsSync(sandbox.path(`repo/x`))).toBe(false);
    await eventually(() => fake.states()[1] === 'COMPLETED');
    expect(await told('one')).toContain('stopped: taken down by name');
    // Its conversation goes on in another job, with the window closed by hand in between.
    expect(await project.up(['one'])).toMatchObject({ exitCode: 0 });
    expect((await sandbox.launched(2))[1]?.argv).toEqual(['--again']);
    await becomes('one', 'running: its turn was cut off');
    expect(await project.pane(['archive', 'one'])).toMatchObject({ exitCode: 0 });
    await eventually(() => fake.states()[2] === 'COMPLETED');
  });

  test('ends by itself, at its time limit, with its node, for another one, and before it began', async () => {
    const { sandbox, fake, project, directory, becomes } = await fakeCluster(['one']);
    await using _ = sandbox;
    await project.upDone();
    await fake.signals(1, 'USR1');
    await becomes('one', 'stopped: time limit');
    expect(readFileSync(`${directory('one')}/job-end`, 'utf8')).toMatch(
      /^end time-limit\nleft 0\njob \d+\n$/,
    );
    expect(await project.plan()).toEqual(['open-window:one']);
    await project.upDone();
    expect((await sandbox.launched(2))[1]?.argv).toEqual(['--again']);
    await fake.becomes(2, 'PREEMPTED');
    await fake.signals(2, 'TERM');
    await becomes('one', 'stopped: preempted');
    await project.upDone();
    // A node that fails says nothing: what Slurm says counts once it has stayed so.
    await sandbox.launched(3);
    await fake.becomes(3, 'NODE_FAIL');
    await fake.signals(3, 'KILL');
    await becomes(
      'one',
      'unknown: its job 3 is NODE_FAIL: it counts as ended once that has stayed so for a minute',
    );
    await fake.becomes(3, 'RUNNING');
    await becomes('one', 'running: null');
    await sandbox.tmux('kill-server');
    await project.up([], { env: { PANE_JOB_GONE: '1' } });
    await becomes('one', 'running: null');
    await fake.becomes(3, 'NODE_FAIL');
    const socket = /^socket (.*)$/m.exec(readFileSync(`${directory('one')}/job-run`, 'utf8'))?.[1] ?? '';
    await sandbox.tmuxAt(socket, 'kill-server');
    await becomes('one', 'stopped: its node failed');
    await fake.is('held', true);
    await project.up([], { env: { PANE_JOB_GONE: '1' } });
    await becomes('one', 'starting: Slurm: Resources');
    await fake.becomes(4, 'CANCELLED');
    await becomes('one', 'stopped: its job was cancelled');
    await fake.is('held', false);
    await project.upDone();
    const [, , , last] = await sandbox.launched(4);
    await sandbox.sh(`kill -TERM ${last?.pid}`);
    await becomes('one', 'exited: null');
    await eventually(() => fake.states()[5] === 'COMPLETED');
    expect(await project.plan()).toEqual([]);
  });
});

test.each(['no folder of that name', 'x'.repeat(100)])(
  'a job runs where TMPDIR of the login node can hold no socket: %s',
  async (name) => {
    const { sandbox, fake, project, becomes } = await fakeCluster(['one'], {});
    await using _ = sandbox;
    if (name.startsWith('x')) await sandbox.write(`${name}/a`, '');
    await fake.hasTmpdir(sandbox.path(name));
    await project.upDone();
    await becomes('one', 'running: null');
    expect(await project.pane(['down'])).toMatchObject({ exitCode: 0 });
    await eventually(() => fake.states()[1] === 'COMPLETED');
  },
);

test('a clock that is put back keeps no window from asking Slurm', async () => {
  const { sandbox, fake, project, becomes } = await fakeCluster(['one']);
  await using _ = sandbox;
  const date = '#!/bin/sh\necho $(($(/bin/date +%s) + $(cat "$HOME/ahead")))\n';
  await sandbox.write('bin/date', date, { mode: 0o755 });
  await sandbox.sh('echo 3600 >"$HOME/ahead"');
  await fake.is('held', true);
  await project.up([], { env: { PANE_JOB_GONE: '1' } });
  await becomes('one', 'starting: Slurm: Resources');
  await eventually(async () => expect(await sandbox.read('slurm/calls')).toContain('--jobs=1 --format=%T'));
  await sandbox.sh('echo 0 >"$HOME/ahead"');
  await fake.becomes(1, 'CANCELLED');
  await becomes('one', 'stopped: its job was cancelled');
});

test('the word of a job that is over may be seen later, as on a network filesystem', async () => {
  const { sandbox, fake, project, directory, becomes } = await fakeCluster(['one'], {});
  await using _ = sandbox;
  const [late, seen] = [sandbox.path('late'), sandbox.path('seen')];
  const later = `[ -e '${late}' ] && { (until [ -e '${seen}' ]; do sleep 0.1; done; exec /bin/mv "$@") >/dev/null 2>&1 & exit 0; }`;
  await sandbox.write('bin/mv', `#!/bin/sh\ncase $* in *job-end) ${later} ;; esac\nexec /bin/mv "$@"\n`, {
    mode: 0o755,
  });
  await project.upDone();
  await becomes('one', 'running: null');
  await sandbox.write('late', '');
  const down = sandbox.startPane(['down'], { cwd: sandbox.path("it's $(here) now") });
  // Slurm is asked to end what is over, and then all are waited for that can know.
  await eventually(() => fake.states()[1] === 'COMPLETED' && fake.calls('scancel').length === 2);
  expect(existsSync(`${directory('one')}/job-end`)).toBe(false);
  await sandbox.write('seen', '');
  expect(await down.ended).toMatchObject({ exitCode: 0 });
  expect(readFileSync(`${directory('one')}/job-end`, 'utf8')).toMatch(/^end term\nleft 0\njob \d+\n$/);
});

test('what ends a job counts where its tmux server is gone before the job is told', async () => {
  const { sandbox, fake, project, directory, becomes } = await fakeCluster(['one'], {});
  await using _ = sandbox;
  const [path, ended] = [await sandbox.sh('command -v tmux'), sandbox.path('ended')];
  const told = `(sleep 0.2; exec kill -TERM "$PPID") & exit 1`;
  const stub = `#!/bin/sh\ncase $*.$(cat '${ended}' 2>/dev/null) in *has-session.yes) ${told} ;; esac\nexec ${path} "$@"\n`;
  await sandbox.write('bin/tmux', stub, { mode: 0o755 });
  await project.upDone();
  await becomes('one', 'running: null');
  await sandbox.write('ended', 'yes');
  await eventually(() => fake.states()[1] === 'COMPLETED');
  expect(readFileSync(`${directory('one')}/job-end`, 'utf8')).toBe('end term\nleft 0\njob 1\n');
});

test('the word of the job before means nothing, however late it is seen', async () => {
  const { sandbox, fake, project, directory, becomes } = await fakeCluster(['one'], {});
  await using _ = sandbox;
  await fake.is('held', true);
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  await sandbox.write(`${directory('one')}/job-end`, 'end exited\nleft 0\njob 77\n');
  await fake.is('held', false);
  await fake.begins(1);
  await sandbox.launched(1);
  await becomes('one', 'running: null');
  expect(await project.pane(['down'])).toMatchObject({ exitCode: 0 });
  expect(readFileSync(`${directory('one')}/job-end`, 'utf8')).toBe('end term\nleft 0\njob 1\n');
});

describe('nothing is submitted twice', () => {
  test('by two at once, nor where the number was not written down, nor while Slurm is silent', async () => {
    const { sandbox, fake, project, directory, told, becomes } = await fakeCluster(['one', 'two'], {});
    await using _ = sandbox;
    await project.pane(['trust', '--yes']);
    await fake.is('held', true);
    await Promise.all([project.up(), project.up()]);
    expect(fake.calls('sbatch')).toHaveLength(2);
    await fake.is('silent', true);
    expect(await told('one')).toMatch(/^starting: job \d: .*Unable to contact slurm controller/);
    await sandbox.tmux('kill-server');
    await eventually(async () => {
      const now = await told('one');
      if (!now.startsWith('conflict: its job')) throw new Error(now);
    });
    const silent = await project.up();
    expect(silent.exitCode).toBe(1);
    expect(silent.stderr).toContain('Unable to contact slurm controller');
    const down = await project.pane(['down', 'two']);
    expect([down.exitCode, existsSync(`${directory('two')}/run`)]).toEqual([1, true]);
    await fake.is('silent', false);
    await sandbox.sh(`rm "${directory('one').replaceAll('$', '\\$')}"/job`);
    await project.up();
    await becomes('one', 'starting: Slurm: Resources');
    await becomes('two', 'starting: Slurm: Resources');
    expect(fake.calls('sbatch')).toHaveLength(2);
    expect(await project.pane(['down'])).toMatchObject({ exitCode: 0 });
    expect(fake.states()).toEqual({ 1: 'CANCELLED', 2: 'CANCELLED' });
  });

  test('what sbatch refuses is told, and tried again when asked', async () => {
    const { sandbox, fake, project } = await fakeCluster(['one'], { partition: 'none' });
    await using _ = sandbox;
    const refused = await project.up();
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('invalid partition specified: none');
    await project.write({ slurm: {}, tasks: ['one'] });
    await project.upDone();
    expect(fake.states()).toEqual({ 1: 'RUNNING' });
  });
});

test('the login node may be a host: what is submitted there is what was approved here', async () => {
  const sandbox = await Sandbox.create();
  await using _ = sandbox;
  const fake = await FakeSlurm.create(sandbox);
  const repository = await sandbox.repository();
  const hpc = await TestHost.create(sandbox, repository, 'hpc');
  const project = await TestProject.create(sandbox, repository, {
    hosts: { hpc: { ...hpc.entry, slurm: { partition: 'gpu', args: ['--gres=gpu:1'] } } },
    tasks: [{ name: 'far', host: 'hpc', prompt: 'Prompt of far' }, 'near'],
  });
  await project.upDone();
  const launches = await sandbox.launched(2);
  expect(launches.map(({ argv, env }) => [argv[0], env.SLURM_JOB_ID]).sort()).toEqual([
    ['Prompt of far', '1'],
    ['Prompt of near', undefined],
  ]);
  expect(fake.calls('sbatch').join()).toContain('sbatch --partition=gpu --gres=gpu:1 --parsable ');
  expect(await project.pane(['send', 'far', 'hello there'])).toMatchObject({ exitCode: 0 });
  await eventually(async () => (await project.pane(['peek', 'far'])).stdout.includes('hello there'));
  expect(await project.pane(['down'])).toMatchObject({ exitCode: 0 });
  await eventually(() => fake.states()[1] === 'COMPLETED');
});

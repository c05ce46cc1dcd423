/**
 * A user's days on a real cluster of two nodes: what runs, what is seen of it, and how it ends.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { processesOf } from '../support/processes.ts';
import { Cluster, SLOW } from './bed/cluster.ts';

test('a day: three tasks on two nodes, talked to, lost and found, checked, taken down', async () => {
  await using it = await Cluster.create({
    defaults: { setup: ['echo setup in job $SLURM_JOB_ID on $SLURMD_NODENAME'] },
    tasks: [
      { name: 'one', prompt: 'Prompt of one', verify: 'echo check in $SLURM_JOB_ID of $SLURM_JOB_NAME' },
      { name: 'two', agent: 'told', panes: [{ run: 'echo further in $SLURM_JOB_ID; exec sleep 1000' }] },
      'three',
    ],
  });
  const { project, sandbox } = it;
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  const states = () => project.states().then((now) => Object.values(now).sort());
  await eventually(async () => {
    const now = await states();
    if (now.filter((state) => state === 'starting').length !== 1) throw new Error(`${now}`);
  }, SLOW);
  const waiting = (await project.status()).tasks.find(({ state }) => state === 'starting');
  expect(waiting?.message).toMatch(/^Slurm: (Resources|Priority)$/);
  // Another time, from two terminals at once: nothing is submitted twice.
  await Promise.all([project.up(), project.up()]);
  expect((await it.jobs()).length).toBe(3);
  const other = waiting?.name === 'one' ? 'three' : 'one';
  expect(await project.pane(['down', other])).toMatchObject({ exitCode: 0 });
  expect(readFileSync(`${it.directory(other)}/job-end`, 'utf8')).toMatch(/^end term\nleft 0\njob \d+\n$/);
  await eventually(async () => (await states()).includes('starting') === false, SLOW);
  await project.pane(['down', waiting?.name === 'one' ? 'one' : 'three']);
  expect(await project.up(['one'])).toMatchObject({ exitCode: 0 });
  await it.becomes('one', 'running');
  // From here nothing of a node is to be seen.
  expect(processesOf(sandbox.root).some(({ command }) => command.includes('bin/stub'))).toBe(false);
  const text = 'a \'quoted\' $(word) `x`; "y"';
  expect(await project.pane(['send', 'one', text])).toMatchObject({ exitCode: 0 });
  await eventually(async () => (await project.pane(['peek', 'one'])).stdout.includes(text));
  await eventually(async () => (await project.pane(['logs', 'one'])).stdout.includes('setup in job'));
  const windows = await sandbox.tmux('list-panes', '-a', '-F', '#{window_name} #{pane_id}');
  const further =
    windows
      .split('\n')
      .filter((line) => line.startsWith('two'))
      .at(-1)
      ?.split(' ')[1] ?? '';
  await eventually(async () =>
    /further in \d+/.test(await sandbox.tmux('capture-pane', '-p', '-t', further)),
  );
  // What an agent reports there is seen here.
  await project.pane(['keys', 'two', 'working {}', 'Enter']);
  await it.becomes('two', 'working');
  await project.pane(['keys', 'two', 'waiting {"tool_name":"Bash"}', 'Enter']);
  await it.becomes('two', 'waiting', 'Bash');
  const checked = await project.pane(['verify', 'one']);
  const job = readFileSync(`${it.directory('one')}/job`, 'utf8').trim();
  expect(checked.stdout).toContain(`check in ${job} of `);
  const before = await it.jobs();
  await sandbox.tmux('kill-server');
  await it.becomes(
    'one',
    'running',
    `its job ${job} is RUNNING, but its window is gone: \`pane up\` opens it again`,
  );
  await project.up();
  await it.becomes('two', 'waiting', 'Bash');
  expect(await it.jobs()).toEqual(before);
  const down = await project.pane(['down']);
  expect([down.exitCode, down.stderr]).toEqual([0, expect.not.stringContaining('failed')]);
  await eventually(async () => (await it.jobs()).length === 0, SLOW);
  const prompted = sandbox.launches().filter(({ argv }) => argv.includes('Prompt of one'));
  expect(prompted).toHaveLength(1);
});

test('its node is taken down, loses its power, is needed for another job, and the time is over', async () => {
  await using it = await Cluster.create({ tasks: ['one'] });
  const { project, sandbox } = it;
  const isUpAgain = async (launches: number) => {
    expect(await project.up()).toMatchObject({ exitCode: 0 });
    await it.becomes('one', 'running');
    await eventually(() => sandbox.launches().length === launches, SLOW);
    expect((await it.jobs()).length).toBe(1);
  };
  await isUpAgain(1);
  const first = await it.nodeOf('one');
  await it.says(first, 'down');
  await it.becomes('one', 'stopped', 'its node failed');
  await isUpAgain(2);
  const second = await it.nodeOf('one');
  await it.comesBack();
  it.fails(second);
  await it.becomes('one', 'stopped', 'its node failed');
  await isUpAgain(3);
  await it.comesBack();
  const urgent = [
    '--partition=urgent',
    '--nodes=2',
    '--exclusive',
    '--time=1',
    '--output=/dev/null',
    '--chdir=/',
  ];
  await sandbox.output('sbatch', [...urgent, '--wrap=sleep 3']);
  await it.becomes('one', 'stopped', 'preempted');
  await isUpAgain(4);
  await project.pane(['down']);
  // Slurm tells the job up to a minute early.
  await project.write({ slurm: { time: '00:02:00' }, tasks: ['one'] });
  expect(await project.up(['one'])).toMatchObject({ exitCode: 0 });
  await it.becomes('one', 'stopped', 'time limit', { timeout: 200_000 });
  expect(readFileSync(`${it.directory('one')}/job-end`, 'utf8')).toMatch(
    /^end time-limit\nleft 0\njob \d+\n$/,
  );
  await sandbox.launched(5);
  expect(sandbox.launches().map(({ argv }) => argv)).toEqual([
    ['Prompt of one'],
    ...Array(4).fill(['--again']),
  ]);
});

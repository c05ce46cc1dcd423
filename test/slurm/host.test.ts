/**
 * The login node as a host: from nothing to a task in a job, with the file elsewhere. `ssh` is played, the cluster is real.
 */
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestHost } from '../support/host.ts';
import { toldAgents } from '../support/told-agent.ts';
import { Cluster, SLOW } from './bed/cluster.ts';

test('checked, submitted, talked to, entered, fetched and taken down from elsewhere', async () => {
  await using it = await Cluster.create({ tasks: [] });
  const { project, sandbox } = it;
  const hpc = await TestHost.create(sandbox, { path: it.repository }, 'hpc');
  const slurm = { partition: 'main', time: '01:00:00', cpus: 1, mem: '100M' };
  await project.write({
    hosts: { hpc: { ...hpc.entry, slurm } },
    agents: { told: { ...toldAgents.told, prompt: 'argument' } },
    defaults: { agent: 'told' },
    tasks: [{ name: 'far', host: 'hpc', prompt: 'Prompt of far' }],
  });
  await project.pane(['trust', '--yes']);
  const check = await project.pane(['hosts', 'check', 'hpc']);
  expect([check.exitCode, check.stdout]).toEqual([
    0,
    expect.stringContaining('ok       slurm job: sbatch takes it'),
  ]);
  expect(await it.jobs()).toEqual([]);
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  await eventually(
    async () => expect(await it.jobs()).toEqual([expect.stringMatching(/^pane-\w+ RUNNING$/)]),
    SLOW,
  );
  await eventually(async () => expect((await project.task('far')).message).toBeNull(), SLOW);
  await project.pane(['keys', 'far', 'working {}', 'Enter']);
  await it.becomes('far', 'working');
  const commit =
    'cat >made && git add made && git commit -qm Made && echo "$SLURMD_NODENAME $PANE_TASK"; exit 7';
  const ran = await project.pane(['exec', 'far', '--', 'sh', '-c', commit], { input: "it's $(here)\n" });
  expect([ran.exitCode, ran.stdout]).toEqual([7, expect.stringMatching(/^n[12] far\n$/)]);
  expect(await project.pane(['fetch', 'far'])).toMatchObject({ exitCode: 0 });
  expect(await sandbox.output('git', ['show', 'far:made'], { cwd: it.repository })).toBe("it's $(here)");
  await project.pane(['keys', 'far', 'idle {}', 'Enter']);
  await it.becomes('far', 'idle');
  expect(await project.pane(['down'])).toMatchObject({ exitCode: 0 });
  await eventually(async () => expect(await it.jobs()).toEqual([]), SLOW);
  expect(await project.pane(['archive', 'far'])).toMatchObject({ exitCode: 0 });
});

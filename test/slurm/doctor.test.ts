/**
 * `pane doctor` on the login node of a real cluster.
 */
import { expect, test } from 'vitest';
import { Cluster } from './bed/cluster.ts';

test('doctor knows partitions, and what Slurm would say of a job, without one', async () => {
  await using it = await Cluster.create({ tasks: ['one'] });
  const { project } = it;
  const doctor = async (slurm: object) => {
    await project.write({ slurm, tasks: ['one'] });
    await project.pane(['trust', '--yes']);
    const { exitCode, stdout } = await project.pane(['doctor']);
    expect(await it.jobs()).toEqual([]);
    return `${exitCode}\n${stdout}`;
  };
  const well = await doctor({ partition: 'main', cpus: 2, mem: '100M', time: '01:00:00' });
  expect(well).toMatch(/^0\n[\s\S]*ok {7}slurm: \d+\.\d+[\s\S]*ok {7}slurm partition: main\n/);
  expect(well).toMatch(
    /ok {7}slurm job: sbatch takes it: Job \d+ to start at \S+ using 2 processors on nodes n\d/,
  );
  expect(await doctor({ cpus: 999 })).toMatch(
    /^1\n[\s\S]*error {4}slurm job: sbatch would refuse it: Requested node configuration is not available\n/,
  );
  expect(await doctor({ partition: 'mian' })).toMatch(
    /^1\n[\s\S]*error {4}slurm partition: mian is not known to Slurm\n +Correct `partition` of `slurm`; there are: main, urgent\.\n/,
  );
});

/**
 * `pane doctor` of a cluster's login node, and `pane hosts check` of one that is a host. Slurm's programs are played.
 */
import { expect, test } from 'vitest';
import type { Finding } from '../../src/doctor/finding.ts';
import { fakeCluster } from '../support/fake-cluster.ts';
import { FakeSlurm } from '../support/fake-slurm.ts';
import { TestHost } from '../support/host.ts';
import { TestProject } from '../support/project.ts';
import { type RunOptions, Sandbox } from '../support/sandbox.ts';

function ofSlurm(stdout: string): string[] {
  const { findings = [] }: { findings?: Finding[] } = JSON.parse(stdout);
  return findings
    .filter(({ about }) => /^(slurm|agent)/.test(about))
    .map(
      ({ level, about, message, hint }) =>
        `${level} ${about}: ${message}${hint === null ? '' : ` | ${hint}`}`,
    );
}

test('a login node: its programs, its controller, its partitions, and a job that is not submitted', async () => {
  const { sandbox, fake, repository, project } = await fakeCluster(['one'], { partition: 'gpu', cpus: 2 });
  await using _ = sandbox;
  const doctor = async (options: RunOptions = {}) => {
    const { exitCode, stdout } = await project.pane(['doctor', '--json'], options);
    return [exitCode, ...ofSlurm(stdout)];
  };
  const srun = 'srun --partition=gpu --cpus-per-task=2';
  const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;
  const [folder, clone] = [repository.path.replace(/\/[^/]*$/, ''), `${repository.path}/.git`];
  const nodes = [
    `note slurm nodes: whether they see ${folder} and ${clone} is not known: on no network filesystem that pane knows | To ask one: \`${srun} ls -d ${folder} ${quoted(clone)}\`. Both the clone and \`worktrees\` must be where the nodes see them.`,
    `note slurm nodes: whether tmux, git, stub are there is not known without a job | To ask one: \`${srun} sh -c 'type tmux git stub'\`.`,
  ];
  // Options that nobody has approved reach no sbatch.
  const agent = `ok agent stub: ${sandbox.path('bin/stub')}`;
  const known = [agent, 'ok slurm: 22.05.8', 'ok slurm partition: gpu'];
  expect(await doctor()).toEqual([0, ...known, ...nodes]);
  expect(fake.calls('sbatch')).toEqual([]);
  await project.pane(['trust', '--yes']);
  const taken = 'ok slurm job: sbatch takes it: Job 9 to start at 2030-01-01T00:00:00 on nodes n1';
  expect(await doctor()).toEqual([0, ...known, taken, ...nodes]);
  expect(fake.states()).toEqual({});

  await fake.is('silent', true);
  expect((await doctor()).slice(0, 3)).toEqual([
    1,
    agent,
    'error slurm: the controller does not answer: slurm_load_jobs error: Unable to contact slurm controller | Run `sinfo` on the login node for details.',
  ]);
  await fake.is('silent', false);
  await project.write({
    slurm: { partition: 'old,gpo' },
    agents: { gone: { command: ['not-there'] } },
    tasks: [{ name: 'one', agent: 'gone' }],
  });
  expect((await doctor()).slice(0, 5)).toEqual([
    1,
    'note agent gone: not-there is not on PATH here | It must be on the compute nodes.',
    'ok slurm: 22.05.8',
    'warning slurm partition: old is down: jobs wait until it is up again',
    'error slurm partition: gpo is not known to Slurm | Correct `partition` of `slurm`; there are: gpu, old, none.',
  ]);
  await project.write({ slurm: { partition: 'none' }, tasks: ['one'] });
  await project.pane(['trust', '--yes']);
  expect(await doctor()).toContain(
    'error slurm job: sbatch would refuse it: invalid partition specified: none | Correct `slurm` in the file; `sinfo --long` shows what the partitions have.',
  );

  await sandbox.sh('mkdir few && ln -s "$(command -v git)" "$(command -v tmux)" few/');
  expect(await doctor({ env: { PATH: sandbox.path('few') } })).toEqual([
    1,
    'note agent stub: stub is not on PATH here | It must be on the compute nodes.',
    'error slurm: not on PATH: sbatch, squeue, scancel, srun, sinfo | Run `pane` on a login node of the cluster, and see that its PATH has them.',
  ]);
});

test('a login node that is a host, before anything was sent there', async () => {
  await using sandbox = await Sandbox.create();
  const fake = await FakeSlurm.create(sandbox);
  const repository = await sandbox.repository();
  const hpc = await TestHost.create(sandbox, repository, 'hpc');
  const hosts = { hpc: { ...hpc.entry, slurm: { partition: 'gpo' } } };
  const project = await TestProject.create(sandbox, repository, { hosts, tasks: [] });
  const check = async () => {
    const { exitCode, stdout, stderr } = await project.pane(['hosts', 'check', 'hpc', '--json']);
    // Without a task it looks at the example of the file, too.
    const found = ofSlurm(stdout).filter((line) => !line.includes('agent claude'));
    return [exitCode, stderr, ...found.slice(0, 3)];
  };
  expect((await check())[0]).toBe(4);
  expect(fake.calls('sinfo')).toEqual([]);
  await project.pane(['trust', '--yes']);
  const unknown =
    'error slurm partition: gpo is not known to Slurm | Correct `partition` of `slurm`; there are: gpu, old, none.';
  expect(await check()).toEqual([
    1,
    '',
    'ok slurm: 22.05.8',
    unknown,
    expect.stringContaining('whether they see'),
  ]);
  hosts.hpc.slurm.partition = 'gpu';
  await project.write({ hosts, tasks: [{ name: 'far', host: 'hpc' }] });
  await project.pane(['trust', '--yes']);
  expect(await check()).toEqual([
    0,
    '',
    `ok agent stub: ${sandbox.path('bin/stub')}`,
    'ok slurm: 22.05.8',
    'ok slurm partition: gpu',
  ]);
  expect(fake.calls('sbatch')).toHaveLength(1);
  expect((await project.pane(['hosts', 'check', 'hpc'])).stdout).toContain(
    'ok       slurm job: sbatch takes it',
  );
});

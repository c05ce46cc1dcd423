/**
 * `pane exec` for tasks that run as jobs: in the job, as if it were here. Slurm's programs are played.
 */
import { expect, test } from 'vitest';
import { fakeCluster } from '../support/fake-cluster.ts';

test('exec runs in the job that is there, else on the login node', async () => {
  const { sandbox, fake, repository, project } = await fakeCluster(['one', 'two'], {});
  await using _ = sandbox;
  await fake.is('held', true);
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  await fake.begins(1);
  const [launch] = await sandbox.launched(1);
  const [inside, outside] = launch?.argv[0] === 'Prompt of one' ? ['one', 'two'] : ['two', 'one'];
  const env = { TMUX: '/nowhere/tmux,1,0', SLURM_JOB_ID: '77', SLURM_NTASKS: '64', MINE: 'line\nline' };
  const exec = async (...args: string[]) => {
    const ran = await project.pane(['exec', ...args], { env, input: 'typed $(here)' });
    return [ran.exitCode, ran.stdout, ran.stderr];
  };
  const show =
    'echo "$PANE_TASK:$SLURM_JOB_ID:$PANE_JOB:$SLURM_NTASKS:$TMUX:$MINE"; pwd -P; cat; echo "" >&2; exit 7';
  expect(await exec(inside, '--', 'sh', '-c', show)).toEqual([
    7,
    `${inside}:1:1:::line\nline\n${repository.path}.worktrees/${inside}\ntyped $(here)`,
    '\n',
  ]);
  expect(fake.calls('srun').find((call) => call.includes('--disable-status'))).not.toContain('--pty');
  const words = ['a b', '$(touch x)', "it's", '"', 'new\nline', '', '%j', '--', '*', '-n', '\\'];
  expect(await exec(inside, '--', 'printf', '<%s>', ...words)).toEqual([
    0,
    words.map((word) => `<${word}>`).join(''),
    '',
  ]);
  expect(await exec(inside, '--', 'sh', '-c', 'kill -TERM $$')).toEqual([143, '', '']);
  // None of a shell's own words, nor of its options.
  for (const word of ['nonesuch', 'eval', '-c', '']) expect((await exec(inside, '--', word))[0]).toBe(127);
  expect(await exec(outside, '--', 'sh', '-c', 'echo "$SLURM_JOB_ID"; pwd -P; exit 7')).toEqual([
    7,
    `77\n${repository.path}.worktrees/${outside}\n`,
    `${outside} has no job that runs, so this runs on the login node\n`,
  ]);
});

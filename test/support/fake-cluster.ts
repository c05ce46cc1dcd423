/**
 * A project whose tasks run as jobs of a cluster that is played here.
 */
import { eventually } from './eventually.ts';
import { FakeSlurm } from './fake-slurm.ts';
import { TestProject } from './project.ts';
import { Sandbox } from './sandbox.ts';

const OPTIONS = { partition: 'gpu', time: '08:00:00', cpus: 2, mem: '1G', args: ['--gres=gpu:$(touch x)'] };

/** A project on the login node. */
export async function fakeCluster(tasks: readonly string[], slurm: object = OPTIONS) {
  const sandbox = await Sandbox.create();
  const fake = await FakeSlurm.create(sandbox);
  const repository = await sandbox.repository("it's $(here) now");
  const project = await TestProject.create(sandbox, repository, { slurm, tasks });
  const directory = (task: string) => `${repository.path}/.git/worktrees/${task}/pane`;
  const told = async (task: string) => {
    const { state, message } = await project.task(task);
    return `${state}: ${message}`;
  };
  const becomes = (task: string, what: string) =>
    eventually(async () => {
      const now = await told(task);
      if (now !== what) throw new Error(`${now}, not ${what}`);
    });
  return { sandbox, fake, repository, project, directory, told, becomes };
}

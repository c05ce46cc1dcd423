/** `exec`: runs a command in a task's worktree, with the environment of its window, in the task's job where it has one. */
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { windowEnvironment } from '../operations/window-environment.ts';
import { type Interactive, NotStarted, runInteractive } from '../process/interactive.ts';
import { assertApproved } from '../project/carry-out/approval.ts';
import { openRunning } from '../project/open-as-applied.ts';
import { type Project, taskNamed } from '../project/project.ts';
import type { ProjectOptions } from '../project/types.ts';
import { worktreeOf } from '../project/worktree-path.ts';
import { paneDirectory } from '../records/store.ts';
import { ofJob, withoutPlace } from '../slurm/environment.ts';
import { runningJob } from '../slurm/job-files.ts';
import { inJobByHand } from '../slurm/jobs.ts';

/** `env`: of the task's window. */
function inJob(
  { env: callers, stdinIsTerminal, stdoutIsTerminal }: Context,
  job: string,
  { file, argv, cwd = '/', env }: Interactive,
): Interactive {
  const terminal = stdinIsTerminal && stdoutIsTerminal;
  const [srun = '', ...words] = inJobByHand(job, { cwd, terminal });
  return {
    file: srun,
    argv: [...words, file, ...argv],
    env: { ...withoutPlace(callers), ...env, ...ofJob(job) },
  };
}

async function execIn(project: Project, name: string, command: readonly string[]): Promise<number> {
  const { context, scope } = project;
  const task = taskNamed(project, name);
  const worktree = await worktreeOf(project, name);
  await assertApproved(project, task.name); // the environment is the file's: PATH and LD_PRELOAD run things too
  const [file = '', ...argv] = command;
  const cwd = worktree.path;
  const env = windowEnvironment(scope, worktree, cwd, task);
  const job = runningJob(paneDirectory(worktree.admin));
  if (job === null && scope.config.slurm !== null)
    context.stderr(`${name} has no job that runs, so this runs on the login node\n`);
  const program =
    job === null
      ? { file, argv, cwd, env: { ...context.env, ...env } }
      : inJob(context, job, { file, argv, cwd, env });
  return await runInteractive(program).catch((error: unknown) => {
    if (!(error instanceof NotStarted)) throw error;
    context.stderr(`${error.message}\n`);
    return error.exitCode;
  });
}

/** The command's exit code; with all tasks, 1 if it failed in one. */
export async function exec(
  context: Context,
  options: ProjectOptions & { readonly task: string | null; readonly command: readonly string[] },
): Promise<number> {
  const project = await openRunning(context, options);
  if (options.task !== null) return await execIn(project, options.task, options.command);
  let failed = false;
  for (const { name, paused } of project.desired) {
    if (paused || context.signal.aborted) continue;
    context.stderr(`${name}:\n`);
    const code = await execIn(project, name, options.command).catch((error: unknown) => {
      if (!(error instanceof PaneError) || error.code !== 'failed') throw error;
      context.stderr(`${error.message}\n`);
      return 1;
    });
    failed ||= code !== 0;
  }
  return failed ? 1 : 0;
}

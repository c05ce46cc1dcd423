/** `exec`: runs a command in a task's worktree, with the environment of its window. */
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { windowEnvironment } from '../operations/window-environment.ts';
import { NotStarted, runInteractive } from '../process/interactive.ts';
import { assertApproved } from '../project/carry-out/approval.ts';
import { openRunning } from '../project/open-as-applied.ts';
import { type Project, taskNamed } from '../project/project.ts';
import type { ProjectOptions } from '../project/types.ts';
import { worktreeOf } from '../project/worktree-path.ts';

async function execIn(project: Project, name: string, command: readonly string[]): Promise<number> {
  const task = taskNamed(project, name);
  const worktree = await worktreeOf(project, name);
  await assertApproved(project, task.name); // the environment is the file's: PATH and LD_PRELOAD run things too
  const [file = '', ...argv] = command;
  const env = { ...project.context.env, ...windowEnvironment(project.scope, worktree, worktree.path, task) };
  return await runInteractive({ file, argv, cwd: worktree.path, env }).catch((error: unknown) => {
    if (!(error instanceof NotStarted)) throw error;
    project.context.stderr(`${error.message}\n`);
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

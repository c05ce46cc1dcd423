/** `keys`: sends exactly these keys to a task's agent, on purpose also into its dialogs. */
import type { Context } from '../context.ts';
import { underLock } from '../gate/lock.ts';
import { openRunning } from '../project/open-as-applied.ts';
import { taskNamed } from '../project/project.ts';
import type { ProjectOptions } from '../project/types.ts';
import { taskLock } from '../records/store.ts';
import { sendKeys } from '../tmux/pane-input.ts';
import { findTaskPane } from './task-pane.ts';

export async function keys(
  context: Context,
  options: ProjectOptions & { readonly task: string; readonly keys: readonly string[] },
): Promise<void> {
  const project = await openRunning(context, options);
  const { repository, projectId, runner } = project.scope;
  const { name } = taskNamed(project, options.task);
  // Nothing of ours closes or opens the window while it is looked for and typed into.
  await underLock(taskLock(repository.common, projectId, name), context, async () => {
    const { socket, pane } = await findTaskPane(project, name);
    await runner.run(sendKeys(socket, pane, options.keys));
  });
}

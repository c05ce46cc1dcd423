/**
 * `down`: closes the windows, keeps worktrees and branches.
 */
import type { Context } from '../context.ts';
import { observe } from '../reconcile/observe.ts';
import type { Notice, Operation, Report } from '../reconcile/operation.ts';
import { type TaskView, viewTasks } from '../reconcile/view.ts';
import { NO_FACTS } from '../trust/values.ts';
import { applyOperations } from './applying.ts';
import { archiveOperations } from './archive.ts';
import { namedTasks, openProject } from './project.ts';
import type { Progress, ProjectOptions } from './types.ts';
import { stopWatcher } from './watcher.ts';

export interface DownOptions extends ProjectOptions {
  readonly tasks: readonly string[];
  readonly archive: boolean;
  readonly progress: Progress;
}

function closeOf(view: TaskView, named: boolean): Operation[] {
  if (view.worktree === null || view.worktree.stamp.archive !== null) return [];
  if (view.window === null && !named) return [];
  const kind = 'close-window';
  return [
    {
      id: `${kind}:${view.name}`,
      kind,
      task: view.name,
      cause: 'down',
      after: [],
      worktreeId: view.worktree.stamp.id,
      hold: named ? (view.desired?.hash ?? null) : null,
    },
  ];
}

export async function down(context: Context, options: DownOptions): Promise<Report> {
  const project = await openProject(context, options);
  const tasks = namedTasks(project, options.tasks);
  const observed = await observe(project.scope, project.worktrees);
  const unasked = [observed.git, observed.tmux].flatMap((part): Notice[] =>
    part.asked ? [] : [{ kind: 'unknown', message: `could not be asked: ${part.reason}` }],
  );
  if (unasked.length > 0) return { results: [], notices: unasked };
  if (tasks === null) await stopWatcher(project, observed.socket);
  const views = viewTasks(project.desired, observed).filter(({ name }) => tasks?.has(name) ?? true);
  const operations = options.archive
    ? archiveOperations(views, 'down --archive')
    : views.flatMap((view) => closeOf(view, tasks !== null));
  const applying = { project, socket: observed.socket, facts: NO_FACTS, progress: options.progress };
  return { results: await applyOperations(applying, operations), notices: [] };
}

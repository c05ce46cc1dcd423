/**
 * `archive`: takes tasks out of the file that holds them and archives their worktrees.
 */
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { observe } from '../reconcile/observe.ts';
import type { Operation, Report, Result } from '../reconcile/operation.ts';
import { archiveOperation } from '../reconcile/plan-removals.ts';
import { writeTaskSource } from '../reconcile/task-source.ts';
import { type TaskView, viewTasks } from '../reconcile/view.ts';
import { NO_FACTS } from '../trust/values.ts';
import { applyOperations } from './applying.ts';
import { type EditedFile, type Removal, readFiles, removeTasks, writeEdited } from './file-edit.ts';
import { openProject } from './project.ts';
import type { Progress, ProjectOptions } from './types.ts';

export interface ArchiveOptions extends ProjectOptions {
  readonly tasks: readonly string[];
  readonly progress: Progress;
}

function viewNamed(views: readonly TaskView[], name: string): TaskView {
  const found = views.find((view) => view.name === name);
  if (found !== undefined) return found;
  throw new PaneError('usage', `there is no task ${name}`, { hint: '`pane status` lists the tasks.' });
}

export function archiveOperations(views: readonly TaskView[], cause: string): Operation[] {
  return views.flatMap(({ name, worktree }) =>
    worktree?.path == null ? [] : [archiveOperation(name, worktree, worktree.path, cause)],
  );
}

interface Edit {
  readonly file: EditedFile;
  readonly removal: Removal;
}

/** The tasks' lines go with their worktrees, so that `restore` can put them back. */
async function keepSources(edits: readonly Edit[], views: readonly TaskView[]): Promise<void> {
  for (const { name, worktree } of views) {
    const edit = edits.find(({ removal }) => removal.removed.has(name));
    const lines = edit?.removal.removed.get(name);
    if (worktree !== null && edit !== undefined && lines !== undefined) {
      await writeTaskSource(worktree.admin, { file: edit.file.name, lines });
    }
  }
}

/** What could not be archived goes back into the file. */
async function putBack(edits: readonly Edit[], results: readonly Result[]): Promise<void> {
  const failed = new Set<string>(
    results.filter(({ result }) => result.outcome !== 'done').map(({ operation }) => operation.task),
  );
  if (failed.size === 0) return;
  for (const { file, removal } of edits) {
    const gone = [...removal.removed.keys()].filter((name) => !failed.has(name));
    await writeEdited(file, removal.text, removeTasks(file.before, gone).text);
  }
}

export async function archive(context: Context, options: ArchiveOptions): Promise<Report> {
  const project = await openProject(context, options);
  const observed = await observe(project.scope, project.worktrees);
  for (const part of [observed.git, observed.tmux]) {
    if (!part.asked) throw new PaneError('failed', `could not be asked: ${part.reason}`);
  }
  const all = viewTasks(project.desired, observed);
  const views = [...new Set(options.tasks)].map((name) => viewNamed(all, name));
  const files = await readFiles(project.scope.config.files);
  const edits = files.map((file): Edit => ({ file, removal: removeTasks(file.before, options.tasks) }));
  await keepSources(edits, views);
  // The file first: a watcher that looks in between would bring back what is in it.
  for (const { file, removal } of edits) await writeEdited(file, file.before, removal.text);
  const applying = { project, socket: observed.socket, facts: NO_FACTS, progress: options.progress };
  const results = await applyOperations(applying, archiveOperations(views, 'archived by name'));
  await putBack(edits, results);
  return { results, notices: [] };
}

/**
 * `archive`: takes tasks out of the file that holds them and archives their worktrees.
 */

import { formersIn } from '../config/edit/edit.ts';
import type { EditedFile } from '../config/edit/file-change.ts';
import { removeTasks, type TasksRemoved } from '../config/edit/remove-tasks.ts';
import { FileGone } from '../config/load/discover.ts';
import { messageOf, PaneError } from '../errors.ts';
import { isOvertaken, type Result } from '../operations/outcome.ts';
import type { Notice, Report } from '../plan/notice.ts';
import { planArchive } from '../plan/plan-command.ts';
import { releaseTasks } from '../project/applied/kept-hold.ts';
import { assertAsked } from '../project/asked.ts';
import { afterwards } from '../project/carry-out/afterwards.ts';
import { applyOperations } from '../project/carry-out/applying.ts';
import { type FollowedContext, tellNotices } from '../project/carry-out/tell.ts';
import { readFiles } from '../project/edit/file-edit.ts';
import { checkOwnEdit, whileEditing, writeOwnEdit } from '../project/edit/own-edit.ts';
import { openAsApplied } from '../project/open-as-applied.ts';
import { openProject, type Project } from '../project/project.ts';
import type { ProjectOptions } from '../project/types.ts';
import { unknownTask } from '../project/unknown-task.ts';
import { type TaskSource, writeTaskSources } from '../records/task-source.ts';
import { isArchiveOf } from '../snapshot/joined.ts';
import { orNull } from '../snapshot/known.ts';
import { describeMissing } from '../snapshot/missing.ts';
import { observe } from '../snapshot/read/observe.ts';
import { WHERE } from '../snapshot/request.ts';
import type { OurWorktree, Snapshot } from '../snapshot/snapshot.ts';
import { type TaskView, viewTasks } from '../snapshot/view.ts';
import { NO_FACTS } from '../trust/values.ts';
import { finishRenames, isRenamed } from './rename/renames.ts';
import { inOrder, wake } from './up/in-order.ts';

export interface ArchiveRequest extends ProjectOptions {
  readonly tasks: readonly string[];
  /** Ends what runs in panes that the user opened in their windows too. */
  readonly allPanes: boolean;
}

function viewNamed(views: readonly TaskView[], name: string, file: string): TaskView {
  const found = views.find((view) => view.name === name);
  if (found !== undefined) return found;
  const known = views.map((view) => view.name);
  throw unknownTask(name, known, file);
}

/** Where the task's lines are kept. @throws {PaneError} `conflict` where there is no place for them. */
function keeperOf(view: TaskView, file: string): OurWorktree {
  const { name, archives, desired } = view;
  const worktree = orNull(view.worktree);
  const [newest] = archives;
  // Archived already, as `down --archive` does it: the archive takes the lines too.
  if (worktree === null && newest !== undefined && desired !== null && isArchiveOf(newest, desired))
    return newest;
  if (worktree === null) {
    throw new PaneError(
      'conflict',
      `${name} has no worktree yet, so nothing would keep its lines for \`pane restore\``,
      {
        hint: `Nothing was changed. Remove it from ${file} by hand, or make its worktree with \`pane up ${name}\`.`,
      },
    );
  }
  if (worktree.unlinked !== null) {
    const { message, way } = describeMissing(worktree);
    throw new PaneError('conflict', message, { hint: `Nothing was changed: ${way}.` });
  }
  if (worktree.path === null) {
    const path = worktree.stamp.archive?.from ?? worktree.listed?.path ?? '';
    throw new PaneError('conflict', `the worktree of ${name} is no longer at ${path}`, {
      hint: `Nothing was changed. Put it back (is its disk mounted?). If it is really gone, remove ${name} from ${file} by hand and run \`git worktree prune\`.`,
    });
  }
  return worktree;
}

interface Edit {
  readonly file: EditedFile;
  readonly removal: TasksRemoved;
}

/** The tasks' lines go with their worktrees, so that `restore` can put them back. */
async function keepSources(edits: readonly Edit[], keepers: ReadonlyMap<string, OurWorktree>): Promise<void> {
  const places = edits.map((edit) => ({ ...edit, formerOf: formersIn(edit.file.before) }));
  for (const [name, { admin }] of keepers) {
    const sources = places.flatMap(({ file, removal, formerOf }): TaskSource[] => {
      const lines = removal.removed.get(name);
      return lines === undefined ? [] : [{ file: file.name, lines, ...formerOf(name) }];
    });
    if (sources.length > 0) await writeTaskSources(admin, sources);
  }
}

function isUndone({ result }: Result): boolean {
  return result.outcome !== 'done' && !isOvertaken(result);
}

/** What could not be archived goes back into the file. */
async function putBack(
  project: Project,
  edits: readonly Edit[],
  results: readonly Result[],
): Promise<readonly Notice[]> {
  const failed = new Set<string>(results.filter(isUndone).map(({ operation }) => operation.task));
  if (failed.size === 0) return [];
  const changes = edits.map(({ file, removal }) => {
    const gone = [...removal.removed.keys()].filter((name) => !failed.has(name));
    return { file, before: removal.text, after: removeTasks(file.before, gone).text };
  });
  try {
    return await writeOwnEdit(project, changes);
  } catch (error) {
    return edits.flatMap(({ file, removal }) => lostLines(file, removal, failed, messageOf(error)));
  }
}

function lostLines(
  { path }: EditedFile,
  { removed }: TasksRemoved,
  tasks: ReadonlySet<string>,
  why: string,
): Notice[] {
  return [...removed]
    .filter(([name]) => tasks.has(name))
    .map(([name, lines]) => ({
      kind: 'failed',
      message: `${name} was not archived, and its lines could not be put back into ${path} (${why}):\n${lines}`,
    }));
}

function archivedAlready(view: TaskView): Notice[] {
  if (orNull(view.worktree) !== null) return [];
  const message = 'was already archived; its lines were removed from the file and are kept with the archive';
  return [{ kind: 'warning', task: view.name, message }];
}

export async function archive(context: FollowedContext, request: ArchiveRequest): Promise<Report> {
  // To the end, as what can't be archived is put back.
  const { file, tasks, allPanes } = request;
  for (;;) {
    const work = (project: Project) => archiveIn(project, tasks, allPanes);
    const done = await whileEditing(context, { file }, work, openForArchive);
    if ('results' in done) return done;
    await finishRenames(context, { file }, done);
  }
}

/** A file that is gone needs no edit; one that is not right has to be. */
async function openForArchive(context: FollowedContext, options: ProjectOptions): Promise<Project> {
  return await openProject(context, options).catch(async (error: unknown) => {
    if (error instanceof FileGone) return await openAsApplied(context, options);
    throw error;
  });
}

/** What was applied last of the files that are gone: nobody can edit them, but their lines are kept. */
function editsOfGone({ fault, scope }: Project, there: readonly Edit[], tasks: readonly string[]): Edit[] {
  if (fault === null) return [];
  const { files, texts } = scope.config;
  return (['local', 'project'] as const).flatMap((name): Edit[] => {
    const before = texts[name];
    if (before === null || there.some(({ file }) => file.name === name)) return [];
    return [{ file: { name, path: files[name], before }, removal: removeTasks(before, tasks) }];
  });
}

function keptWithoutFile({ name }: TaskView, file: string): Notice {
  const message = `stays archived when ${file} is back: then remove it there, or run \`pane restore ${name}\``;
  return { kind: 'warning', task: name, message };
}

/** What was observed, and nothing was done, where a rename has to be finished first: the archive would get the old name. */
async function archiveIn(
  project: Project,
  names: readonly string[],
  allPanes: boolean,
): Promise<Report | Snapshot> {
  const observed = await observe(project.scope, WHERE, project.worktrees);
  if (project.fault === null && isRenamed(observed)) return observed;
  assertAsked(observed);
  const { files } = project.scope.config;
  const all = viewTasks(project.desired, observed);
  const views = [...new Set(names)].map((name) => viewNamed(all, name, files.project));
  const keepers = new Map(views.map((view) => [view.name, keeperOf(view, files.project)]));
  const edits = (await readFiles(files)).map(
    (file): Edit => ({ file, removal: removeTasks(file.before, names) }),
  );
  const changes = edits.map(({ file, removal }) => ({ file, before: file.before, after: removal.text }));
  if (project.fault === null) await checkOwnEdit(project, changes);
  await keepSources([...edits, ...editsOfGone(project, edits, names)], keepers);
  // The file first: a watcher that looks in between would bring back what is in it.
  const unnoted = await writeOwnEdit(project, changes);
  // A watcher that holds what git took out would bring them back.
  const unreleased = await afterwards('warning', 'a watcher may bring these tasks back', async () => {
    await releaseTasks(project, names);
    return [];
  });
  const applying = { project, socket: observed.socket, facts: NO_FACTS };
  const isGone = project.fault !== null;
  const operations = views.flatMap((view) => {
    const hold = isGone ? (view.desired?.hash ?? null) : null; // else it would come back with the file
    return planArchive(view, 'archived by name', { hold, allPanes });
  });
  const results = await applyOperations(applying, operations);
  const kept = isGone
    ? views.map((view) => keptWithoutFile(view, files.project))
    : views.flatMap(archivedAlready);
  const report = await inOrder<Report>({ results, notices: [...unnoted, ...unreleased] }, [
    async () => ({ notices: await putBack(project, edits, results) }),
    async () => ({ notices: kept }),
    () => wake(project, results),
  ]);
  return tellNotices(project, report);
}

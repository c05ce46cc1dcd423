/**
 * `restore`: puts an archived task back into the file and its worktree back as it was, and brings it up.
 */

import { addTask, restoreTask } from '../config/edit/edit.ts';
import type { EditedFile, FileChange } from '../config/edit/file-change.ts';
import { setKeys } from '../config/edit/rename.ts';
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { homeOf } from '../git/repository.ts';
import { type BranchName, parseBranchName } from '../ids.ts';
import { restoreWorktree } from '../operations/restore-worktree/operation.ts';
import type { Notice, Report } from '../plan/notice.ts';
import { archivesOf, chooseArchive } from '../project/archives.ts';
import { assertAsked } from '../project/asked.ts';
import { applyOperations } from '../project/carry-out/applying.ts';
import { assertApproved } from '../project/carry-out/approval.ts';
import { type FollowedContext, tellNotices } from '../project/carry-out/tell.ts';
import { readFiles } from '../project/edit/file-edit.ts';
import { checkOwnEdit, whileEditing } from '../project/edit/own-edit.ts';
import { openProject, type Project } from '../project/project.ts';
import type { ProjectOptions } from '../project/types.ts';
import { readTaskSources, type TaskSource } from '../records/task-source.ts';
import { orNull } from '../snapshot/known.ts';
import { observe } from '../snapshot/read/observe.ts';
import { WHERE } from '../snapshot/request.ts';
import type { OurWorktree, Snapshot } from '../snapshot/snapshot.ts';
import type { ArchivedStatus } from '../snapshot/status.ts';
import { viewTasks } from '../snapshot/view.ts';
import { NO_FACTS } from '../trust/values.ts';
import { archivedStatus } from './status/task-status.ts';
import { reportOfUp } from './up/up.ts';

export interface RestoreRequest extends ProjectOptions {
  /** `TASK` or `TASK@ID`. */
  readonly target: string;
  readonly detach: boolean;
  readonly ontoBranch: string | null;
  /** Brings it up afterwards. */
  readonly up: boolean;
}

export async function listArchived(context: Context, options: ProjectOptions): Promise<ArchivedStatus[]> {
  return (await archivesOf(await openProject(context, options))).flatMap(archivedStatus);
}

function assertNotLive(project: Project, task: string, observed: Snapshot): void {
  const view = viewTasks(project.desired, observed).find(({ name }) => name === task);
  const live = view === undefined ? null : orNull(view.worktree);
  if (live !== null && live.stamp.archive === null) {
    throw new PaneError('conflict', `task ${task} already exists, at ${live.path}`, {
      hint: `Run \`pane archive ${task}\` first, then restore the older one by its id.`,
    });
  }
}

/** What puts the task back into the files, and its lines of a file that is not there any more. */
function changesFor(
  { stamp, admin }: OurWorktree,
  files: readonly EditedFile[],
): { readonly changes: readonly FileChange[]; readonly left: readonly TaskSource[] } {
  const sources = readTaskSources(admin);
  const projectFile = files.at(-1);
  const [first, second] = sources;
  if (first === undefined || second === undefined) {
    const file = files.find(({ name }) => name === first?.file) ?? projectFile;
    if (file === undefined) throw new PaneError('failed', 'the file is gone');
    const task = {
      name: stamp.task,
      branch: stamp.branch,
      ...(stamp.base === null ? {} : { base: stamp.base }),
    };
    const after =
      first === undefined ? addTask(file.before, task) : restoreTask(file.before, first.lines, first);
    return { changes: [{ file, before: file.before, after }], left: [] };
  }
  const changes = sources.flatMap((source): FileChange[] => {
    const file = files.find(({ name }) => name === source.file);
    return file === undefined
      ? []
      : [{ file, before: file.before, after: restoreTask(file.before, source.lines, source) }];
  });
  return { changes, left: sources.filter(({ file }) => !files.some(({ name }) => name === file)) };
}

/** The archive's lines that the files have no more, since the task has others there: nothing else would show them. */
function otherLines({ stamp, admin }: OurWorktree, files: readonly EditedFile[]): Notice[] {
  const gone = readTaskSources(admin).filter(
    ({ lines }) => !files.some(({ before }) => before.includes(lines.trim())),
  );
  return gone.map(({ lines }) => ({
    kind: 'warning',
    task: stamp.task,
    message: `the file already has lines for it, which stay; the lines in the archive are\n${lines}`,
  }));
}

/** @throws {PaneError} `usage` */
function newBranchOf(ontoBranch: string | null): BranchName | null {
  const branch = ontoBranch === null ? null : parseBranchName(ontoBranch);
  if (ontoBranch === null || branch !== null) return branch;
  throw new PaneError('usage', `${ontoBranch} is not a valid branch name`, {
    hint: 'Nothing was restored. Choose another name.',
  });
}

interface Filing {
  readonly changes: readonly FileChange[];
  /** What the user should know of it. */
  readonly notices: readonly Notice[];
}

/** How the files get the task back, on its new branch where it gets one; a task that they have by now stays as it is. */
async function filingOf(
  project: Project,
  archived: OurWorktree,
  newBranch: BranchName | null,
): Promise<Filing> {
  const { task } = archived.stamp;
  const { files } = project.scope.config;
  const texts = await readFiles(files);
  if (project.desired.some(({ name }) => name === task))
    return { changes: [], notices: otherLines(archived, texts) };
  const { changes, left } = changesFor(archived, texts);
  const notices = left.map(({ file, lines }): Notice => {
    const message = `${files[file]} no longer exists, so these lines were not put back\n${lines}`;
    return { kind: 'warning', task, message };
  });
  return { changes: newBranch === null ? changes : onBranch(changes, task, newBranch), notices };
}

/** The first file that has the task counts. */
function onBranch([first, ...others]: readonly FileChange[], task: string, branch: string): FileChange[] {
  if (first === undefined) return [];
  return [{ ...first, after: setKeys(first.after, task, [['branch', branch]]) }, ...others];
}

/** Before anything is moved. @throws {PaneError} `conflict` where the files would be invalid with the task */
async function assertValid(project: Project, { changes }: Filing, target: string): Promise<void> {
  await checkOwnEdit(project, changes).catch((error: unknown) => {
    if (!(error instanceof PaneError) || error.code !== 'config') throw error;
    throw new PaneError('conflict', `the file would be invalid with this task:\n${error.message}`, {
      hint: `Nothing was restored. \`pane restore ${target} --onto-branch NAME\` gives it its own branch and writes \`branch: NAME\`; or correct the file first.`,
      cause: error,
    });
  });
}

export async function restore(context: FollowedContext, options: RestoreRequest): Promise<Report> {
  const { project, ...restored } = await whileEditing(context, options, async (opened) => ({
    project: opened,
    ...(await restoreIn(opened, options)),
  }));
  const { results, notices } = restored;
  const [first] = results;
  if (!options.up || first?.result.outcome !== 'done' || context.signal.aborted) return restored;
  const { repository, config } = project.scope;
  // The directory where the user is was perhaps in the archive, and has moved with it.
  const there = { ...context, cwd: homeOf(repository) };
  const report = await reportOfUp(there, {
    file: config.files.project,
    tasks: [first.operation.task],
    trust: false,
  });
  return { ...report, results: [...results, ...report.results], notices: [...notices, ...report.notices] };
}

async function restoreIn(project: Project, options: RestoreRequest): Promise<Report> {
  const archived = chooseArchive(await archivesOf(project), options.target);
  const { task, id, archive } = archived.stamp;
  const observed = await observe(project.scope, WHERE, project.worktrees);
  assertAsked(observed);
  assertNotLive(project, task, observed);
  const wanted = project.desired.find(({ name }) => name === task);
  // Another place than the one it came from is the file's word.
  if (wanted !== undefined && wanted.worktree !== archive?.from) await assertApproved(project, task);
  const { target, detach } = options;
  const ontoBranch = newBranchOf(options.ontoBranch);
  const filing = await filingOf(project, archived, ontoBranch);
  await assertValid(project, filing, target);
  const operation = restoreWorktree(
    task,
    { worktreeId: id, path: wanted?.worktree ?? archive?.from ?? '' },
    { cause: 'restored by name' },
    {
      target,
      detach,
      ontoBranch,
      branch: filing.changes.length === 0 ? null : ontoBranch,
      edits: filing.changes,
    },
  );
  const further = options.up && wanted?.paused !== true ? 1 : 0; // its window
  const applying = { project, socket: observed.socket, facts: NO_FACTS, further };
  const results = await applyOperations(applying, [operation]);
  return tellNotices(project, { results, notices: filing.notices });
}

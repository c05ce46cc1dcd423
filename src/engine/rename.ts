/**
 * `rename`: gives a task another name, in the file and in everything that carries it, while its agent runs. Branch and
 * directory stay. The stamp tells of it from before the file is written until all is done, so that `up` finishes it.
 */

import { dirname, relative } from 'node:path';
import type { Config } from '../config/config.ts';
import type { EditedFile, FileChange } from '../config/edit/file-change.ts';
import { hasTask, type KeyText, setKeys } from '../config/edit/rename.ts';
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { takeLock } from '../gate/lock.ts';
import { faultOfRename, listAround, renameBranch } from '../git/rename-branch.ts';
import { type BranchName, NAME_RULE, parseTaskName, type TaskName, type WorktreeId } from '../ids.ts';
import type { Notice } from '../plan/notice.ts';
import { finishing } from '../process/command.ts';
import { assertAsked } from '../project/asked.ts';
import { readFiles } from '../project/file-edit.ts';
import { whileEditing, writeOwnEdit } from '../project/own-edit.ts';
import { configWith, type Project } from '../project/project.ts';
import { tellWait } from '../project/tell-wait.ts';
import type { ProjectOptions } from '../project/types.ts';
import { unknownTask } from '../project/unknown-task.ts';
import { wakeWatcher } from '../project/watcher-note.ts';
import type { Stamp } from '../records/stamp.ts';
import { readStamp, taskLock, writeStamp } from '../records/store.ts';
import { isArchived } from '../snapshot/joined.ts';
import { observe } from '../snapshot/observe.ts';
import type { GitObserved, OurWorktree } from '../snapshot/observed.ts';
import { WHERE } from '../snapshot/request.ts';
import { findWindow } from '../snapshot/windows.ts';
import { askServer } from '../tmux/panes.ts';
import { renameTaskWindow } from '../tmux/windows.ts';

export interface RenameRequest extends ProjectOptions {
  readonly from: string;
  readonly to: string;
  /** Its branch gets the name that the file gives it by the new name. */
  readonly branch: boolean;
}

export interface Renamed {
  readonly from: string;
  readonly to: string;
  readonly file: string;
  readonly notices: readonly Notice[];
}

/** @throws {PaneError} `usage`, `conflict` or `config` where it can't be; then nothing was changed */
export async function rename(context: Context, options: RenameRequest): Promise<Renamed> {
  return await whileEditing(context, options, async (project) => {
    const observed = await observe(project.scope, WHERE, project.worktrees);
    const { git } = assertAsked(observed);
    const [from, to] = namesOf(options);
    const worktree = git.ours.find((each) => !isArchived(each) && each.stamp.task === from) ?? null;
    assertKnown(project, git, from, worktree);
    assertFree(project, git, from, to, worktree);
    const branch = options.branch ? await newBranch(project, { from, to, worktree, branch: null }) : null;
    return await renameIn(project, observed.socket, { from, to, worktree, branch });
  });
}

/** Finishes a rename that was cut off; forgets it where the file has neither name or both, or the task is archived. */
export async function finishRename(context: Context, options: ProjectOptions, id: WorktreeId): Promise<void> {
  await whileEditing(context, options, async (project) => {
    const observed = await observe(project.scope, WHERE, project.worktrees);
    const worktree = assertAsked(observed).git.ours.find(({ stamp }) => stamp.id === id) ?? null;
    if (worktree?.stamp.rename === undefined) return; // who was at it has finished it
    const { task: from, rename: to, renameBranch: branch = null } = worktree.stamp;
    const named = project.desired.filter(({ name }) => name === from || name === to);
    if (named.length === 1 && worktree.stamp.archive === null)
      await renameIn(project, observed.socket, { from, to, worktree, branch });
    else await writeStamp(worktree.admin, withoutRename(worktree.stamp));
  });
}

function namesOf({ from, to }: RenameRequest): [TaskName, TaskName] {
  const [old, name] = [parseTaskName(from), parseTaskName(to)];
  const wrong = old === null ? from : to;
  if (old === null || name === null) {
    throw new PaneError('usage', `"${wrong}" is not a name for a task: ${NAME_RULE}`);
  }
  return [old, name];
}

function assertKnown(project: Project, git: GitObserved, from: TaskName, worktree: OurWorktree | null): void {
  const { desired, scope } = project;
  if (worktree === null && !desired.some(({ name }) => name === from)) {
    const known = desired.map(({ name }) => name);
    throw unknownTask(from, known, scope.config.files.project);
  }
  const isMaking = worktree === null && git.making.some(({ task }) => task === from);
  if (!isMaking && (worktree === null || (worktree.path !== null && worktree.stamp.archive === null))) return;
  throw new PaneError('conflict', `the worktree of ${from} is not whole at this moment`, {
    hint: 'Nothing was changed. `pane up` finishes what was begun, or says what is wrong.',
  });
}

/** Names differ by more than case: locks and directories could not tell them apart. */
function assertFree(
  { desired }: Project,
  { ours, making }: GitObserved,
  from: TaskName,
  to: TaskName,
  worktree: OurWorktree | null,
): void {
  const isTo = (name: string) => name.toLowerCase() === to.toLowerCase();
  const refuse = (message: string, hint: string): never => {
    throw new PaneError('usage', message, { hint: `Nothing was changed. ${hint}` });
  };
  if (isTo(from)) refuse(`${from} and ${to} differ by case at most`, 'Give another name.');
  const isDone = worktree !== null && !desired.some(({ name }) => name === from);
  const inFile = desired.find(({ name }) => isTo(name) && !(isDone && name === to));
  const live = ours.find((each) => !isArchived(each) && isTo(each.stamp.task));
  if (inFile !== undefined || live !== undefined || making.some(({ task }) => isTo(task))) {
    refuse(`there is a task ${inFile?.name ?? live?.stamp.task ?? to} already`, 'Give another name.');
  }
  const archived = ours.find((each) => isArchived(each) && isTo(each.stamp.task));
  if (archived !== undefined) {
    refuse(
      `there is an archive of a task ${archived.stamp.task}`,
      '`pane restore` lists it. Give another name.',
    );
  }
}

interface Renaming {
  readonly from: TaskName;
  readonly to: TaskName;
  readonly worktree: OurWorktree | null;
  /** The new name of its branch; null: that stays. */
  readonly branch: BranchName | null;
}

async function renameIn(project: Project, socket: string, renaming: Renaming): Promise<Renamed> {
  const { from, to, worktree } = renaming;
  const { changes, file } = await editsFor(project, renaming);
  const notices = await whileLocked(project, [from, to], async () => {
    if (worktree === null) return await writeOwnEdit(project, changes);
    const { admin } = worktree;
    const stamp = readStamp(admin);
    if (stamp?.id !== worktree.stamp.id || stamp.task !== from || stamp.archive !== null) {
      throw new PaneError('failed', `the worktree of ${from} has changed meanwhile`, {
        hint: 'Nothing was changed. Run the command again.',
      });
    }
    const { branch } = renaming;
    await writeStamp(admin, { ...stamp, rename: to, ...(branch === null ? {} : { renameBranch: branch }) });
    const unnoted = await writeOwnEdit(project, changes).catch(async (error: unknown) => {
      await writeStamp(admin, withoutRename(stamp));
      throw error;
    });
    await renameWindow(project, socket, worktree, renaming);
    if (branch !== null) await moveBranch(project, stamp.branch, branch);
    await writeStamp(admin, { ...withoutRename(stamp), task: to, branch: branch ?? stamp.branch });
    return unnoted;
  });
  await wakeWatcher(project, true);
  return { from, to, file, notices };
}

function withoutRename({ rename: _rename, renameBranch: _branch, ...rest }: Stamp): Stamp {
  return rest;
}

/** What the file calls it by the new name. @throws {PaneError} where it can't have that */
async function newBranch(project: Project, renaming: Renaming): Promise<BranchName> {
  const { scope, desired } = project;
  const { from, to, worktree } = renaming;
  const refuse = (message: string): never => {
    throw new PaneError('usage', message, {
      hint: 'Nothing was changed. Without --branch it keeps its branch.',
    });
  };
  if (worktree === null) return refuse(`${from} has no worktree yet, and no branch`);
  const old = worktree.stamp.branch;
  const { changes } = await renamedTexts(project, renaming);
  const branch = (await validConfig(project, changes)).tasks.find(({ name }) => name === to)?.branch;
  if (branch === undefined || branch === old) return refuse(`the file fixes the branch of ${from}, ${old}`);
  const based = desired.find(({ name, base }) => name !== from && base === old);
  if (based !== undefined) return refuse(`branch ${old} is the base of ${based.name}`);
  if (worktree.listed?.branch !== old) return refuse(`branch ${old} is not checked out in its worktree`);
  const refs = await scope.runner.run(listAround(gitPlace(project), old, branch));
  const fault = faultOfRename(refs, old, branch);
  return fault === null ? branch : refuse(`branch ${old} can't become ${branch}: ${fault}`);
}

function gitPlace({ scope }: Project): string {
  return scope.repository.main ?? scope.repository.common;
}

/** Does nothing where it has been done. */
async function moveBranch(project: Project, from: BranchName, to: BranchName): Promise<void> {
  const place = gitPlace(project);
  const refs = await project.scope.runner.run(listAround(place, from, to));
  if (refs.some(({ name }) => name === `refs/heads/${from}`)) {
    await finishing(project.scope.runner).run(renameBranch(place, from, to));
  }
}

async function renameWindow(
  { scope }: Project,
  socket: string,
  worktree: OurWorktree,
  { from, to }: Renaming,
): Promise<void> {
  const window = findWindow(await askServer(scope.runner, socket), worktree);
  if (window === null) return;
  await scope.runner.run(renameTaskWindow(socket, window.main, { id: worktree.stamp.id, from, to }));
}

interface Edits {
  readonly changes: readonly FileChange[];
  /** The file that has the task's name. */
  readonly file: string;
}

/** The user may have changed the name already; then only what its worktree needs is written. */
async function renamedTexts(project: Project, { from, to }: Renaming) {
  const files = await readFiles(project.scope.config.files);
  const changes = files.map((file) => ({
    file,
    before: file.before,
    after: setKeys(file.before, from, [['name', to]]),
  }));
  const holder = changes.find(({ after }) => hasTask(after, to));
  if (holder === undefined) {
    throw new PaneError('failed', `${from} is written in a way that can't be renamed`, {
      hint: 'Nothing was changed. Change its name in the file by hand, then run the command again.',
    });
  }
  return { changes, holder };
}

async function editsFor(project: Project, renaming: Renaming): Promise<Edits> {
  const { to, worktree } = renaming;
  const { changes: renamed, holder } = await renamedTexts(project, renaming);
  const config = await validConfig(project, renamed);
  const keys = worktree === null ? [] : fixedKeys(project, config, { ...renaming, worktree });
  const changes = renamed.map((change) =>
    change === holder ? { ...change, after: setKeys(change.after, to, keys) } : change,
  );
  if (keys.length > 0) await validConfig(project, changes);
  return { changes, file: holder.file.path };
}

/** `branch` and `worktree` where they would be others by the new name. */
function fixedKeys(
  { desired, scope }: Project,
  { tasks }: Config,
  { from, to, worktree, branch: newName }: Renaming & { readonly worktree: OurWorktree },
): KeyText[] {
  const former = desired.find(({ name }) => name === from);
  const branch = newName ?? former?.branch ?? worktree.stamp.branch;
  const path = former?.worktree ?? worktree.path ?? '';
  const next = tasks.find(({ name }) => name === to);
  const folder = dirname(scope.config.files.project);
  return [
    ...(next?.worktree === path ? [] : [['worktree', relative(folder, path)] as const]),
    ...(next?.branch === branch ? [] : [['branch', branch] as const]), // each is put right below the name
  ];
}

async function validConfig(project: Project, changes: readonly FileChange[]): Promise<Config> {
  const textOf = (name: EditedFile['name']) => changes.find(({ file }) => file.name === name)?.after ?? null;
  const texts = { ...project.scope.config.texts, project: textOf('project'), local: textOf('local') };
  try {
    return await configWith(project, texts);
  } catch (error) {
    if (!(error instanceof PaneError)) throw error;
    throw new PaneError(error.code, error.message, {
      hint: 'Nothing was changed: this is what the file would come to with the new name.',
      cause: error,
    });
  }
}

async function whileLocked<T>(
  project: Project,
  names: readonly TaskName[],
  work: () => Promise<T>,
): Promise<T> {
  const { context, scope } = project;
  const [name, ...others] = [...names].sort();
  if (name === undefined) return await work();
  const lock = await takeLock(taskLock(scope.repository.common, scope.projectId, name), {
    pid: context.pid,
    signal: context.signal,
    onWait: (holder, path) => tellWait(context, name, holder, path),
  });
  try {
    return await whileLocked(project, others, work);
  } finally {
    await lock.release();
  }
}

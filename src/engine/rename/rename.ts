/**
 * `rename`: gives a task another name, in the file and in everything that carries it, while its agent runs. Branch and
 * directory stay. The stamp tells of it from before the file is written until all is done, so that `up` finishes it.
 */

import type { Context } from '../../context.ts';
import { PaneError } from '../../errors.ts';
import { underLock, type WaitOptions } from '../../gate/lock.ts';
import { listAround, renameBranch } from '../../git/rename-branch.ts';
import { type BranchName, NAME_RULE, parseTaskName, type TaskName, type WorktreeId } from '../../ids.ts';
import type { Notice } from '../../plan/notice.ts';
import { finishing } from '../../process/command.ts';
import { assertAsked } from '../../project/asked.ts';
import { tellWait } from '../../project/carry-out/tell-wait.ts';
import { whileEditing, writeOwnEdit } from '../../project/edit/own-edit.ts';
import type { Project } from '../../project/project.ts';
import type { ProjectOptions } from '../../project/types.ts';
import { unknownTask } from '../../project/unknown-task.ts';
import { wakeWatcher } from '../../project/watcher/watcher-note.ts';
import type { Stamp } from '../../records/stamp.ts';
import { readStamp, taskLock, writeStamp } from '../../records/store.ts';
import { isArchived } from '../../snapshot/joined.ts';
import { observe } from '../../snapshot/read/observe.ts';
import { WHERE } from '../../snapshot/request.ts';
import type { GitSnapshot, OurWorktree } from '../../snapshot/snapshot.ts';
import { findWindow } from '../../snapshot/windows.ts';
import { askServer } from '../../tmux/panes.ts';
import { renameTaskWindow } from '../../tmux/windows.ts';
import { editsFor, gitPlace, newBranch, type Renaming } from './rename-edits.ts';

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
    throw new PaneError('usage', `"${wrong}" is not a valid task name: ${NAME_RULE}`);
  }
  return [old, name];
}

function assertKnown(project: Project, git: GitSnapshot, from: TaskName, worktree: OurWorktree | null): void {
  const { desired, scope } = project;
  if (worktree === null && !desired.some(({ name }) => name === from)) {
    const known = desired.map(({ name }) => name);
    throw unknownTask(from, known, scope.config.files.project);
  }
  const isMaking = worktree === null && git.making.some(({ task }) => task === from);
  if (!isMaking && (worktree === null || (worktree.path !== null && worktree.stamp.archive === null))) return;
  throw new PaneError('conflict', `the worktree of ${from} is in the middle of a change`, {
    hint: 'Nothing was changed. `pane up` finishes that change, or says what is wrong.',
  });
}

/** Names differ by more than case: locks and directories could not tell them apart. */
function assertFree(
  { desired }: Project,
  { ours, making }: GitSnapshot,
  from: TaskName,
  to: TaskName,
  worktree: OurWorktree | null,
): void {
  const isTo = (name: string) => name.toLowerCase() === to.toLowerCase();
  const refuse = (message: string, hint: string): never => {
    throw new PaneError('usage', message, { hint: `Nothing was changed. ${hint}` });
  };
  if (to === from) refuse(`the task is named ${from} already`, 'Choose another name.');
  if (isTo(from)) refuse(`${from} and ${to} are the same name, ignoring case`, 'Choose another name.');
  const isDone = worktree !== null && !desired.some(({ name }) => name === from);
  const inFile = desired.find(({ name }) => isTo(name) && !(isDone && name === to));
  const live = ours.find((each) => !isArchived(each) && isTo(each.stamp.task));
  if (inFile !== undefined || live !== undefined || making.some(({ task }) => isTo(task))) {
    refuse(`task ${inFile?.name ?? live?.stamp.task ?? to} already exists`, 'Choose another name.');
  }
  const archived = ours.find((each) => isArchived(each) && isTo(each.stamp.task));
  if (archived !== undefined) {
    refuse(
      `an archived task is named ${archived.stamp.task}`,
      '`pane restore` lists it. Choose another name.',
    );
  }
}

async function renameIn(project: Project, socket: string, renaming: Renaming): Promise<Renamed> {
  const { from, to, worktree } = renaming;
  const { changes, file } = await editsFor(project, renaming);
  const notices = await underTaskLocks(project, [from, to], async () => {
    if (worktree === null) return await writeOwnEdit(project, changes);
    const { admin } = worktree;
    const stamp = readStamp(admin);
    if (stamp?.id !== worktree.stamp.id || stamp.task !== from || stamp.archive !== null) {
      throw new PaneError('failed', `the worktree of ${from} has changed in the meantime`, {
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

async function underTaskLocks<T>(
  project: Project,
  names: readonly TaskName[],
  work: () => Promise<T>,
): Promise<T> {
  const { context, scope } = project;
  const [name, ...others] = [...names].sort();
  if (name === undefined) return await work();
  const waiting: WaitOptions = {
    pid: context.pid,
    signal: context.signal,
    onWait: (holder, path) => tellWait(context, name, holder, path),
  };
  const lock = taskLock(scope.repository.common, scope.projectId, name);
  return await underLock(lock, waiting, () => underTaskLocks(project, others, work));
}

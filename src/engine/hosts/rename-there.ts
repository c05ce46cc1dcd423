/**
 * `rename` of a task of a host: there first, where its agent runs, then in the file here. What is known of the host tells of it
 * from before the host is asked until the file has the new name, and meanwhile no list is sent there: so whatever is cut off is
 * finished, and no name is made anew.
 */
import { allTasks } from '../../config/config.ts';
import { type ErrorCode, PaneError } from '../../errors.ts';
import { faultOf } from '../../hosts/connection.ts';
import { NAME_RULE, parseTaskName } from '../../ids.ts';
import type { FollowedContext } from '../../project/carry-out/tell.ts';
import { whileEditing, writeOwnEdit } from '../../project/edit/own-edit.ts';
import { changeRecord } from '../../project/hosts/change-record.ts';
import { type KnownHost, readHostRecord } from '../../project/hosts/host-record.ts';
import { namesHere } from '../../project/hosts/names-here.ts';
import { renamedRecord } from '../../project/hosts/renamed-record.ts';
import type { OnHosts, Project } from '../../project/project.ts';
import type { ProjectOptions } from '../../project/types.ts';
import { wakeWatcher } from '../../project/watcher/watcher-note.ts';
import { loadApprovals, saveApprovals } from '../../trust/approvals.ts';
import { approve } from '../../trust/approve.ts';
import type { Value } from '../../trust/values.ts';
import type { Renamed } from '../rename/rename.ts';
import { type FromHost, fromEach } from './each.ts';
import { notRenamed, whileSending } from './lists.ts';
import { type Reached, reachHosts } from './reach.ts';
import { editsThere, type RenameThere } from './rename-edits-there.ts';
import { statusThere } from './status-there.ts';
import { changeThere } from './up-there.ts';

type Names = { readonly from: string; readonly to: string };

/** @throws {PaneError} `usage`, `conflict` or `config` where it can't be; then nothing was changed */
export async function renameThere(
  context: FollowedContext,
  options: ProjectOptions,
  reached: Reached,
  names: Names,
): Promise<Renamed> {
  return await onHost(context, options, reached, async (project) => {
    const renaming = parsed(names);
    const known = readHostRecord(project)[reached.name];
    if (known?.renaming !== undefined) throw notRenamed(reached.name, known.renaming);
    assertFree(project, reached.name, renaming);
    const isSent = known?.tasks.some(({ name }) => name === renaming.from) === true;
    // What the file can't take is told before the host is asked for anything.
    const edits = await editsThere(project, renaming, isSent ? known : null);
    if (!isSent) {
      const notices = await writeOwnEdit(project, edits.changes);
      return { ...renaming, file: edits.file, notices };
    }
    await reached.host.greet(); // what can't be reached keeps its name
    await noteRenaming(project, reached.name, renaming);
    return await carryOn(project, reached, renaming);
  });
}

/** Finishes what was cut off. Null: somebody else has finished it. */
export async function finishRenames(
  context: FollowedContext,
  options: ProjectOptions,
  found: OnHosts,
): Promise<readonly FromHost<Renamed | null>[]> {
  const { reached, close } = await reachHosts(context, found, { idle: true });
  try {
    const begun = reached.filter(({ known }) => known?.renaming !== undefined);
    return await fromEach(begun, (host) =>
      onHost(context, options, host, async (project): Promise<Renamed | null> => {
        const { renaming } = readHostRecord(project)[host.name] ?? {};
        return renaming === undefined ? null : await carryOn(project, host, parsed(renaming));
      }),
    );
  } finally {
    close();
  }
}

/** While nobody else edits the files, or sends the host a list. */
async function onHost<T>(
  context: FollowedContext,
  options: ProjectOptions,
  { name }: Reached,
  work: (project: Project) => Promise<T>,
): Promise<T> {
  return await whileEditing({ ...context, onlyHere: true }, options, async (project) => {
    const done = await whileSending(project, name, () => work(project));
    await wakeWatcher(project, true);
    return done;
  });
}

function parsed({ from, to }: Names): RenameThere {
  const [old, name] = [parseTaskName(from), parseTaskName(to)];
  if (old !== null && name !== null) return { from: old, to: name };
  throw new PaneError('usage', `"${old === null ? from : to}" is not a valid task name: ${NAME_RULE}`);
}

/** Names differ by more than case, on all machines: the file is one. */
function assertFree(project: Project, host: string, { from, to }: RenameThere): void {
  const { config } = project.scope;
  const isTo = (name: string): boolean => name.toLowerCase() === to.toLowerCase();
  const refuse = (message: string): never => {
    throw new PaneError('usage', message, { hint: 'Nothing was changed. Choose another name.' });
  };
  if (to === from) refuse(`the task is named ${from} already`);
  if (isTo(from)) refuse(`${from} and ${to} are the same name, ignoring case`);
  const inFile = allTasks(config).map(({ name }) => name);
  const part = config.elsewhere.find(({ name }) => name === host);
  // The user has changed it in the file already.
  const isDone = !inFile.includes(from) && part?.tasks.some(({ name }) => name === to) === true;
  const sent = Object.values(readHostRecord(project)).flatMap(({ tasks }) => tasks.map(({ name }) => name));
  const taken = [...inFile.filter((name) => !(isDone && name === to)), ...sent, ...namesHere(project)];
  const other = taken.find(isTo);
  if (other !== undefined) refuse(`task ${other} already exists`);
}

/** The host, then the file, then what is known of the host: each only where it has not been done. */
async function carryOn(project: Project, reached: Reached, renaming: RenameThere): Promise<Renamed> {
  const { name: host } = reached;
  const { from, to } = renaming;
  const inFile = allTasks(project.scope.config).map(({ name }) => name);
  if (inFile.includes(from) && inFile.includes(to)) throw bothInFile(host, renaming);
  await askFor(project, reached, renaming);
  const { names } = await statusThere(reached, [], false);
  const known = readHostRecord(project)[host];
  if (known === undefined) throw new PaneError('failed', `host ${host} was forgotten meanwhile`);
  const isMade = names.includes(to);
  if (!inFile.includes(from) && !inFile.includes(to)) {
    // It has left the file: so has what it is called by now.
    await noteRenamed(project, host, renaming, {});
    return { from, to, file: project.scope.config.files.project, notices: [] };
  }
  const { changes, file, fixed, place } = await editsThere(project, renaming, isMade ? known : null);
  await approvePlace(project, place);
  const notices = await writeOwnEdit(project, changes);
  await noteRenamed(project, host, renaming, fixed);
  return { from, to, file, notices };
}

/** Of a worktree that is there already: nobody is asked for it anew because its name is written by now. */
async function approvePlace({ context, scope }: Project, place: readonly Value[]): Promise<void> {
  if (place.length === 0) return;
  const { approvals } = loadApprovals(context.env, scope.projectId);
  const { approved } = approve(approvals, place);
  await saveApprovals(context.env, scope.projectId, { approved, last: [...approvals.last, ...place] });
}

function bothInFile(host: string, { from, to }: RenameThere): PaneError {
  return new PaneError(
    'conflict',
    `${from} is being renamed to ${to} on ${host}, and the file has both, so nothing is done there`,
    { hint: `Take one of both out of the file, then run \`pane up\`: it finishes the rename.` },
  );
}

/** What is thrown with them was thrown before anything was changed. */
const REFUSALS: readonly ErrorCode[] = ['usage', 'conflict', 'config', 'untrusted'];

/** Asks the host for it, where it still has the old name. @throws {PaneError} as the host says; where it refuses, nothing is noted any more */
async function askFor(project: Project, reached: Reached, { from, to }: RenameThere): Promise<void> {
  const isDue = async (): Promise<boolean> => (await statusThere(reached, [], false)).listed.includes(from);
  if (!(await isDue())) return;
  try {
    const { error } = await changeThere(reached, { command: 'rename', words: [], names: [from, to] });
    if (error !== null) throw faultOf(reached.name, error);
  } catch (error) {
    if (!(error instanceof PaneError) || !REFUSALS.includes(error.code)) throw error;
    if (!(await isDue())) return; // what was asked for before it was cut off was quicker
    await changeNote(project, reached.name, ({ renaming: _, ...known }) => known);
    throw error;
  }
}

async function noteRenaming(project: Project, host: string, renaming: RenameThere): Promise<void> {
  await changeNote(project, host, (known) => ({ ...known, renaming }));
}

async function noteRenamed(
  project: Project,
  host: string,
  renaming: RenameThere,
  fixed: Readonly<Record<string, unknown>>,
): Promise<void> {
  await changeNote(project, host, (known) => renamedRecord(known, renaming, fixed));
}

async function changeNote(
  project: Project,
  host: string,
  change: (known: KnownHost) => KnownHost,
): Promise<void> {
  await changeRecord(project, ({ [host]: known, ...others }) =>
    known === undefined ? others : { ...others, [host]: change(known) },
  );
}

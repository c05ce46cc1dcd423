/**
 * Where `pane` keeps its few files: `<admin>/pane/` for what belongs to one worktree (it goes with the
 * worktree), `<common>/pane/` for what belongs to the repository.
 */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { reasonToKeep } from '../errors.ts';
import { removeOwnFile } from '../gate/own-files.ts';
import { writeFileAtomically } from '../gate/write.ts';
import { mainRecord, type Repository } from '../git/repository.ts';
import { isSamePlace, listIfThere, readIfThere, realPathIfThere } from '../git/small-file.ts';
import { type ProjectId, parseTaskName, type TaskName } from '../ids.ts';
import {
  isNewerStamp,
  type MakingRecord,
  parseMakingRecord,
  parseStamp,
  type Stamp,
  type UnreadableRecord,
} from './stamp.ts';

/** `pane`'s directory in a worktree's admin directory. */
export function paneDirectory(admin: string): string {
  return `${admin}/pane`; // of each worktree at each look: `join` takes as long as the file
}

/** `pane`'s directory in the repository. */
export function commonDirectory(common: string): string {
  return join(common, 'pane');
}

function lockAt(common: string, name: string): string {
  return join(commonDirectory(common), 'locks', name);
}

/** What the watcher, `up` and `status` leave for each other. */
export function watchDirectory(common: string): string {
  return join(commonDirectory(common), 'watch');
}

export function repositoryLock(common: string): string {
  return lockAt(common, 'repository');
}

export function taskLock(common: string, project: ProjectId, task: TaskName): string {
  return lockAt(common, `${project}-${task.toLowerCase()}`);
}

/** Held by whoever changes the project's files. */
export function editLock(common: string, project: ProjectId): string {
  return lockAt(common, `${project}.edit`);
}

/** Held while what is known of hosts is changed. */
export function hostsLock(common: string, project: ProjectId): string {
  return lockAt(common, `${project}.hosts`);
}

/** Held while a host is sent its list, and while a task of it gets another name or comes back from its archive: one is the later. */
export function sendLock(common: string, project: ProjectId, host: string): string {
  return lockAt(common, `${project}.host-${host}`);
}

/** Held while what the watcher holds back is changed. */
export function holdLock(common: string, project: ProjectId): string {
  return lockAt(common, `${project}.hold`);
}

export function watcherLock(common: string, project: ProjectId): string {
  return lockAt(common, `${project}.watcher`);
}

/** An agent's event writes to it: the watcher wakes. */
export function wakeFile(common: string, project: ProjectId): string {
  return join(watchDirectory(common), `${project}.wake`);
}

/** What happened in the project, the newest part. */
export function eventsFile(common: string, project: ProjectId): string {
  return join(watchDirectory(common), `${project}.events`);
}

/** Held while events are appended. */
export function eventsLock(common: string, project: ProjectId): string {
  return lockAt(common, `${project}.events`);
}

/** Held while a watcher's window is opened: until the watcher itself has its lock, its window stands for it. */
export function watcherStartLock(common: string, project: ProjectId): string {
  return `${watcherLock(common, project)}-start`;
}

async function writeJson(directory: string, name: string, value: unknown): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFileAtomically(join(directory, name), `${JSON.stringify(value, null, 1)}\n`, { mode: 0o600 });
}

function readAnyStamp(admin: string): Stamp | null {
  const text = readIfThere(`${paneDirectory(admin)}/stamp.json`);
  return text === null ? null : parseStamp(text);
}

/**
 * With links that are relative (worktree.useRelativePaths) a repository that was copied together with its
 * worktrees looks like the original one, whose window and agent have the very id. One that was moved does not:
 * where it was, it is no more.
 */
function isCopy(admin: string, { id, admin: original }: Stamp): boolean {
  if (original === undefined || original === admin) return false;
  return readAnyStamp(original)?.id === id && !isSamePlace(original, admin);
}

/** Null: the worktree has none, one that this version can't read, or another one's copy; then it is not ours. */
export function readStamp(admin: string): Stamp | null {
  const stamp = readAnyStamp(admin);
  return stamp === null || isCopy(admin, stamp) ? null : stamp;
}

/** Null: there is no stamp, or it can be read. */
export function unreadableStamp(admin: string): { readonly file: string; readonly isNewer: boolean } | null {
  const file = `${paneDirectory(admin)}/stamp.json`;
  const text = readIfThere(file);
  if (text === null || parseStamp(text) !== null) return null;
  return { file, isNewer: isNewerStamp(text) };
}

export async function writeStamp(admin: string, stamp: Stamp): Promise<void> {
  await writeJson(paneDirectory(admin), 'stamp.json', { ...stamp, admin });
}

/** For `status`. With a full disk there is no room for it: the failure itself is the one to tell, so this never rejects. */
export async function noteFailure(admin: string, stamp: Stamp, failure: unknown): Promise<void> {
  await writeStamp(admin, { ...stamp, error: reasonToKeep(failure) }).catch(() => {});
}

/** The records of what is being made. */
export function makingDirectory(common: string): string {
  return join(commonDirectory(common), 'making');
}

function makingName(project: ProjectId, task: TaskName): string {
  return `${task}@${project}`;
}

export interface MakingRecords {
  readonly records: readonly MakingRecord[];
  readonly unreadable: readonly UnreadableRecord[];
}

export function readMakingRecords(common: string, project: ProjectId): MakingRecords {
  const directory = makingDirectory(common);
  const records: MakingRecord[] = [];
  const unreadable: UnreadableRecord[] = [];
  for (const name of listIfThere(directory).filter((each) => each.endsWith(`@${project}`))) {
    const file = join(directory, name);
    const text = readIfThere(file);
    if (text === null) continue;
    const record = parseMakingRecord(text);
    const task = parseTaskName(name.slice(0, -`@${project}`.length));
    if (record !== null) records.push(record);
    else if (task !== null) unreadable.push({ file, isNewer: isNewerStamp(text), task });
  }
  return { records, unreadable };
}

export function listMakingRecords(common: string, project: ProjectId): readonly MakingRecord[] {
  return readMakingRecords(common, project).records;
}

export async function writeMakingRecord(
  common: string,
  project: ProjectId,
  record: MakingRecord,
): Promise<void> {
  await writeJson(makingDirectory(common), makingName(project, record.task), record);
}

export async function removeMakingRecord(common: string, project: ProjectId, task: TaskName): Promise<void> {
  await removeOwnFile(commonDirectory(common), join(makingDirectory(common), makingName(project, task)));
}

/** Writes down the main worktree where git itself does not know it. */
export async function recordMain({ common, main }: Pick<Repository, 'common' | 'main'>): Promise<void> {
  if (main === null || realPathIfThere(`${main}/.git`) === common) return;
  const file = mainRecord(common);
  if (readIfThere(file) === main) return;
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomically(file, main);
}

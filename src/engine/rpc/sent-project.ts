/**
 * The project that another machine keeps in this clone: its file in the git directory, and who sent it.
 */
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as c from '../../codec.ts';
import type { ConfigFiles } from '../../config/config.ts';
import { filesBeside } from '../../config/load/discover.ts';
import { hostsDirectory, SENT_FILE } from '../../config/load/sent-file.ts';
import { isErrno, PaneError } from '../../errors.ts';
import { underLock } from '../../gate/lock.ts';
import { writeFileAtomically } from '../../gate/write.ts';
import { findRepository, homeOf, NoRepository, type Repository } from '../../git/repository.ts';
import { readIfThere } from '../../git/small-file.ts';
import { sha256 } from '../../hash.ts';
import type { FileRequest, Identity } from '../../hosts/protocol.ts';
import { createRunner } from '../../process/runner.ts';
import type { FollowedContext } from '../../project/carry-out/tell.ts';
import { withStarts } from '../../project/hosts/with-starts.ts';
import { type Found, openProjectIn, type Project, withConfig } from '../../project/project.ts';
import { projectIdOf } from '../../records/project-id.ts';
import type { SentStarts } from '../../records/sent-start.ts';
import { readSentStarts } from '../../records/sent-starts.ts';
import { editLock } from '../../records/store.ts';
import { loadApprovals, saveApprovals } from '../../trust/approvals.ts';
import { approve } from '../../trust/approve.ts';
import { loadFacts } from '../../trust/facts.ts';
import { riskyValues } from '../../trust/values.ts';
import { addsOnly } from './adds-only.ts';
import { keepFiles } from './sent-files.ts';
import { keepStarts } from './starts.ts';

const parseSender = c.decoder(c.object({ machine: c.text, name: c.text, digest: c.text, at: c.text }));

export interface SentProject {
  readonly context: FollowedContext;
  readonly found: Found;
  readonly repository: Repository;
  /** Of everything that is kept of it. */
  readonly directory: string;
  readonly files: ConfigFiles;
  /** Where its commands run. */
  readonly cwd: string;
  /** Who is at the other end. */
  readonly sender: Identity;
}

/** Who sent the list. */
const SENDER = 'sender.json';

/** `~/x` as a path; any other as it is. */
function withHome(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? `${home}${path.slice(1)}` : path;
}

/** A project's name, as far as it can be a folder's. */
const FOLDER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** @throws {PaneError} where there is no such clone here */
export async function findSent(
  context: FollowedContext,
  { path, project, sender }: { readonly path: string; readonly project: string; readonly sender: Identity },
): Promise<SentProject> {
  if (!FOLDER.test(project)) throw new PaneError('usage', 'not a name of a project that pane made');
  const top = withHome(path, context.env.HOME || homedir());
  const found = await findRepository(createRunner(context.env, context.signal), top).catch(
    (error: unknown) => {
      const hint = 'Clone the repository there, or correct `path` of the host.';
      if (isErrno(error, 'ENOENT')) throw new PaneError('usage', `there is no ${path}`, { hint });
      if (error instanceof NoRepository) throw new PaneError('usage', error.message, { hint });
      throw error;
    },
  );
  const { repository } = found;
  const directory = join(hostsDirectory(repository), project);
  const files = filesBeside(join(directory, SENT_FILE), context.env, repository);
  const cwd = homeOf(repository);
  return { context: { ...context, cwd, onlyHere: true }, found, repository, directory, files, cwd, sender };
}

/** The project with this text in its file. `starts`: of tasks that start elsewhere than was sent before. */
export async function openWith(
  { context, found, files }: SentProject,
  text: string,
  starts: SentStarts = {},
): Promise<Project> {
  const project = await openProjectIn(found, context, files.project, {
    files,
    texts: { project: text, local: null },
    fault: null,
  });
  return withConfig(project, withStarts(project.scope.config, starts));
}

/** As a list is held, so is another name: only whoever sent the list has a file that names its tasks. @throws {PaneError} `conflict` */
export function assertOwnList({ directory, sender }: SentProject): void {
  const last = parseSender(readIfThere(join(directory, SENDER)) ?? '');
  if (last === null || last.machine === sender.id) return;
  throw new PaneError('conflict', `the tasks here were sent by another computer, ${last.name}`, {
    hint: 'Nothing was changed. If the file here is the right one, run `pane up --take-over` first.',
  });
}

/** @returns who sent what is there, where it is another and was not replaced; null: it is as it was sent now */
export async function takeFile(
  sent: SentProject,
  { text, digest, include, takeOver, starts, files: sentNow }: Omit<FileRequest, 'id' | 'do'>,
): Promise<{ readonly by: string; readonly at: string } | null> {
  if (sha256(text) !== digest) throw new PaneError('failed', 'the file did not arrive as it was approved');
  const { context, repository, directory, files, sender } = sent;
  const lock = editLock(repository.common, projectIdOf(repository, files.project));
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return await underLock(lock, { pid: context.pid, signal: context.signal }, async () => {
    const place = join(directory, SENDER);
    const before = readIfThere(files.project);
    const last = parseSender(readIfThere(place) ?? '');
    const isOther = last !== null && last.machine !== sender.id;
    if (isOther && before !== null && !takeOver && !addsOnly(before, text))
      return { by: last.name, at: last.at };
    await approveSent(sent, text, include);
    // Before the file: whoever sees the task knows where it starts, and has its files.
    const all = await startsOf(sent, text, starts, isOther && !takeOver);
    await keepFiles(sent, { files: sentNow, ...all });
    await keepStarts(sent, all.starts);
    // Whoever sends nothing new says nothing new either.
    if (before !== text) await writeFileAtomically(files.project, text, { mode: 0o600 });
    const own = { machine: sender.id, name: sender.name, digest, at: new Date().toISOString() };
    if (last?.digest !== digest || isOther)
      await writeFileAtomically(place, `${JSON.stringify(own)}\n`, { mode: 0o600 });
    return null;
  });
}

/** Of the tasks in this text. `onlyNew`: what somebody else sent stays as it is. */
async function startsOf(
  sent: SentProject,
  text: string,
  starts: SentStarts,
  onlyNew: boolean,
): Promise<StartsOf> {
  const before = readSentStarts(sent.files.project);
  const all = onlyNew ? { ...starts, ...before } : { ...before, ...starts };
  const tasks = new Set<string>((await openWith(sent, text)).scope.config.tasks.map(({ name }) => name));
  const of = Object.keys(starts).filter((name) => !onlyNew || !Object.hasOwn(before, name));
  return { starts: Object.fromEntries(Object.entries(all).filter(([name]) => tasks.has(name))), tasks, of };
}

interface StartsOf {
  readonly starts: SentStarts;
  readonly tasks: ReadonlySet<string>;
  /** Those of which it was sent now. */
  readonly of: readonly string[];
}

/** What was approved where the file was written counts here: its values, and no others. */
async function approveSent(sent: SentProject, text: string, include: readonly string[]): Promise<void> {
  const { config, projectId, repository } = (await openWith(sent, text)).scope;
  const values = riskyValues(config, loadFacts(config, repository.main)).filter(
    ({ kind, value }) => kind !== '.worktreeinclude' || include.includes(value),
  );
  const { env } = sent.context;
  const { approvals } = loadApprovals(env, projectId);
  await saveApprovals(env, projectId, approve(approvals, values));
}

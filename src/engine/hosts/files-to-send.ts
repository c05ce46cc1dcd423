/**
 * What `send_files` of tasks that are to be made on a host comes to. The contents go with the list, and are kept nowhere here.
 */
import type { TaskConfig } from '../../config/config.ts';
import { mebibytes } from '../../config/limits.ts';
import { type FileToSend, filesToSend, mostSent, readToSend, type ToSend } from '../../copy/to-send.ts';
import { isErrno, isInterrupt, messageOf } from '../../errors.ts';
import type { Notice } from '../../plan/notice.ts';
import { selector } from '../../project/carry-out/applying.ts';
import type { Project } from '../../project/project.ts';
import type { SentFiles } from '../../records/sent-file.ts';
import { NO_FACTS } from '../../trust/values.ts';
import type { Unready } from './resolve-starts.ts';

/** Of each task. */
export type Chosen = ReadonlyMap<string, readonly FileToSend[]>;

export interface LookedAtFiles {
  readonly chosen: Chosen;
  readonly unready: readonly Unready[];
  readonly warnings: readonly Notice[];
}

/** As they are now; none is read. */
export async function lookAtFiles(
  project: Project,
  all: readonly Pick<TaskConfig, 'name' | 'sendFiles'>[],
): Promise<LookedAtFiles> {
  const root = project.scope.repository.main;
  const tasks = all.filter(({ sendFiles }) => sendFiles.length > 0);
  // A bare repository has no files of its own to bring.
  if (root === null || tasks.length === 0) return { chosen: new Map(), unready: [], warnings: [] };
  const select = selector(project, NO_FACTS);
  const known = new Map<unknown, ToSend>(); // tasks mostly share one selection
  const found = new Map<string, readonly FileToSend[]>();
  const warnings: Notice[] = [];
  const unread: Unready[] = [];
  for (const { name, sendFiles } of tasks) {
    try {
      const selection = await select({ copy: sendFiles, link: [], sendFiles: [] });
      const toSend = known.get(selection) ?? (await filesToSend(root, selection.copy));
      known.set(selection, toSend);
      found.set(name, toSend.files);
      for (const message of [...selection.warnings, ...toSend.warnings])
        warnings.push({ kind: 'warning', task: name, message });
    } catch (error) {
      if (isInterrupt(error)) throw error;
      unread.push({ task: name, message: `send_files: ${messageOf(error)}`, hint: null });
    }
  }
  const { chosen, unready } = fitting(found);
  return { chosen, unready: [...unread, ...unready], warnings };
}

/** In the order of the tasks, as long as all of them together are not too much for one request. Pure. */
export function fitting(found: Chosen): Pick<LookedAtFiles, 'chosen' | 'unready'> {
  const chosen = new Map<string, readonly FileToSend[]>();
  const unready: Unready[] = [];
  let taken = new Map<string, FileToSend>();
  for (const [task, files] of found) {
    const all = new Map([...taken, ...files.map((file) => [file.path, file] as const)]);
    const bytes = [...all.values()].reduce((sum, file) => sum + file.bytes, 0);
    if (bytes <= mostSent.bytes && all.size <= mostSent.files) {
      taken = all;
      chosen.set(task, files);
    } else unready.push(tooMuch(task, files));
  }
  return { chosen, unready };
}

function tooMuch(task: string, files: readonly FileToSend[]): Unready {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const own = files.length > mostSent.files ? `more than ${mostSent.files} files` : mebibytes(bytes);
  const [largest] = [...files].sort((a, b) => b.bytes - a.bytes);
  const named = largest === undefined ? '' : `, \`${largest.path}\` the largest`;
  return {
    task,
    message: `send_files is too much: ${own}${named}; at most ${mebibytes(mostSent.bytes)} and ${mostSent.files} files are sent to a host at once`,
    hint: 'Name less of it. What is large or many is better brought to the main worktree there, for `copy`.',
  };
}

/** `unready` grows by the tasks of what can't be read. */
export async function readFiles(
  project: Project,
  { chosen, unready, ...looked }: LookedAtFiles,
): Promise<LookedAtFiles & { readonly files: SentFiles }> {
  const root = project.scope.repository.main;
  if (root === null) return { ...looked, chosen, files: [], unready };
  const tasksOf = new Map<string, { readonly file: FileToSend; readonly tasks: string[] }>();
  for (const [task, files] of chosen) {
    for (const file of files) {
      const known = tasksOf.get(file.path);
      if (known === undefined) tasksOf.set(file.path, { file, tasks: [task] });
      else known.tasks.push(task);
    }
  }
  const files: SentFiles = [];
  const failed = new Map<string, Unready>();
  for (const [path, { file, tasks }] of tasksOf) {
    try {
      const content = await readToSend(root, file);
      if (content !== null) files.push({ path, content: Buffer.from(content).toString('base64'), tasks });
    } catch (error) {
      const why = isErrno(error, 'EACCES', 'EPERM') ? 'permission denied' : messageOf(error);
      const message = `could not read \`${path}\` for send_files: ${why}`;
      for (const task of tasks) failed.set(task, { task, message, hint: null });
    }
  }
  return { ...looked, chosen, files, unready: [...unready, ...failed.values()] };
}

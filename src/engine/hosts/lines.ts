/**
 * Takes tasks that were archived on a host out of the file here, which is what `archive` means everywhere, and puts them
 * back when they are restored there.
 */
import type { Config } from '../../config/config.ts';
import { formersIn, restoreTask } from '../../config/edit/edit.ts';
import type { FileChange } from '../../config/edit/file-change.ts';
import { removeTasks } from '../../config/edit/remove-tasks.ts';
import { setKeys } from '../../config/edit/rename.ts';
import { PaneError } from '../../errors.ts';
import type { Notice } from '../../plan/notice.ts';
import type { FollowedContext } from '../../project/carry-out/tell.ts';
import { readFiles } from '../../project/edit/file-edit.ts';
import { checkOwnEdit, whileEditing, writeOwnEdit } from '../../project/edit/own-edit.ts';
import { type KeptLines, keepLines, readKeptLines } from '../../project/hosts/kept-lines.ts';
import type { Project } from '../../project/project.ts';
import type { ProjectOptions } from '../../project/types.ts';

async function removalOf({ scope }: Project, names: readonly string[]) {
  const files = await readFiles(scope.config.files);
  const kept = new Map<string, KeptLines[]>(names.map((name) => [name, []]));
  const changes = files.map((file): FileChange => {
    const { text, removed } = removeTasks(file.before, names);
    const formerOf = formersIn(file.before);
    for (const [name, lines] of removed) {
      const { above = [], below = [] } = formerOf(name);
      kept.get(name)?.push({ file: file.name, lines, above: [...above], below: [...below] });
    }
    return { file, before: file.before, after: text };
  });
  return { changes, kept };
}

/** Before anything is archived. @throws {PaneError} where the file can't be edited so, or would be invalid */
export async function checkRemoval(project: Project, names: readonly string[]): Promise<void> {
  await checkOwnEdit(project, (await removalOf(project, names)).changes);
}

/** @returns the tasks that the files had. @throws {PaneError} where a file was changed meanwhile */
export async function removeLines(
  context: FollowedContext,
  options: ProjectOptions,
  names: readonly string[],
): Promise<{ readonly removed: readonly string[]; readonly notices: readonly Notice[] }> {
  return await whileEditing({ ...context, onlyHere: true }, options, async (project) => {
    const { changes, kept } = await removalOf(project, names);
    await checkOwnEdit(project, changes);
    // What has no lines any more may have had some before it was cut off: these stay.
    const found = new Map([...kept].filter(([, lines]) => lines.length > 0));
    await keepLines(project, found);
    return { removed: [...found.keys()], notices: await writeOwnEdit(project, changes) };
  });
}

/** Where the files have the task, nothing. `branch`: the one that it gets; null: its own. */
async function returnOf(project: Project, task: string, branch: string | null): Promise<FileChange[]> {
  const { config } = project.scope;
  if (config.elsewhere.some(({ tasks }) => tasks.some(({ name }) => name === task))) return [];
  const kept = readKeptLines(project, task);
  if (kept.length === 0) {
    throw new PaneError('conflict', `the lines of ${task} are not kept here`, {
      hint: `Nothing was restored. Write the task into ${config.files.project} again, with its host, then restore it.`,
    });
  }
  const files = await readFiles(config.files);
  return kept.flatMap((source, index): FileChange[] => {
    const file = files.find(({ name }) => name === source.file) ?? files.at(-1);
    if (file === undefined) return [];
    const after = restoreTask(file.before, source.lines, source);
    const isFirst = branch !== null && index === 0;
    return [
      { file, before: file.before, after: isFirst ? setKeys(after, task, [['branch', branch]]) : after },
    ];
  });
}

/** What the files will come to. @throws {PaneError} where they can't have the task again */
export async function checkReturn(project: Project, task: string, branch: string | null): Promise<Config> {
  return await checkOwnEdit(project, await returnOf(project, task, branch));
}

/** @throws {PaneError} where a file was changed meanwhile */
export async function returnLines(
  context: FollowedContext,
  options: ProjectOptions,
  task: string,
  branch: string | null,
): Promise<readonly Notice[]> {
  return await whileEditing({ ...context, onlyHere: true }, options, async (project) => {
    const changes = await returnOf(project, task, branch);
    await checkOwnEdit(project, changes);
    const notices = await writeOwnEdit(project, changes);
    await keepLines(project, new Map([[task, []]]));
    return notices;
  });
}

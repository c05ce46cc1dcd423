/**
 * `add`: appends a task to the file and brings up that task only.
 */

import { basename, dirname, join, relative, resolve } from 'node:path';
import { hostsOfTasks } from '../config/config.ts';
import { addTask } from '../config/edit/edit.ts';
import { PaneError } from '../errors.ts';
import { resolveCommit } from '../git/refs.ts';
import { realPathIfThere } from '../git/small-file.ts';
import { NAME_RULE, parseTaskName } from '../ids.ts';
import type { Report } from '../plan/notice.ts';
import type { FollowedContext } from '../project/carry-out/tell.ts';
import { readFiles } from '../project/edit/file-edit.ts';
import { checkOwnEdit, whileEditing, writeOwnEdit } from '../project/edit/own-edit.ts';
import type { Project } from '../project/project.ts';
import { nameFromPrompt } from '../project/task-name.ts';
import type { ProjectOptions } from '../project/types.ts';
import { isWatched } from '../project/watcher/watcher-note.ts';
import { reportOfUp } from './up/up.ts';

export interface AddRequest extends ProjectOptions {
  readonly prompt: string | null;
  readonly name: string | null;
  readonly agent: string | null;
  readonly base: string | null;
  readonly branch: string | null;
  readonly promptFile: string | null;
  readonly trust: boolean;
}

export interface Added {
  readonly task: string;
  readonly file: string;
  readonly report: Report;
  /** Why it may not be brought up yet is in the report; a watcher does it once it may. */
  readonly isWatched: boolean;
}

/** Where the new lines were wrong is no place in a file any more. */
function notAdded(error: unknown): unknown {
  if (!(error instanceof PaneError) || error.code !== 'config') return error;
  const hint = 'The task was not added and the file is unchanged. Correct the command line.';
  return new PaneError('config', error.message, { hint, cause: error });
}

/** Else the file would have a task that can't be made. @throws {PaneError} `usage` */
async function assertCommit({ scope }: Project, base: string | null): Promise<void> {
  if (base === null) return;
  const { runner, repository } = scope;
  const commit = await runner.run(resolveCommit(repository.main ?? repository.common, base));
  if (commit !== null) return;
  throw new PaneError('usage', `base ${base} names no commit in this repository`, {
    hint: 'Nothing was added. Set another base with --base, or fetch it first.',
  });
}

/** As the file has it: relative to its folder. */
function promptFileOf(promptFile: string | null, { context, scope }: Project): string | undefined {
  if (promptFile === null) return undefined;
  const path = resolve(context.cwd, promptFile);
  // The file's own path is a real one.
  const folder = realPathIfThere(dirname(path)) ?? dirname(path);
  const named = relative(dirname(scope.config.files.project), join(folder, basename(path)));
  return named === '' || named.startsWith('~') ? `./${named}` : named;
}

/** The file has the task then, or is as it was. */
async function addToFile(
  options: AddRequest,
  project: Project,
): Promise<Omit<Added, 'report'> & Pick<Report, 'notices'> & { readonly host: string | null }> {
  const taken = [...project.desired.map(({ name }) => name), ...hostsOfTasks(project.scope.config).keys()];
  const task = options.name ?? nameFromPrompt(options.prompt ?? options.promptFile ?? '', taken);
  if (parseTaskName(task) === null) {
    throw new PaneError('usage', `"${task}" is not a valid task name: ${NAME_RULE}`);
  }
  const [file] = await readFiles(project.scope.config.files);
  if (file === undefined) throw new PaneError('failed', 'the file is gone');
  if (taken.some((name) => name.toLowerCase() === task.toLowerCase())) {
    throw new PaneError('usage', `task ${task} already exists`, {
      hint: 'Set another name with --name.',
    });
  }
  await assertCommit(project, options.base);
  const after = addTask(file.before, {
    name: task,
    agent: options.agent ?? undefined,
    base: options.base ?? undefined,
    branch: options.branch ?? undefined,
    promptFile: promptFileOf(options.promptFile, project),
    prompt: options.prompt ?? undefined,
  });
  const changes = [{ file, before: file.before, after }];
  const config = await checkOwnEdit(project, changes).catch((error: unknown) => {
    throw notAdded(error);
  });
  const notices = await writeOwnEdit(project, changes);
  const host = hostsOfTasks(config).get(task) ?? null;
  return { task, file: file.path, isWatched: isWatched(project), notices, host };
}

export async function add(context: FollowedContext, options: AddRequest): Promise<Added> {
  const { notices, host, ...added } = await whileEditing(context, options, (project) =>
    addToFile(options, project),
  );
  if (host !== null) {
    const message = `${added.task} is for host ${host}: \`pane up ${added.task}\` starts it there`;
    return { ...added, report: { results: [], notices: [...notices, { kind: 'held', message }] } };
  }
  const report = await reportOfUp(context, {
    file: options.file,
    tasks: [added.task],
    trust: options.trust,
    waits: true,
  });
  return { ...added, report: { ...report, notices: [...notices, ...report.notices] } };
}

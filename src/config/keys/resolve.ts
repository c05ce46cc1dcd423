/**
 * From the merged files to the configuration: defaults filled in, names checked, paths made absolute. Pure;
 * `load` reads what it needs beforehand.
 */
import type { Agent } from '../../agents/agent.ts';
import { presetNames } from '../../agents/presets.ts';
import { resolveAgent } from '../../agents/resolve-agent.ts';
import { absolutePath, baseName, folderOf } from '../../paths.ts';
import type { Config, ConfigFiles, ConfigTexts, Position } from '../config.ts';
import { faultOfNotify } from '../notify.ts';
import { sessionName } from '../session-name.ts';
import { findClashes, findNameClashes } from './clashes.ts';
import { asWord, hostFaults, partsOf } from './elsewhere.ts';
import type { Fault, ReportFault } from './fault.ts';
import { fieldsOf } from './key.ts';
import { type FileData, projectKeys, tmuxKeys, watchKeys } from './project-keys.ts';
import { resolveTask, tildeMessage } from './resolve-task.ts';

export interface ProjectFacts {
  /** Root of the main worktree, or the folder of the file in a bare repository; absolute. */
  readonly main: string;
  /** For `{user}`. */
  readonly user: string;
  /** What paths in the file are relative to; null: its folder. */
  readonly base: string | null;
}

export interface ResolveInput {
  readonly data: FileData;
  readonly files: ConfigFiles;
  readonly facts: ProjectFacts;
  readonly texts: ConfigTexts;
  /** The contents of prompt files by absolute path; one that couldn't be read is not there. */
  readonly promptFiles: ReadonlyMap<string, string>;
  /** Where each task of the data stands, in the same order. */
  readonly positions: readonly Position[];
}

export interface Resolved {
  readonly config: Config;
  /** Empty, or the config must not be used. */
  readonly faults: readonly Fault[];
}

const nowhere: Position = { file: '', line: 1, column: 1 };

export function resolveConfig(input: ResolveInput): Resolved {
  const { data, files, facts, positions } = input;
  const faults: Fault[] = [];
  const folder = facts.base ?? folderOf(files.project);
  const project = data.project ?? projectName(facts.main);
  const worktrees = worktreesFolder(data, folder, facts.main, project);
  const report = (fault: Fault) => {
    faults.push(fault);
  };
  const context = { ...input, folder, project, user: facts.user, worktrees };
  const written = data.tasks ?? [];
  const tasks = written.map((task, index) => resolveTask(task, positions[index] ?? nowhere, context, report));
  reportAgents(data, report);
  const notifyFault = faultOfNotify(data.notify ?? []);
  if (notifyFault !== null) faults.push({ path: ['notify'], message: notifyFault });
  if (data.worktrees?.startsWith('~') === true) faults.push({ path: ['worktrees'], message: tildeMessage });
  const named = tasks.filter((task) => task !== null);
  const elsewhere = partsOf(named, written, { ...context, main: facts.main });
  const here = named.filter(({ host }) => host === null);
  faults.push(
    ...findNameClashes(written),
    ...hostFaults(named, data),
    ...findClashes(here, facts.main),
    ...elsewhere.flatMap((part) => findClashes(part.tasks, null)),
  );
  const config: Config = {
    files,
    texts: input.texts,
    project,
    worktrees,
    socket: socketOf(data.tmux?.socket ?? null, folder),
    session: sessionName(data.tmux?.session ?? project),
    sessionIsFixed: data.tmux?.session != null,
    ...fieldsOf(projectKeys, data),
    ...fieldsOf(tmuxKeys, data.tmux ?? {}),
    ...fieldsOf(watchKeys, data.watch ?? {}),
    user: asWord(facts.user),
    tasks: here,
    elsewhere,
    example:
      written.length > 0
        ? null
        : resolveTask({ name: 'task' }, nowhere, context, reportOfExample(data, report)),
  };
  return { config, faults };
}

/** Without tasks, none asks for the agent of the defaults, which may be wrong all the same. */
function reportOfExample({ defaults }: FileData, report: ReportFault): ReportFault {
  return ({ path, ...fault }) => {
    if (path.at(-1) === 'agent' && defaults?.agent !== undefined)
      report({ ...fault, path: ['defaults', 'agent'] });
  };
}

/** The name of the repository's folder; a bare one's is usually `name.git`. */
function projectName(main: string): string {
  return baseName(main).replace(/(?<=.)\.git$/, '') || 'pane';
}

/** Not written: beside the repository, wherever in it the file lies. */
function worktreesFolder(data: FileData, folder: string, main: string, project: string): string {
  if (data.worktrees === undefined) return absolutePath(main, `../${project}.worktrees`);
  return absolutePath(
    folder,
    data.worktrees.replaceAll('{project}', () => project),
  );
}

/** tmux knows a socket by its name, or by a path. */
function socketOf(socket: string | null, folder: string): string | null {
  return socket?.includes('/') === true ? absolutePath(folder, socket) : socket;
}

const noSign =
  '`paste` requires a way to see that the agent is ready: `screen: { idle: [REGEX] }` or `reports`';

/** Its prompt would never be typed in. */
function isNeverReady({ prompt, reports, screen }: Agent): boolean {
  return prompt === 'paste' && reports === null && (screen?.screen.idle ?? []).length === 0;
}

/** Entries of `agents` that name nothing to run, or could not be given a prompt; used or not. */
function reportAgents(data: FileData, report: ReportFault): void {
  for (const [name, spec] of Object.entries(data.agents ?? {})) {
    const result = resolveAgent(name, { [name]: spec ?? {} }, []);
    const message = `has no \`command\` and is not a preset (${presetNames.join(', ')})`;
    if (!result.ok) report({ path: ['agents', name], message });
    else if (isNeverReady(result.agent)) report({ path: ['agents', name, 'prompt'], message: noSign });
  }
}

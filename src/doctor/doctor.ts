/** `doctor`: whether machine, tools and project are such that `pane` works; everything is looked at, whatever fails. */
import { once } from 'node:events';
import type { TaskConfig } from '../config/config.ts';
import { NoFile } from '../config/load/discover.ts';
import type { Context } from '../context.ts';
import { messageOf, PaneError } from '../errors.ts';
import { NoRepository } from '../git/repository.ts';
import { createRunner } from '../process/runner.ts';
import { type Approval, approveProject } from '../project/carry-out/approval.ts';
import { openProject, type Project } from '../project/project.ts';
import type { ProjectOptions } from '../project/types.ts';
import { readWatcher } from '../project/watcher/watcher-note.ts';
import { orNull } from '../snapshot/known.ts';
import { observe } from '../snapshot/read/observe.ts';
import { WHERE } from '../snapshot/request.ts';
import { sessionOf } from '../snapshot/session.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { checkAgentReports } from './agent-reports.ts';
import { checkAgentTrust } from './agent-trust.ts';
import { checkAgents } from './agents.ts';
import { checkWorktreesFolder, checkWorktreesIgnored } from './copies.ts';
import {
  checkLacking,
  checkOneCall,
  checkPassed,
  checkWindowsSshAgent,
  serverEnvironment,
  windowsEnvironment,
  windowsUnknown,
} from './environment.ts';
import { type Finding, finding, ok } from './finding.ts';
import { checkMachine } from './machine.ts';
import { checkMarks } from './marks.ts';
import { checkSlurm } from './slurm.ts';
import { versionIn } from './version.ts';

/** No project here is no mistake, unless one was named. */
function faultOfConfig(error: unknown, isNamed: boolean): Finding {
  const hint = error instanceof PaneError ? (error.hint ?? null) : null;
  const isAbsent = !isNamed && (error instanceof NoRepository || error instanceof NoFile);
  return finding(isAbsent ? 'note' : 'error', 'config', messageOf(error), hint);
}

function checkTrust({ unapproved, warning }: Approval): Finding {
  if (warning !== null) return finding('warning', 'trust', warning, '`pane trust` stores a new approval.');
  if (unapproved.length === 0) return ok('trust', 'everything that the file runs is approved');
  const message = 'the file has commands that are not approved';
  return finding('warning', 'trust', message, '`pane trust` shows and approves them.');
}

async function checkWatcher(project: Project): Promise<Finding[]> {
  const watcher = readWatcher(project);
  if (watcher === null)
    return [
      finding(
        'note',
        'watcher',
        'off: changes of the file are not applied automatically',
        '`pane up` starts it.',
      ),
    ];
  const held = watcher.holding.map(({ message }) => finding('warning', 'watcher', `holds back: ${message}`));
  return [ok('watcher', `on, process ${watcher.pid}`), ...held];
}

function unasked(about: string, reason: string, way: string): Finding {
  return finding('error', about, `does not answer: ${reason}`, way);
}

function checkServers(observed: Snapshot, machine: readonly Finding[]): Finding[] {
  const { git, tmux, socket } = observed;
  const failed = [
    ...(git.known ? [] : [unasked('git', git.reason, 'Run `git worktree list` in the project for details.')]),
    ...(tmux.known
      ? []
      : [unasked('tmux server', tmux.reason, `The server is ${socket}. Run \`tmux ls\` on it for details.`)]),
  ];
  const server = orNull(tmux);
  if (server === null) return failed;
  const client = machine.find(({ about }) => about === 'tmux')?.message ?? '';
  if (versionIn(server.version) === versionIn(client))
    return [...failed, ok('tmux server', server.socketPath)];
  return [
    ...failed,
    finding(
      'warning',
      'tmux server',
      `${server.socketPath} still runs version ${server.version}, but \`tmux\` is ${client}`,
      'When the agents may stop: run `pane down`, end the server, then run `pane up`.',
    ),
  ];
}

function checkSession({ scope }: Project, { tmux }: Snapshot): Finding {
  const { name, note, conflict } = sessionOf(scope, tmux);
  if (conflict !== null) return finding('error', 'session', conflict);
  return note === null ? ok('session', name) : finding('note', 'session', note);
}

async function checkWindows(
  project: Project,
  tasks: readonly TaskConfig[],
  { tmux, socket }: Snapshot,
): Promise<Finding[]> {
  if (!tmux.known) return [];
  try {
    const server = await serverEnvironment(project, socket, tmux.value);
    const windows = windowsEnvironment(project, server);
    return [
      ...(tmux.value === null ? [] : checkOneCall(server)),
      ...checkAgentTrust(project, tasks, windows),
      ...checkLacking(project, tasks, windows),
      ...(await checkWindowsSshAgent(project, windows)),
    ];
  } catch (error) {
    return [windowsUnknown(error)];
  }
}

/** Its program is run on a compute node. */
function onNodes(found: Finding): Finding {
  if (found.level !== 'error') return found;
  return finding('note', found.about, `${found.message} here`, 'It must be on the compute nodes.');
}

async function checkProject(
  project: Project,
  context: Context,
  machine: readonly Finding[],
  isSent: boolean,
): Promise<Finding[]> {
  const { config, repository, runner } = project.scope;
  const observed = await observe(project.scope, WHERE, project.worktrees);
  const tasks = config.tasks.length > 0 || config.example === null ? config.tasks : [config.example];
  const approval = await approveProject(project, { trust: false, asks: false });
  const mayTry = isSent || approval.unapproved.every(({ kind }) => kind !== 'slurm');
  const found = await Promise.all([
    checkServers(observed, machine),
    [checkSession(project, observed)],
    checkAgents(context, runner, tasks, repository.main).then((found) =>
      config.slurm === null ? found : found.map(onNodes),
    ),
    checkAgentReports(project, tasks),
    checkPassed(project),
    checkWindows(project, tasks, observed),
    checkWorktreesFolder(project),
    checkWorktreesIgnored(project),
    isSent ? [] : [checkTrust(approval)],
    checkMarks(project, observed),
    checkWatcher(project),
    checkSlurm(project, mayTry),
  ]);
  return [ok('config', config.files.project), ...found.flat()];
}

/** Rejects with the signal's reason once it is aborted. */
async function interruption(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  await once(signal, 'abort');
  throw signal.reason;
}

/** In the order in which they are best read. @throws {PaneError} `interrupted`, whatever does not answer meanwhile */
export async function doctor(context: Context, options: ProjectOptions): Promise<Finding[]> {
  const open = () =>
    openProject(context, options).catch((error: unknown) => faultOfConfig(error, options.file !== undefined));
  return await Promise.race([findings(context, open, false), interruption(context.signal)]);
}

/** Of a project whose file is on another machine, where its values are approved. @throws as `doctor` */
export async function doctorOfSent(context: Context, project: () => Promise<Project>): Promise<Finding[]> {
  const open = () => project().catch((error: unknown) => faultOfConfig(error, true));
  return await Promise.race([findings(context, open, true), interruption(context.signal)]);
}

async function findings(
  context: Context,
  open: () => Promise<Project | Finding>,
  isSent: boolean,
): Promise<Finding[]> {
  const machine = await checkMachine(context, createRunner(context.env, context.signal));
  context.signal.throwIfAborted(); // what is started after that nobody ends
  const project = await open();
  if ('level' in project) return [...machine, project];
  return [...machine, ...(await checkProject(project, context, machine, isSent))];
}

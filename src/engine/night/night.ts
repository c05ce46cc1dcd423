/**
 * `plan --night`: before one goes to bed, what may stop each task unattended, and the order in which all will run. Nothing
 * is started for it.
 */
import { wordsOf } from '../../agents/agent.ts';
import { findPreset } from '../../agents/presets.ts';
import { findProgram, programOf } from '../../agents/program.ts';
import type { TaskConfig } from '../../config/config.ts';
import type { Context } from '../../context.ts';
import { trustOf } from '../../doctor/agent-trust.ts';
import {
  type Environment,
  lackingOf,
  serverEnvironment,
  windowsEnvironment,
} from '../../doctor/environment.ts';
import { readIfThere } from '../../git/small-file.ts';
import { approveProject } from '../../project/carry-out/approval.ts';
import { namedTasks, openProject, type Project } from '../../project/project.ts';
import type { ProjectOptions } from '../../project/types.ts';
import { orNull } from '../../snapshot/known.ts';
import { observe } from '../../snapshot/read/observe.ts';
import { WHERE } from '../../snapshot/request.ts';
import type { QueueStatus, TaskState, TaskStatus } from '../../snapshot/status.ts';
import { status } from '../status/status.ts';
import { type Linked, pointsBehind } from './behind.ts';
import { type Point, pointsOf, projectPoints, type TaskFacts } from './points.ts';

export interface NightTask {
  readonly name: string;
  readonly agent: string;
  readonly state: TaskState;
  readonly queue: QueueStatus | null;
  readonly points: readonly Point[];
}

/** `plan --night --json`. */
export interface NightPlan {
  readonly project: string;
  readonly maxActive: number | null;
  /** Of all tasks together. */
  readonly points: readonly Point[];
  /** In the order in which they run; those that are paused come last. */
  readonly tasks: readonly NightTask[];
}

export interface NightRequest extends ProjectOptions {
  readonly tasks: readonly string[];
}

/** What every window has; what can't be asked is the environment here. */
async function windowsOf(project: Project): Promise<Environment> {
  const { socket, tmux } = await observe(project.scope, WHERE, project.worktrees);
  const server = await serverEnvironment(project, socket, orNull(tmux)).catch(() => project.context.env);
  return windowsEnvironment(project, server);
}

/** A variable that has a key, and not the place of a file. */
const KEY = /KEY|TOKEN/;

function textOf(path: string): string | null {
  try {
    return readIfThere(path);
  } catch {
    return null;
  }
}

function askingOf(
  project: Project,
  task: TaskConfig,
  windows: Environment,
): Pick<TaskFacts, 'asking' | 'unasked'> {
  const permissions = findPreset(task.agent.preset ?? '')?.permissions ?? null;
  if (permissions === null) return { asking: null, unasked: '' };
  const launched = {
    env: { ...windows, ...task.agent.env, ...task.env },
    args: wordsOf(task.agent),
    main: project.scope.repository.main,
    worktree: task.worktree,
  };
  const asking = permissions.judge(launched, permissions.files(launched).map(textOf));
  return { asking, unasked: permissions.unasked };
}

function hasKey(task: TaskConfig, windows: Environment): boolean | null {
  const variables = findPreset(task.agent.preset ?? '')?.variables ?? null;
  if (variables === null) return null;
  const given = { ...windows, ...task.agent.env, ...task.env };
  return Object.entries(given).some(([name, value]) => variables.test(name) && KEY.test(name) && value);
}

async function missingOf({ context, scope }: Project, { agent, env }: TaskConfig): Promise<string | null> {
  const program = programOf(agent);
  if (program === null || (scope.repository.main === null && program.includes('/'))) return null;
  const path = env.PATH ?? agent.env.PATH ?? context.env.PATH ?? '';
  const place = await findProgram(program, path, scope.repository.main ?? '/');
  return place === null ? program : null;
}

/** Those that have begun, then those that the next `up` begins, then the queue by its places. */
function rankOf({ state, queue }: TaskStatus): number {
  if (queue !== null) return 1 + queue.place;
  if (state === 'paused') return Number.MAX_SAFE_INTEGER;
  return state === 'pending' ? 1 : 0;
}

type Described = NightTask & Linked;

/** Of all tasks. */
interface Known {
  /** What the file runs is approved for these. */
  readonly approved: ReadonlySet<string>;
  /** Names of agents of which a turn has ended, whether or not the file says that they report. */
  readonly reporting: ReadonlySet<string | null>;
}

/** Null: it has just left the file. */
async function describe(
  project: Project,
  row: TaskStatus,
  windows: Environment,
  { approved, reporting }: Known,
): Promise<Described | null> {
  const task = project.scope.config.tasks.find(({ name }) => name === row.name);
  if (task === undefined) return null;
  const { name, agent, after, baseTask } = task;
  const { state, queue } = row;
  const points = pointsOf({
    config: task,
    status: row,
    hasReported: reporting.has(agent.name),
    isApproved: approved.has(name),
    missing: await missingOf(project, task),
    lacking: lackingOf(task, project.context.env, windows),
    hasKey: hasKey(task, windows),
    trust: trustOf(project, task, windows)?.trust ?? null,
    ...askingOf(project, task, windows),
  });
  const waits = {
    after: [...after, ...(baseTask === null ? [] : [baseTask])],
    blockedBy: queue?.blockedBy ?? [],
  };
  return { name, agent: agent.name, state, queue, points, ...waits };
}

export async function night(context: Context, { file, tasks }: NightRequest): Promise<NightPlan> {
  const shown = await status(context, { file, tasks: [], long: false, asApproved: true });
  const project = await openProject(context, { file });
  const { config } = project.scope;
  const named: ReadonlySet<string> | null = namedTasks(project, tasks);
  const { approvedTasks } = await approveProject(project, { trust: false, asks: false });
  const windows = await windowsOf(project);
  const reported = shown.tasks.filter(({ turns }) => (turns ?? 0) > 0);
  const known = { approved: approvedTasks, reporting: new Set(reported.map(({ agent }) => agent)) };
  const rows = [...shown.tasks].sort((a, b) => rankOf(a) - rankOf(b));
  const found = await Promise.all(rows.map((row) => describe(project, row, windows, known)));
  const all = found.filter((task) => task !== null);
  const behind = pointsBehind(all);
  const isNamed = ({ name }: Described): boolean => named?.has(name) ?? true;
  const maxActive = config.tasks[0]?.maxActive ?? null;
  return {
    project: config.project,
    maxActive,
    points: projectPoints({
      tasks: config.tasks.filter(({ paused }) => !paused).length,
      maxActive,
      isWatched: shown.watcher !== null,
      holding: shown.watcher?.holding ?? [],
    }),
    tasks: all.filter(isNamed).map(({ name, agent, state, queue, points }) => ({
      name,
      agent,
      state,
      queue,
      points: [...(behind.get(name) ?? []), ...points],
    })),
  };
}

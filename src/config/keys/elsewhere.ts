/**
 * The parts of the file that belong to hosts. Each is complete in itself, so that the host's own `pane` reads it like any
 * other file: what defaults and other files say is in it, prompts stand in it, paths lead from the root of the repository. Pure.
 */
import { lazy } from '../../lazy.ts';
import { isWithin } from '../../paths.ts';
import type { HostContent, HostEntry, HostPart, TaskConfig } from '../config.ts';
import { suggestion } from '../suggest.ts';
import type { Fault } from './fault.ts';
import type { HostData } from './host-keys.ts';
import { mergeMaps } from './merge.ts';
import type { FileData } from './project-keys.ts';
import { type TaskData, taskKeys } from './task-keys.ts';

export interface PartsContext {
  readonly data: FileData;
  /** Root of the main worktree; absolute. */
  readonly main: string;
  /** What paths in the file are relative to. */
  readonly folder: string;
  readonly project: string;
}

/** What is resolved here, or is of no use on another machine. */
const NOT_OF_TASKS = ['host', 'prompt_file', 'prompt_append'];
const NOT_OF_FILE = [
  'project',
  'base',
  'worktrees',
  'tmux',
  'notify',
  'hosts',
  'slurm',
  'agents',
  'defaults',
  'tasks',
];

/** `named`: as resolved; `written`: as the files have them. */
export function partsOf(
  named: readonly TaskConfig[],
  written: readonly TaskData[],
  context: PartsContext,
): HostPart[] {
  const { data } = context;
  const said = new Map(written.map((task) => [task.name, task]));
  return Object.entries(data.hosts ?? {}).flatMap(([name, address]): HostPart[] => {
    const tasks = named.filter(({ host }) => host === name);
    if (tasks.length === 0) return [];
    // Only what is sent, or compared with what was sent, needs it.
    const content = lazy(() => ({
      ...sharedOf(address, tasks, context),
      tasks: tasks.map((task) => entryOf(task, said.get(task.name) ?? { name: task.name }, context)),
    }));
    return [
      {
        name,
        address,
        tasks,
        get content() {
          return content();
        },
      },
    ];
  });
}

/** A login name as a part of names. */
export function asWord(user: string): string {
  const word = user.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 30);
  return /^[A-Za-z0-9]/.test(word) ? word : `u${word}`.slice(0, 30);
}

function without(keys: readonly string[], map: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(map).filter(([key, value]) => !keys.includes(key) && value !== null),
  );
}

function entryOf(task: TaskConfig, written: TaskData, context: PartsContext): HostEntry {
  const said = mergeMaps(taskKeys, context.data.defaults ?? {}, written);
  const base = task.baseTask === null ? task.base : { task: task.baseTask };
  return {
    ...without(NOT_OF_TASKS, said),
    name: task.name,
    agent: task.agent.name,
    branch: task.branch,
    ...(task.prompt === null ? {} : { prompt: task.prompt }),
    ...(base === null ? {} : { base }),
    ...(written.worktree === undefined ? {} : { worktree: fromRoot(written.worktree, context) }),
  };
}

/** A path of the file as it leads from the root of the repository, which lies elsewhere on the host. */
function fromRoot(path: string, { folder, main }: PartsContext): string {
  if (path.startsWith('/')) return path;
  const from = isWithin(folder, main) ? folder.slice(main.length + 1) : '';
  const levels = from === '' ? [] : from.split('/');
  const parts = [...levels];
  for (const part of path.split('/')) {
    const last = parts.at(-1);
    if (part === '..' && last !== undefined && last !== '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/') || '.';
}

function sharedOf(
  { max_active, slurm }: HostData,
  tasks: readonly TaskConfig[],
  context: PartsContext,
): Omit<HostContent, 'tasks'> {
  const { data, project } = context;
  const used = new Set(tasks.map(({ agent }) => agent.name));
  const agents = Object.entries(data.agents ?? {}).filter(([name]) => used.has(name));
  const most = max_active ?? data.max_active;
  const shown = without(['socket', 'session'], data.tmux ?? {});
  return {
    ...without(NOT_OF_FILE, data),
    ...(most === undefined ? {} : { max_active: most }),
    ...(slurm === undefined ? {} : { slurm }),
    ...(data.worktrees === undefined
      ? {}
      : {
          worktrees: fromRoot(
            data.worktrees.replaceAll('{project}', () => project),
            context,
          ),
        }),
    ...(Object.keys(shown).length === 0 ? {} : { tmux: shown }),
    ...(agents.length === 0
      ? {}
      : { agents: Object.fromEntries(agents.map(([name, spec]) => [name, spec ?? {}])) }),
  };
}

/** Hosts that there are not, and tasks that wait for, or start from, one of another machine. */
export function hostFaults(tasks: readonly TaskConfig[], data: FileData): Fault[] {
  const hosts = Object.keys(data.hosts ?? {});
  const hostOf = new Map<string, string | null>(tasks.map(({ name, host }) => [name, host]));
  const own = new Set((data.tasks ?? []).filter(({ host }) => host !== undefined).map(({ name }) => name));
  const advice = (): string =>
    hosts.length === 0 ? '; `hosts` has none' : `; the hosts are ${hosts.join(', ')}`;
  const place = (host: string | null | undefined): string => (host == null ? 'this machine' : `host ${host}`);
  return tasks.flatMap(({ name, host, after, baseTask }): Fault[] => {
    const isElsewhere = (other: string): boolean => hostOf.has(other) && hostOf.get(other) !== host;
    const far = (key: string, other: string): Fault => ({
      path: ['tasks', name, key],
      message: `task "${other}" is on ${place(hostOf.get(other))} and "${name}" on ${place(host)}: both must be on the same`,
    });
    return [
      ...(host === null || hosts.includes(host)
        ? []
        : [
            {
              path: own.has(name) ? ['tasks', name, 'host'] : ['defaults', 'host'],
              message: `no host "${host}"${suggestion(host, hosts) || advice()}`,
              about: ['hosts', host],
            },
          ]),
      ...after.filter(isElsewhere).map((other) => far('after', other)),
      ...(baseTask !== null && isElsewhere(baseTask) ? [far('base', baseTask)] : []),
    ];
  });
}

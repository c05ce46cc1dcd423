/**
 * The configuration with the tasks of hosts where they are: a task that was sent to a host stays that host's, whatever the
 * file says by now, until it is archived there. Nothing is moved, and nothing runs twice. Pure.
 */
import {
  allTasks,
  type Config,
  type HostEntry,
  type HostPart,
  type TaskConfig,
} from '../../config/config.ts';
import type { Left } from '../../plan/policy.ts';
import type { HostRecord } from './host-record.ts';

/** A task that the file has elsewhere by now. */
export interface Staying {
  readonly task: string;
  readonly host: string;
  /** Where the file has it; null: here. */
  readonly wanted: string | null;
}

export function withRecorded(
  config: Config,
  record: HostRecord,
): { readonly config: Config; readonly staying: readonly Staying[] } {
  const all = allTasks(config);
  const staying = all.flatMap(({ name, host: wanted }): Staying[] => {
    const at = hostsOf(record, name);
    const [host] = at;
    return host === undefined || (wanted !== null && at.includes(wanted))
      ? []
      : [{ task: name, host, wanted }];
  });
  if (staying.length === 0) return { config, staying };
  const moved = new Set<string>(staying.map(({ task }) => task));
  const partOf = (name: string): HostPart | null => {
    const stays = all.filter((task) =>
      staying.some(({ task: each, host }) => each === task.name && host === name),
    );
    const part = config.elsewhere.find((each) => each.name === name) ?? null;
    return partWith(part, stays, moved, name, config, record);
  };
  return {
    staying,
    config: {
      ...config,
      tasks: config.tasks.filter(({ name }) => !moved.has(name)),
      elsewhere: Object.keys(config.hosts)
        .map(partOf)
        .filter((part) => part !== null),
    },
  };
}

/** `here`: the tasks that are here for certain, where nobody knows what hosts have; null: that is known. */
export function withoutDoubtful(
  config: Config,
  here: ReadonlySet<string> | null,
): { readonly config: Config; readonly held: readonly string[] } {
  if (here === null) return { config, held: [] };
  const held = config.tasks.filter(({ name }) => !here.has(name)).map(({ name }) => name);
  return { config: { ...config, tasks: config.tasks.filter(({ name }) => here.has(name)) }, held };
}

/** A host that has left the file keeps its tasks: they don't count. `config`: as `withRecorded` gives it. */
export function leftOf(config: Config, record: HostRecord): Left {
  const gone = goneFrom(config, record);
  const of = Object.entries(record).flatMap(([host, { tasks }]) =>
    Object.hasOwn(config.hosts, host) ? tasks : [],
  );
  return { gone: gone.length, of: of.length };
}

/** The tasks that hosts of the file were sent, and that it has no longer, here or elsewhere. */
export function goneFrom(config: Config, record: HostRecord): string[] {
  const all = allTasks(config);
  const inFile = new Set<string>(all.map(({ name }) => name));
  return Object.entries(record).flatMap(([host, { tasks }]) =>
    Object.hasOwn(config.hosts, host) ? tasks.flatMap(({ name }) => (inFile.has(name) ? [] : [name])) : [],
  );
}

function hostsOf(record: HostRecord, task: string): string[] {
  return Object.entries(record).flatMap(([host, { tasks }]) =>
    tasks.some(({ name }) => name === task) ? [host] : [],
  );
}

/** What a host was sent for a task. */
function entryOf(record: HostRecord, host: string, task: string): HostEntry[] {
  return (record[host]?.tasks ?? []).filter(({ name }) => name === task);
}

/** Null: the host has no task, or is not in the file. */
function partWith(
  part: HostPart | null,
  stays: readonly TaskConfig[],
  moved: ReadonlySet<string>,
  name: string,
  config: Config,
  record: HostRecord,
): HostPart | null {
  const address = config.hosts[name];
  const tasks = [...(part?.tasks ?? []).filter((task) => !moved.has(task.name)), ...stays];
  if (address === undefined || tasks.length === 0) return null;
  const entries = [
    ...(part?.content.tasks ?? []).filter((entry) => !moved.has(entry.name)),
    ...stays.flatMap((task) => entryOf(record, name, task.name)),
  ];
  const content = withShared(record[name]?.shared, part?.content);
  return { name, address, tasks, content: { ...content, tasks: entries } };
}

/** What its tasks have in common, with the agents that it was sent before: tasks that stay may need them. */
function withShared(
  before: Readonly<Record<string, unknown>> = {},
  now: Readonly<Record<string, unknown>> | undefined = undefined,
): Readonly<Record<string, unknown>> {
  if (now === undefined) return before;
  const agents = { ...asMap(before.agents), ...asMap(now.agents) };
  return Object.keys(agents).length === 0 ? now : { ...now, agents };
}

function asMap(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

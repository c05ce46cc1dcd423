/**
 * What is sent to a host: its part of the file, without tasks that are still somewhere else; and what is remembered of it.
 */
import type { Config, HostContent } from '../../config/config.ts';
import { patternValues } from '../../config/keys/task-keys.ts';
import { PaneError } from '../../errors.ts';
import { sha256 } from '../../hash.ts';
import { formatList } from '../../hosts/list-text.ts';
import { asFiled } from '../../hosts/protocol.ts';
import { changeRecord } from '../../project/hosts/change-record.ts';
import { type KnownHost, readHostRecord } from '../../project/hosts/host-record.ts';
import type { Project } from '../../project/project.ts';
import type { SentFiles } from '../../records/sent-file.ts';
import type { SentStarts } from '../../records/sent-start.ts';
import { loadFacts } from '../../trust/facts.ts';
import type { Reached } from './reach.ts';

/** What of the file is to be on a host. */
export interface Choice {
  /** Tasks whose worktrees are on this machine. */
  readonly here: ReadonlySet<string>;
  /** Tasks that left the file and stay there all the same. */
  readonly kept: ReadonlySet<string>;
  /** Tasks that were named: any other stays as it was sent before. Null: all are meant. */
  readonly named: ReadonlySet<string> | null;
  /** Tasks that can't be made there now: they stay as they were sent before too. */
  readonly unready?: ReadonlySet<string>;
}

/** The file of the host's project. */
export function listFor(
  { part, project, known }: Reached,
  { here, kept, named, unready }: Choice,
): HostContent & { readonly text: string } {
  const before = known?.tasks ?? [];
  const own = (part?.content.tasks ?? []).flatMap((task) => {
    if (here.has(task.name)) return [];
    const stays = named?.has(task.name) === false || unready?.has(task.name) === true;
    return stays ? before.filter(({ name }) => name === task.name) : [task];
  });
  const tasks = [...own, ...before.filter(({ name }) => kept.has(name))];
  const content = { ...(part?.content ?? known?.shared), tasks };
  return { ...content, text: formatList(project, content) };
}

export interface Sending {
  readonly takeOver: boolean;
  readonly starts: SentStarts;
  /** Of the tasks with starts. */
  readonly files: SentFiles;
}

/**
 * Sends it, and waits until the host has it. It is remembered first: what may be there is not started elsewhere.
 * @throws {PaneError} `conflict` where another computer sent the list that is there
 */
export async function sendList(
  project: Project,
  reached: Reached,
  choice: Choice,
  { takeOver, starts, files }: Sending,
): Promise<void> {
  const { name, host, known } = reached;
  const { tasks, text, ...shared } = listFor(reached, choice);
  const { hello, opened } = await host.greet();
  if (choice.named !== null && known === null && opened.hasList) throw notKnown(name);
  const { ssh, path } = reached.address;
  await changeRecord(project, (hosts) => {
    const before = hosts[name]?.tasks ?? [];
    const left = before.filter((old) => tasks.every((task) => task.name !== old.name));
    const machine = hello.machine.id;
    const now = { ssh, path, project: reached.project, machine, clone: opened.clone, shared };
    return { ...hosts, [name]: { ...now, tasks: [...tasks, ...left] } };
  });
  const { config, repository } = project.scope;
  const { include } = loadFacts(config, repository.main);
  const answer = await host.ask({
    do: 'file',
    text,
    digest: sha256(text),
    include: patternValues(include),
    takeOver,
    starts,
    files,
  });
  const filed = asFiled(answer.end);
  if (filed?.held === null) return;
  const by =
    filed === null ? 'somebody else' : `${filed.held.by} (${filed.held.at.slice(0, 16).replace('T', ' ')})`;
  throw new PaneError(
    'conflict',
    `the tasks on ${name} were sent by another computer, ${by}; this one's file would change or archive some of them, so nothing was done there`,
    { hint: 'If the file here is the right one, run `pane up --take-over`.' },
  );
}

/** A list of only those that were named would archive whatever else is there. */
function notKnown(name: string): PaneError {
  return new PaneError('conflict', `${name} has tasks that are not known here, so nothing was done there`, {
    hint: 'Run `pane up` without task names first.',
  });
}

/** A task that comes back there counts as sent: a list without it would archive it again. `after`: the file that has it. */
export async function rememberTask(
  project: Project,
  { name, host, address, project: there }: Reached,
  { after, task }: { readonly after: Config; readonly task: string },
): Promise<void> {
  const contents = after.elsewhere.map(({ content }) => content);
  const content = contents.find(({ tasks }) => tasks.some((each) => each.name === task));
  const entry = content?.tasks.find((each) => each.name === task);
  if (content === undefined || entry === undefined) return;
  const { hello, opened } = await host.greet();
  const { tasks: _, ...shared } = content;
  const { ssh, path } = address;
  const fresh = { ssh, path, project: there, machine: hello.machine.id, clone: opened.clone, shared };
  await changeRecord(project, (hosts) => {
    const { tasks, ...known } = hosts[name] ?? { ...fresh, tasks: [] };
    return { ...hosts, [name]: { ...known, tasks: [...tasks.filter((each) => each.name !== task), entry] } };
  });
}

/**
 * Tasks that are no longer on their host are forgotten; with them a host that has none. `there`: all that each of these hosts
 * has. Any other stays as it is known.
 */
export async function rememberOnly(
  project: Project,
  there: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<void> {
  if (there.size === 0) return; // what is known may not be readable then
  const isGone = (host: string, { name }: { readonly name: string }): boolean =>
    there.get(host)?.has(name) === false;
  const known = Object.entries(readHostRecord(project));
  if (!known.some(([host, { tasks }]) => tasks.some((task) => isGone(host, task)))) return;
  await changeRecord(project, (hosts) =>
    Object.fromEntries(
      Object.entries(hosts).flatMap(([host, now]) => {
        const tasks = now.tasks.filter((task) => !isGone(host, task));
        const isEmptied = tasks.length === 0 && now.tasks.length > 0;
        return isEmptied ? [] : [[host, { ...now, tasks }]];
      }),
    ),
  );
}

/** Whatever it has. @returns null: nothing was known of it */
export async function forgetHost(project: Project, name: string): Promise<KnownHost | null> {
  const known = readHostRecord(project)[name] ?? null;
  await changeRecord(project, ({ [name]: _, ...others }) => others);
  return known;
}

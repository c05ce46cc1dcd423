/**
 * What is sent to a host: its part of the file, without tasks that are still somewhere else; and what is remembered of it.
 */
import type { Config, HostContent } from '../../config/config.ts';
import { patternValues } from '../../config/keys/task-keys.ts';
import { PaneError } from '../../errors.ts';
import { lockTurn, underLock, type WaitOptions } from '../../gate/lock.ts';
import { sha256 } from '../../hash.ts';
import { formatList } from '../../hosts/list-text.ts';
import { asFiled } from '../../hosts/protocol.ts';
import { tellWait } from '../../project/carry-out/tell-wait.ts';
import { changeRecord } from '../../project/hosts/change-record.ts';
import { type KnownHost, readHostRecord } from '../../project/hosts/host-record.ts';
import type { Project } from '../../project/project.ts';
import type { SentFiles } from '../../records/sent-file.ts';
import type { SentStarts } from '../../records/sent-start.ts';
import { sendLock } from '../../records/store.ts';
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
  sending: Sending,
): Promise<void> {
  await whileSending(project, reached.name, () => send(project, reached, choice, sending));
}

async function send(
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
  const faults: PaneError[] = [];
  await changeRecord(project, (hosts) => {
    const fault = faultOfSending(name, tasks, known, hosts[name] ?? null);
    if (fault !== null) {
      faults.push(fault); // not thrown: other hosts are noted along with it
      return hosts;
    }
    const before = hosts[name]?.tasks ?? [];
    const left = before.filter((old) => tasks.every((task) => task.name !== old.name));
    const machine = hello.machine.id;
    const now = { ssh, path, project: reached.project, machine, clone: opened.clone, shared };
    return { ...hosts, [name]: { ...now, tasks: [...tasks, ...left] } };
  });
  for (const fault of faults) throw fault;
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

/** While no other `pane` sends a list to that host, or renames or restores a task of it. */
export async function whileSending<T>(project: Project, host: string, work: () => Promise<T>): Promise<T> {
  const { context, scope } = project;
  const waiting: WaitOptions = {
    pid: context.pid,
    signal: context.signal,
    onWait: (holder, path) => tellWait(context, host, holder, path),
  };
  return await underLock(sendLock(scope.repository.common, scope.projectId, host), waiting, work);
}

/** What would be made anew there: a list with a name by which the host has no task any more. */
function faultOfSending(
  host: string,
  tasks: readonly { readonly name: string }[],
  known: KnownHost | null,
  now: KnownHost | null,
): PaneError | null {
  if (now?.renaming !== undefined) return notRenamed(host, now.renaming);
  const there = new Set((now?.tasks ?? []).map(({ name }) => name));
  const before = new Set((known?.tasks ?? []).map(({ name }) => name));
  const gone = tasks.find(({ name }) => before.has(name) && !there.has(name));
  if (gone === undefined) return null;
  return new PaneError('conflict', `${gone.name} was renamed or archived on ${host} in the meantime`, {
    hint: 'Nothing was done there. Run the command again.',
  });
}

/** The file and the host may call a task by two names. */
export function notRenamed(host: string, { from, to }: NonNullable<KnownHost['renaming']>): PaneError {
  return new PaneError('conflict', `${from} is being renamed to ${to} on ${host}, so nothing is done there`, {
    hint: '`pane up` finishes that.',
  });
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

/** Whether nothing was sent to a host, renamed or restored there since; it is asked again what it has by then. */
export function watchSending({ scope }: Pick<Project, 'scope'>, host: string): () => boolean {
  const place = sendLock(scope.repository.common, scope.projectId, host);
  const before = lockTurn(place);
  return () => {
    const now = lockTurn(place);
    return before.holder === null && now.holder === null && before.number === now.number;
  };
}

/**
 * Tasks that are no longer on their host are forgotten; with them a host that has none. `gone`: of each host those that were
 * known before it was asked, and that it does not have: what is noted meanwhile is about to be there.
 */
export async function forgetTasks(
  project: Project,
  gone: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<void> {
  if (gone.size === 0) return; // what is known may not be readable then
  // One that is getting another name is there by either of both.
  const goneIn = (host: string, { tasks, renaming }: KnownHost) =>
    renaming === undefined ? tasks.filter(({ name }) => gone.get(host)?.has(name) === true) : [];
  const known = Object.entries(readHostRecord(project));
  if (known.every(([host, now]) => goneIn(host, now).length === 0)) return;
  await changeRecord(project, (hosts) =>
    Object.fromEntries(
      Object.entries(hosts).flatMap(([host, now]) => {
        const left = goneIn(host, now);
        const tasks = now.tasks.filter((task) => !left.includes(task));
        const isEmptied = tasks.length === 0 && now.tasks.length > 0;
        return isEmptied ? [] : [[host, { ...now, tasks }]];
      }),
    ),
  );
}

/** What is known of a host, without what it has by its own word. */
export function goneThere({ known }: Reached, there: ReadonlySet<string>): ReadonlySet<string> {
  return new Set((known?.tasks ?? []).map(({ name }) => name).filter((name) => !there.has(name)));
}

/** Whatever it has. @returns null: nothing was known of it */
export async function forgetHost(project: Project, name: string): Promise<KnownHost | null> {
  const known = readHostRecord(project)[name] ?? null;
  await changeRecord(project, ({ [name]: _, ...others }) => others);
  return known;
}

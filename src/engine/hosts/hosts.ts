/**
 * `hosts`: the machines of a project as they are now.
 */

import { nearest } from '../../config/suggest.ts';
import type { Context } from '../../context.ts';
import type { Finding } from '../../doctor/finding.ts';
import { messageOf, PaneError } from '../../errors.ts';
import { formatList } from '../../hosts/list-text.ts';
import { type About, asAbout, asFindings } from '../../hosts/protocol.ts';
import { HasHosts, type OnHosts, openProject } from '../../project/project.ts';
import type { ProjectOptions } from '../../project/types.ts';
import type { TaskState } from '../../snapshot/status.ts';
import { fromEach } from './each.ts';
import { forgetHost, listFor } from './lists.ts';
import { type Reached, reachHosts } from './reach.ts';
import { leftWarning, statusThere } from './status-there.ts';

export interface HostLine {
  readonly name: string;
  readonly ssh: string;
  readonly path: string;
  readonly reachable: boolean;
  /** Why not; or what is to be known of it. */
  readonly message: string | null;
  /** The versions there, its load and number of processors; null: not known. */
  readonly pane: string | null;
  readonly about: About | null;
  readonly running: number | null;
  readonly tasks: number;
}

/** No agent is at work or waits. */
const AT_REST: readonly TaskState[] = [
  'pending',
  'queued',
  'exited',
  'failed',
  'stopped',
  'paused',
  'conflict',
  'unknown',
];

/** What of a project is on hosts, as it is now. */
export async function findOnHosts(context: Context, options: ProjectOptions): Promise<OnHosts> {
  try {
    return {
      project: await openProject(context, options),
      record: {},
      staying: [],
      noteFault: null,
      held: [],
    };
  } catch (error) {
    if (error instanceof HasHosts) return error.found;
    throw error;
  }
}

function lineOf({ name, address, part, known }: Reached) {
  const tasks = new Set([...(part?.tasks ?? []), ...(known?.tasks ?? [])].map((task) => task.name)).size;
  return { name, ssh: address.ssh, path: address.path, tasks };
}

async function ask(reached: Reached): Promise<HostLine> {
  const { hello } = await reached.host.greet();
  const [about, { tasks, orphans, warnings }] = await Promise.all([
    reached.host.ask({ do: 'about' }),
    statusThere(reached, [], false),
  ]);
  const running = [...tasks, ...orphans].filter(({ state }) => !AT_REST.includes(state)).length;
  const common = { reachable: true, message: warnings[0] ?? null, pane: hello.version };
  return { ...lineOf(reached), ...common, about: asAbout(about.end), running };
}

/** All of the file, and those that left it with tasks. */
export async function listHosts(context: Context, options: ProjectOptions): Promise<HostLine[]> {
  const { reached, left, close } = await reachHosts(context, await findOnHosts(context, options), {
    idle: true,
  });
  try {
    const answers = await fromEach(reached, ask);
    const unknown = { reachable: false, pane: null, about: null, running: null };
    return [
      ...reached.flatMap((each, index) => {
        const answer = answers[index];
        if (answer === undefined) return [];
        return [answer.ok ? answer.value : { ...lineOf(each), ...unknown, message: messageOf(answer.error) }];
      }),
      ...left.map((host) => ({
        ...unknown,
        name: host.name,
        ssh: host.known.ssh,
        path: host.known.path,
        tasks: host.known.tasks.length,
        message: leftWarning(host),
      })),
    ];
  } finally {
    close();
  }
}

/** Does it with one host of the file. @throws {PaneError} `usage` where there is no such host */
export async function withHost<T>(
  context: Context,
  options: ProjectOptions & { readonly name: string },
  act: (reached: Reached) => Promise<T>,
): Promise<T> {
  const { name } = options;
  const { reached, close } = await reachHosts(context, await findOnHosts(context, options), { idle: true });
  try {
    const host = reached.find((each) => each.name === name);
    if (host !== undefined) return await act(host);
    throw unknownHost(
      name,
      reached.map((each) => each.name),
    );
  } finally {
    close();
  }
}

/** What `doctor` finds there for the file as it is here, sent or not. @throws {PaneError} */
export async function checkHost(
  context: Context,
  options: ProjectOptions & { readonly name: string },
): Promise<readonly Finding[]> {
  return await withHost(context, options, async ({ host, ...reached }) => {
    const { slurm } = reached.address;
    const nothing = { here: new Set<string>(), kept: new Set<string>(), named: null };
    const { text: _, ...content } = listFor({ host, ...reached }, nothing);
    const text = formatList(reached.project, { ...content, ...(slurm === undefined ? {} : { slurm }) });
    const found = asFindings((await host.ask({ do: 'check', text })).end);
    if (found === null) throw new PaneError('failed', `${reached.name} did not say what it found`);
    return found.findings;
  });
}

function unknownHost(name: string, known: readonly string[]): PaneError {
  const meant = nearest(name, known);
  const hint = meant === null ? `The hosts: ${known.join(', ') || 'none'}.` : `Did you mean ${meant}?`;
  return new PaneError('usage', `no host ${name} in the file`, { hint });
}

/** @returns its tasks, which stay there as they are */
export async function forget(
  context: Context,
  options: ProjectOptions & { readonly name: string },
): Promise<readonly string[]> {
  const { name } = options;
  const { project, record, noteFault } = await findOnHosts(context, options);
  if (noteFault !== null) throw noteFault;
  if (record[name] === undefined) {
    throw new PaneError('usage', `nothing is known of a host ${name}`, {
      hint: `Hosts with tasks: ${Object.keys(record).join(', ') || 'none'}.`,
    });
  }
  const known = await forgetHost(project, name);
  return (known?.tasks ?? []).map((task) => task.name);
}

/**
 * The hosts of a project, each ready to be asked. What is not approved, or leads elsewhere than before, is not asked.
 */

import type { HostPart } from '../../config/config.ts';
import type { HostData } from '../../config/keys/host-keys.ts';
import { projectKeys } from '../../config/keys/project-keys.ts';
import type { Context } from '../../context.ts';
import { PaneError } from '../../errors.ts';
import { homeOf } from '../../git/repository.ts';
import { sha256 } from '../../hash.ts';
import { type Host, hostAt } from '../../hosts/host.ts';
import { thisMachine } from '../../hosts/identity.ts';
import { projectThere } from '../../hosts/list-text.ts';
import type { Hello } from '../../hosts/protocol.ts';
import { socketsDirectory } from '../../hosts/sockets.ts';
import type { Destination } from '../../hosts/wire.ts';
import { answerMsOf } from '../../process/runner.ts';
import type { KnownHost } from '../../project/hosts/host-record.ts';
import type { OnHosts } from '../../project/project.ts';
import { loadApprovals } from '../../trust/approvals.ts';
import { isApproved } from '../../trust/approve.ts';

/** A host that the file has, and that has tasks, or had. */
export interface Reached {
  readonly name: string;
  readonly address: HostData;
  /** The project's name there. */
  readonly project: string;
  /** Null: the file has no task there. */
  readonly part: HostPart | null;
  /** Null: it never had one, as far as is known. */
  readonly known: KnownHost | null;
  readonly host: Host;
  /** Where `host` connects to. */
  readonly destination: Destination;
}

/** A host that left the file while it has tasks. */
export interface LeftHost {
  readonly name: string;
  readonly known: KnownHost;
}

export interface Hosts {
  readonly reached: readonly Reached[];
  readonly left: readonly LeftHost[];
  readonly close: () => void;
}

/** `idle`: those without any task too. */
export async function reachHosts(
  context: Context,
  { project, record, noteFault }: OnHosts,
  { idle = false } = {},
): Promise<Hosts> {
  const { config, projectId } = project.scope;
  const [machine, sockets] = await Promise.all([thisMachine(context.env), socketsDirectory(context.env)]);
  // Two clones on one machine have a file each: they are two senders.
  const sender = {
    id: sha256(`${machine.id} ${projectId}`).slice(0, 32),
    name: `${machine.name}:${homeOf(project.scope.repository)}`,
  };
  const { approvals } = loadApprovals(context.env, projectId);
  const reached = Object.entries(config.hosts).flatMap(([name, address]): Reached[] => {
    const part = config.elsewhere.find((each) => each.name === name) ?? null;
    const known = record[name] ?? null;
    const isIdle = part === null && (known === null || known.tasks.length === 0);
    if (isIdle && !idle) return [];
    const there = known?.project ?? projectThere(address.as ?? config.user, config.project);
    const destination: Destination = {
      host: name,
      ssh: address.ssh,
      sockets,
      answerMs: answerMsOf(context.env),
      env: context.env,
      signal: context.signal,
    };
    const host = hostAt({
      destination,
      opening: { version: context.program.version, sender, path: address.path, project: there },
      check: (hello, clone) => assertSame(name, known, hello, clone),
    });
    const [value = ''] = projectKeys.hosts.risk({ [name]: address });
    const isTrusted = isApproved({ kind: 'hosts', value }, approvals);
    const refusal = noteFault ?? (isTrusted ? null : unapproved(name));
    const asked = refusal === null ? host : refusing(refusal);
    return [{ name, address, project: there, part, known, host: asked, destination }];
  });
  const close = (): void => {
    for (const { host } of reached) host.close();
  };
  const left = Object.entries(record).flatMap(([name, known]): LeftHost[] =>
    Object.hasOwn(config.hosts, name) || known.tasks.length === 0 ? [] : [{ name, known }],
  );
  return { reached, left, close };
}

/** @throws {PaneError} `conflict` */
function assertSame(name: string, known: KnownHost | null, { machine }: Hello, clone: string): void {
  if (known === null || known.tasks.length === 0) return;
  const isMachine = machine.id === known.machine;
  if (isMachine && clone === known.clone) return;
  const what = isMachine ? `another clone on ${machine.name}` : `another machine, ${machine.name},`;
  throw new PaneError(
    'conflict',
    `host ${name} leads to ${what} than where its tasks are: nothing is started or archived there`,
    {
      hint: `Let \`ssh\` and \`path\` lead to where they were (${known.ssh}, ${known.path}). If that is gone for good, run \`pane hosts forget ${name}\`.`,
    },
  );
}

/** It is not spoken to at all. */
function refusing(error: PaneError): Host {
  const refuse = async (): Promise<never> => {
    throw error;
  };
  return { ask: refuse, greet: refuse, close: () => {} };
}

function unapproved(name: string): PaneError {
  return new PaneError('untrusted', `host ${name} is not approved yet, so it was not asked`, {
    hint: '`pane trust` shows and approves it.',
  });
}

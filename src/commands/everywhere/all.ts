/**
 * A command of a project that has hosts, and what there is to go by.
 */
import type { Context } from '../../context.ts';
import type { FromHost } from '../../engine/hosts/each.ts';
import type { Hosts, Reached } from '../../engine/hosts/reach.ts';
import type { Staying } from '../../project/hosts/with-recorded.ts';
import type { OnHosts } from '../../project/project.ts';
import { formatHostProblems } from '../../ui/hosts.ts';
import type { Call, CommandDefinition } from '../definition.ts';
import { errPalette } from '../terminal.ts';
import type { Split } from './parts.ts';

export interface Everywhere {
  readonly definition: CommandDefinition;
  readonly call: Call;
  readonly found: OnHosts;
  readonly hosts: Hosts;
  /** The tasks whose worktrees are on this machine. */
  readonly here: ReadonlySet<string>;
  readonly split: Split;
}

/** The hosts that are meant. */
export function meant({ hosts, split: { isAll, there } }: Everywhere): readonly Reached[] {
  return hosts.reached.filter(({ name }) => isAll || there.has(name));
}

/** A task that no machine is known to have may have been archived on any of them. */
export function withArchived({ split, here, found, hosts }: Everywhere): Split {
  const own = new Set<string>([...here, ...found.project.scope.config.tasks.map(({ name }) => name)]);
  const gone = split.here.filter((name) => !own.has(name));
  if (gone.length === 0) return split;
  const there = hosts.reached.map(({ name }) => [name, [...(split.there.get(name) ?? []), ...gone]] as const);
  return { ...split, there: new Map(there) };
}

/** Tells which hosts could not be asked, and why. */
export function showUnasked(context: Context, answers: readonly FromHost<unknown>[]): void {
  for (const each of answers) if (!each.ok) context.stderr(formatHostProblems([each], errPalette(context)));
}

/** That nobody knows what hosts have, and what is not made for that; null: it is known. */
export function describeDoubt({ noteFault, held }: OnHosts): string | null {
  if (noteFault === null) return null;
  const those = held.length === 0 ? '' : ` Not made, since they may be on a host: ${held.join(', ')}.`;
  return `${noteFault.message}: no host is asked.${those} ${noteFault.hint ?? ''}`;
}

export function describeStaying({ task, host, wanted }: Staying): string {
  const to = wanted === null ? 'here' : `on host ${wanted}`;
  return `${task} is to be ${to} now, but it is on host ${host}, and nothing is moved: run \`pane archive ${task}\`, then add it again with its new host`;
}

/**
 * A command of a project that has hosts, and what there is to go by.
 */
import type { Hosts, Reached } from '../../engine/hosts/reach.ts';
import type { Staying } from '../../project/hosts/with-recorded.ts';
import type { OnHosts } from '../../project/project.ts';
import type { Call, CommandDefinition } from '../definition.ts';
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

export function describeStaying({ task, host, wanted }: Staying): string {
  const to = wanted === null ? 'here' : `on host ${wanted}`;
  return `${task} is to be ${to} now, but it is on host ${host}, and nothing is moved: run \`pane archive ${task}\`, then add it again with its new host`;
}

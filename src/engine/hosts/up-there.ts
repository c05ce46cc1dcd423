/**
 * `up`, `plan`, `down` and `archive` of what a host has.
 */
import { PaneError } from '../../errors.ts';
import type { Asked } from '../../hosts/protocol.ts';
import type { Project } from '../../project/project.ts';
import { type Choice, listFor, rememberOnly, sendList } from './lists.ts';
import type { Reached } from './reach.ts';
import { type HostReport, reportFrom, reportOf } from './report.ts';
import { statusThere } from './status-there.ts';

export interface There {
  readonly project: Project;
  readonly reached: Reached;
  readonly choice: Choice;
}

export interface CallThere {
  readonly command: string;
  /** Options. */
  readonly words: readonly string[];
  /** Tasks; none: all of the host. */
  readonly names: readonly string[];
}

/** Sends the list, and carries it out there. `takeOver`: also where another computer sent the last one. */
export async function upThere(there: There, call: CallThere, takeOver: boolean): Promise<HostReport> {
  const { project, reached, choice } = there;
  await sendList(project, reached, choice, takeOver);
  const report = await changeThere(reached, call);
  await forgetGone(there);
  return report;
}

/** What `up` would do there, without the list being sent. */
export async function planThere(
  { reached, choice }: There,
  options: { readonly tasks: readonly string[]; readonly fresh: boolean; readonly yes: boolean },
): Promise<HostReport> {
  const { text } = listFor(reached, choice);
  const { end } = await reached.host.ask({ do: 'plan', text, ...options, tasks: [...options.tasks] });
  if (typeof end !== 'object' || end === null) throw new PaneError('failed', `${reached.name} sent no plan`);
  return reportFrom({ ...end }, 0);
}

/** A command that changes something there, and prints a report. */
export async function changeThere(
  reached: Reached,
  { command, words, names }: CallThere,
): Promise<HostReport> {
  const all = ['--json', ...words, ...names];
  const asked: Asked = { do: 'run', command, words: all, stdin: '', changes: true };
  return reportOf(reached.name, await reached.host.ask(asked));
}

/** Tasks that left the file are remembered until the host says that they are gone. */
async function forgetGone({ project, reached, choice }: There): Promise<void> {
  const sent = new Set(listFor(reached, choice).tasks.map(({ name }) => name));
  const known = reached.known?.tasks ?? [];
  if (known.every(({ name }) => sent.has(name))) return;
  const { names } = await statusThere(reached, [], false);
  await rememberOnly(project, reached.name, new Set([...sent, ...names]));
}

/**
 * `pane rename` of a task of a host, and what is finished of one that was cut off before anything else is changed.
 */
import { findOnHosts } from '../../engine/hosts/hosts.ts';
import { finishRenames, renameThere } from '../../engine/hosts/rename-there.ts';
import type { Renamed } from '../../engine/rename/rename.ts';
import { PaneError } from '../../errors.ts';
import type { OnHosts } from '../../project/project.ts';
import type { Call, CommandDefinition } from '../definition.ts';
import { showRenamed } from '../rename.ts';
import { withProgress } from '../screen.ts';
import { type Everywhere, meant, showUnasked } from './all.ts';
import { onlyHere } from './here.ts';

export async function runRename(all: Everywhere): Promise<number> {
  const { definition, call } = all;
  const { context, file, args } = call;
  const [from = '', to = ''] = args;
  const [host] = meant(all);
  if (host === undefined) return await onlyHere(definition, call);
  if (call.has('branch')) {
    throw new PaneError('usage', `${from} is on host ${host.name}, where --branch does not work`, {
      hint: 'Nothing was changed. Without --branch the task keeps its branch.',
    });
  }
  const renamed = await withProgress(context, (told) => renameThere(told, { file }, host, { from, to }));
  return await showRenamed(call, renamed);
}

/** They change what is on hosts. */
const CHANGE: readonly CommandDefinition['hosts'][] = ['up', 'report', 'archive', 'restore', 'rename'];

/** `renamed`: it was what the command is to do. */
export async function withRenamesFinished(
  { hosts: mode }: CommandDefinition,
  { context, file, args, has }: Call,
  found: OnHosts,
): Promise<{ readonly found: OnHosts; readonly renamed: Renamed | null }> {
  const isBegun = Object.values(found.record).some(({ renaming }) => renaming !== undefined);
  if (!isBegun || !CHANGE.includes(mode) || has('dry-run')) return { found, renamed: null };
  const answers = await withProgress(context, (told) => finishRenames(told, { file }, found));
  showUnasked(context, answers);
  const isAsked = ({ from, to }: Renamed): boolean => mode === 'rename' && args[0] === from && args[1] === to;
  const finished = answers.flatMap((answer) => (answer.ok && answer.value !== null ? [answer.value] : []));
  return { found: await findOnHosts(context, { file }), renamed: finished.find(isAsked) ?? null };
}

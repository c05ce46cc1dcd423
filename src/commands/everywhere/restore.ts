/**
 * `pane restore` on all machines: an archive comes back where it is, and its lines here.
 */
import { archivesThere } from '../../engine/hosts/archives-there.ts';
import { fromEach } from '../../engine/hosts/each.ts';
import { checkReturn, returnLines } from '../../engine/hosts/lines.ts';
import { forgetTasks, rememberTask, whileSending } from '../../engine/hosts/lists.ts';
import { changeThere } from '../../engine/hosts/up-there.ts';
import { listArchived } from '../../engine/restore.ts';
import { PaneError } from '../../errors.ts';
import { Unreachable } from '../../hosts/unreachable.ts';
import type { ArchivedStatus } from '../../snapshot/status.ts';
import { formatArchived } from '../../ui/archived.ts';
import { exitCodeOfAsked, joinedCode } from '../../ui/hosts.ts';
import { formatJson } from '../../ui/json.ts';
import { available, outPalette } from '../terminal.ts';
import { type Everywhere, showUnasked } from './all.ts';
import { onlyHere } from './here.ts';
import { optionWords } from './parts.ts';
import { showRan } from './reports.ts';

export async function runRestore(all: Everywhere): Promise<number> {
  const { call, definition, hosts } = all;
  const { context, file, json } = call;
  const [target] = call.args;
  const [here, there] = await Promise.all([
    listArchived({ ...context, onlyHere: true }, { file }),
    fromEach(hosts.reached, archivesThere),
  ]);
  const onHosts = there.flatMap((each) => (each.ok ? each.value : []));
  if (target !== undefined) {
    if (here.some((one) => isMeant(one, target))) return await onlyHere(definition, call);
    const silent = there.find(({ ok }) => !ok);
    // Unreachable is not absent.
    if (silent?.ok === false && !onHosts.some((one) => isMeant(one, target))) throw silent.error;
    return await restoreThere(all, target, onHosts);
  }
  const archived = [...here, ...onHosts];
  if (json) context.stdout(formatJson({ archived }));
  else context.stdout(formatArchived(archived, Date.now(), outPalette(context), available(context)));
  showUnasked(context, there);
  return joinedCode(there.map(exitCodeOfAsked));
}

/** `TASK`, or `TASK@ID` with as much of the id as tells it. */
function isMeant({ task, id }: ArchivedStatus, target: string): boolean {
  const [name, start = ''] = target.split('@');
  return task === name && id.startsWith(start);
}

async function restoreThere(
  { call, definition, hosts, found }: Everywhere,
  target: string,
  archives: readonly ArchivedStatus[],
): Promise<number> {
  const { context, file, json } = call;
  const meant = archives.filter((one) => isMeant(one, target));
  const names = [...new Set(meant.map(({ host }) => host))];
  if (names.length > 1) {
    throw new PaneError('usage', `${target} is archived on several hosts: ${names.join(', ')}`, {
      hint: `Name it with its id: ${meant.map(({ task, id }) => `${task}@${id}`).join(', ')}.`,
    });
  }
  const reached = hosts.reached.find(({ name }) => name === names[0]);
  // What is not known of any host is this machine's to tell.
  if (reached === undefined) return await onlyHere(definition, call);
  const [task = ''] = target.split('@');
  const branch = call.value('onto-branch');
  const after = await checkReturn(found.project, task, branch);
  const words = optionWords(definition, { ...call, json: false });
  // Until the host has it, it is not there: nobody is to forget it for that, or to send a list without it.
  const there = await fromEach([reached], (host) =>
    whileSending(found.project, host.name, async () => {
      await rememberTask(found.project, host, { after, task });
      return await changeThere(host, { command: definition.name, words, names: [target] });
    }),
  );
  const isBack = there.some(
    (report) =>
      report.ok &&
      report.value.results.some(({ kind, outcome }) => kind === 'restore-worktree' && outcome === 'done'),
  );
  const notices = isBack ? await returnLines(context, { file }, task, branch) : [];
  // What could not be reached may have it.
  if (!isBack && !there.some((report) => !report.ok && report.error instanceof Unreachable)) {
    const wasKnown = reached.known?.tasks.some(({ name }) => name === task) === true;
    if (!wasKnown) await forgetTasks(found.project, new Map([[reached.name, new Set([task])]]));
  }
  return showRan(context, { here: null, there, notices }, { json, plans: false });
}

/**
 * `pane status` of all machines, as one table.
 */
import { fromEach } from '../../engine/hosts/each.ts';
import { forgetTasks, goneThere, watchSending } from '../../engine/hosts/lists.ts';
import { joinStatus, statusThere } from '../../engine/hosts/status-there.ts';
import { status } from '../../engine/status/status.ts';
import { PaneError } from '../../errors.ts';
import type { ProjectStatus } from '../../snapshot/status.ts';
import { formatJson } from '../../ui/json.ts';
import { formatStatus } from '../../ui/status.ts';
import { follow } from '../follow.ts';
import { available, outPalette } from '../terminal.ts';
import { describeDoubt, describeStaying, type Everywhere, meant } from './all.ts';

/** @returns 1 where a host could not be asked */
export async function showStatus(all: Everywhere): Promise<number> {
  const { context, json, has } = all.call;
  if (has('watch')) {
    if (json) throw new PaneError('usage', "--watch and --json can't be used together");
    await follow(context, async () => textOf(all, (await joined(all)).status));
    return 0;
  }
  const { status: document, isWhole } = await joined(all);
  context.stdout(json ? formatJson(document) : textOf(all, document));
  return isWhole ? 0 : 1;
}

function textOf({ call }: Everywhere, document: ProjectStatus): string {
  const { context, has } = call;
  const view = {
    now: Date.now(),
    palette: outPalette(context),
    available: available(context),
    long: has('long'),
  };
  return formatStatus(document, view);
}

async function joined(
  all: Everywhere,
): Promise<{ readonly status: ProjectStatus; readonly isWhole: boolean }> {
  const { call, found, hosts, split } = all;
  const long = call.has('long');
  const reached = meant(all);
  const isQuiet = new Map(reached.map(({ name }) => [name, watchSending(found.project, name)]));
  const [own, answers] = await Promise.all([
    statusHere(all, long),
    fromEach(reached, (each) => statusThere(each, split.there.get(each.name) ?? [], long)),
  ]);
  if (split.isAll) {
    const gone = reached.flatMap((each): [string, ReadonlySet<string>][] => {
      const answer = answers.find(({ host }) => host === each.name);
      if (answer?.ok !== true || isQuiet.get(each.name)?.() !== true) return [];
      // What was sent and is not made yet is to come.
      const inFile = (each.part?.tasks ?? []).map((task) => task.name);
      return [[each.name, goneThere(each, new Set([...inFile, ...answer.value.names]))]];
    });
    await forgetTasks(found.project, new Map(gone));
  }
  const names = split.isAll ? null : new Set([...split.there.values()].flat());
  const staying = new Map(found.staying.map((each) => [each.task, describeStaying(each)]));
  const left = split.isAll ? hosts.left : [];
  const doubt = describeDoubt(found);
  const here = doubt === null ? own : { ...own, warnings: [...own.warnings, doubt] };
  const status = joinStatus(here, { reached, answers, left, staying, names });
  return { status, isWhole: answers.every(({ ok }) => ok) && left.length === 0 && doubt === null };
}

/** Where only tasks of hosts were named, this machine's are not shown. */
async function statusHere(
  { call, split: { here, isAll } }: Everywhere,
  long: boolean,
): Promise<ProjectStatus> {
  const { context, file } = call;
  const own = await status({ ...context, onlyHere: true }, { file, tasks: here, long });
  return isAll || here.length > 0 ? own : { ...own, tasks: [], orphans: [], archived: [] };
}

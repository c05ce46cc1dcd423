/**
 * `up`, `plan` and what ends tasks, on all machines side by side.
 */

import { hostsOfTasks } from '../../config/config.ts';
import { fromEach } from '../../engine/hosts/each.ts';
import { checkRemoval, removeLines, returnLines } from '../../engine/hosts/lines.ts';
import { type Choice, forgetTasks } from '../../engine/hosts/lists.ts';
import type { Reached } from '../../engine/hosts/reach.ts';
import { type HostReport, reportFrom } from '../../engine/hosts/report.ts';
import { leftWarning } from '../../engine/hosts/status-there.ts';
import { changeThere, planThere, resolveMeant, upThere } from '../../engine/hosts/up-there.ts';
import { PaneError } from '../../errors.ts';
import { Unreachable } from '../../hosts/unreachable.ts';
import type { Notice } from '../../plan/notice.ts';
import { type Left, manyLeft } from '../../plan/policy.ts';
import type { FollowedContext } from '../../project/carry-out/tell.ts';
import { renamedThere } from '../../project/hosts/renamed-there.ts';
import { goneFrom } from '../../project/hosts/with-recorded.ts';
import type { OnHosts } from '../../project/project.ts';
import { withProgress } from '../screen.ts';
import { describeDoubt, describeStaying, type Everywhere, meant } from './all.ts';
import { runHere } from './here.ts';
import { argsWith, optionWords } from './parts.ts';
import { showPassing } from './passing.ts';
import { showRan } from './reports.ts';

/** `context`: with what shows progress. */
async function ranHere(all: Everywhere, context: FollowedContext = all.call.context) {
  const {
    definition,
    call,
    split: { here, isAll },
  } = all;
  if (!isAll && here.length === 0) return null;
  return await runHere(definition, { ...call, context }, argsWith(definition, call, here));
}

function noticesOf({ found, hosts, split: { isAll } }: Everywhere, { here, kept }: Choice): Notice[] {
  if (!isAll) return [];
  const doubt = describeDoubt(found);
  const conflicts = [
    ...(doubt === null ? [] : [doubt]),
    ...found.staying.map(describeStaying),
    ...hosts.left.map(leftWarning),
  ];
  const renamed = [...renamedThere(found.project.scope.config, found.record)];
  const many = kept.size === 0 ? null : manyLeftIn(found, here);
  return [
    ...conflicts.map((message): Notice => ({ kind: 'conflict', message })),
    ...renamed.map(([name, former]): Notice => ({ kind: 'held', message: describeRenamed(name, former) })),
    ...(many === null ? [] : [{ kind: 'held' as const, message: describeMany(many, kept) }]),
  ];
}

function describeRenamed(name: string, former: string): string {
  return `${name} looks like ${former}, renamed: run \`pane rename ${former} ${name}\`, or \`pane up ${name}\` to make a new task`;
}

function describeMany({ gone, of }: Left, kept: ReadonlySet<string>): string {
  return `${gone} of ${of} tasks left the file at once, so those on hosts are not archived (${[...kept].join(', ')}); \`pane up --yes\` archives them`;
}

export async function runUp(all: Everywhere, approved: ReadonlySet<string>): Promise<number> {
  const { call, found, split: parts, definition } = all;
  const { project } = found;
  if (call.has('attach') && !parts.isAll && parts.here.length === 0) {
    throw new PaneError('usage', '--attach takes tasks of this machine', {
      hint: '`pane attach TASK` attaches on a host too.',
    });
  }
  assertNotMoved(all);
  const others = ['all', 'attach', 'trust', 'dry-run', 'take-over', 'yes'];
  const own = optionWords(definition, { ...call, json: false }, others);
  const choice = choiceOf(all);
  const hosts = meant(all);
  const resolved = resolveMeant(project, hosts, choice);
  const [here, there] = await withProgress(call.context, async (told) => {
    const onPassing = showPassing(told, 'sending commits to');
    const asked = fromEach(hosts, async (reached): Promise<HostReport> => {
      assertApproved(reached, approved);
      const names = parts.there.get(reached.name) ?? [];
      const words = call.has('yes') || isToArchive(reached, choice) ? [...own, '--yes'] : own;
      return await upThere(
        { project, reached, choice, resolved },
        { command: 'up', words, names },
        { takeOver: call.has('take-over'), onPassing, onEvent: told.onEvent },
      );
    });
    return [await ranHere(all, told), await asked];
  });
  const ran = { here, there, notices: noticesOf(all, choice) };
  return showRan(call.context, ran, { json: call.json, plans: false });
}

const NONE_RENAMED: ReadonlyMap<string, string> = new Map();

/** What may be archived is decided here, on the whole file. */
function choiceOf({ call, found, here, split: { isAll, there } }: Everywhere): Choice {
  const { scope } = found.project;
  const mayArchive = isAll && (call.has('yes') || manyLeftIn(found, here) === null);
  const renamed = isAll ? renamedThere(scope.config, found.record) : NONE_RENAMED;
  return {
    here,
    kept: new Set(mayArchive ? renamed.values() : goneFrom(scope.config, found.record)),
    unready: new Set(renamed.keys()),
    named: isAll ? null : new Set([...there.values()].flat()),
  };
}

/** It was decided here. What is there and not known here was not: the host counts that itself. */
function isToArchive({ known, part }: Reached, { kept, named }: Choice): boolean {
  if (named !== null || kept.size > 0) return false;
  return (known?.tasks ?? []).some(({ name }) => part?.tasks.every((task) => task.name !== name) ?? true);
}

/** Here and on hosts. */
function manyLeftIn({ project }: OnHosts, here: ReadonlySet<string>): Left | null {
  const { gone, of } = project.leftOnHosts;
  const inFile = new Set<string>(project.scope.config.tasks.map(({ name }) => name));
  const elsewhere = hostsOfTasks(project.scope.config);
  const left = [...here].filter((name) => !inFile.has(name) && !elsewhere.has(name));
  return manyLeft({ gone: gone + left.length, of: of + here.size });
}

/** @throws {PaneError} `conflict` for a task that is here and is to be on a host */
function assertNotMoved({ found, split: parts }: Everywhere): void {
  const hostOf = hostsOfTasks(found.project.scope.config);
  for (const name of parts.here) {
    const host = hostOf.get(name);
    if (host === undefined) continue;
    throw new PaneError(
      'conflict',
      `${name} is to be on host ${host}, but it is here, and nothing is moved`,
      {
        hint: `Run \`pane archive ${name}\`, then add it again with \`host: ${host}\`.`,
      },
    );
  }
}

/** Of a list either all is sent or nothing. @throws {PaneError} `untrusted` */
function assertApproved({ name, part }: Reached, approved: ReadonlySet<string>): void {
  const barred = (part?.tasks ?? []).filter((task) => !approved.has(task.name)).map((task) => task.name);
  if (barred.length === 0) return;
  throw new PaneError('untrusted', `nothing was done on ${name}; not approved yet: ${barred.join(', ')}`, {
    hint: '`pane trust` shows and approves what they run.',
  });
}

export async function runPlan(all: Everywhere): Promise<number> {
  const { call, found, split: parts } = all;
  const choice = choiceOf(all);
  const hosts = meant(all);
  const resolved = resolveMeant(found.project, hosts, choice);
  const there = fromEach(hosts, (reached) => {
    const tasks = parts.there.get(reached.name) ?? [];
    return planThere(
      { project: found.project, reached, choice, resolved },
      {
        fresh: call.has('fresh'),
        yes: call.has('yes') || isToArchive(reached, choice),
        tasks,
      },
    );
  });
  const ran = { here: await ranHere(all), there: await there, notices: noticesOf(all, choice) };
  const code = showRan(call.context, ran, { json: call.json, plans: true });
  const isDue = ran.there.some((report) => report.ok && report.value.results.length > 0);
  return code === 0 && isDue && call.has('exit-code') ? 3 : code;
}

export async function runReport(all: Everywhere): Promise<number> {
  const { call, split: parts, definition } = all;
  const words = optionWords(definition, { ...call, json: false });
  const [here, there] = await withProgress(call.context, async (told) => {
    const asked = fromEach(meant(all), async (reached): Promise<HostReport> => {
      const names = parts.there.get(reached.name) ?? [];
      const { opened } = await reached.host.greet();
      if (parts.isAll && !opened.hasList) return reportFrom({}, 0); // nothing was sent yet, so there is nothing
      return await changeThere(reached, { command: definition.name, words, names }, told.onEvent);
    });
    return [await ranHere(all, told), await asked];
  });
  const ran = { here, there, notices: [] };
  return showRan(call.context, ran, { json: call.json, plans: false });
}

/**
 * The lines here first, so that `up` finishes what is cut off: a task that is archived there and still in the file would be
 * begun anew. What the host did not archive gets its lines back.
 */
export async function runArchive(all: Everywhere): Promise<number> {
  const { call, found, split: parts, definition } = all;
  const { context, file } = call;
  const { project } = found;
  await checkRemoval(project, [...parts.there.values()].flat());
  const words = optionWords(definition, { ...call, json: false });
  const warnings: string[] = [];
  const there = fromEach(meant(all), async (reached): Promise<HostReport> => {
    const names = parts.there.get(reached.name) ?? [];
    await reached.host.greet(); // what can't be reached keeps its lines
    const { notices, removed } = await removeLines(context, { file }, names);
    warnings.push(...notices.map(({ message }) => message));
    const giveBack = async (tasks: readonly string[]): Promise<void> => {
      for (const name of tasks) await returnLines(context, { file }, name, null);
    };
    const report = await changeThere(reached, { command: definition.name, words, names }).catch(
      async (error: unknown) => {
        // Once it was sent it may have been done.
        if (!(error instanceof Unreachable)) await giveBack(removed);
        throw error;
      },
    );
    const archived = archivedIn(report);
    await giveBack(removed.filter((name) => !archived.includes(name)));
    return report;
  });
  const ran = { here: await ranHere(all), there: await there, notices: [] };
  const gone = ran.there.flatMap((report): [string, ReadonlySet<string>][] =>
    report.ok ? [[report.host, new Set(archivedIn(report.value))]] : [],
  );
  await forgetTasks(project, new Map(gone));
  for (const message of warnings) context.stderr(`warning: ${message}\n`);
  return showRan(context, ran, { json: call.json, plans: false });
}

function archivedIn({ results }: HostReport): string[] {
  return results.flatMap(({ kind, task, outcome }) =>
    kind === 'archive-worktree' && outcome === 'done' ? [task] : [],
  );
}

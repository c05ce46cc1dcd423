/**
 * `up`, `plan` and what ends tasks, on all machines side by side.
 */
import { fromEach } from '../../engine/hosts/each.ts';
import { namesHere, rememberOnly } from '../../engine/hosts/lists.ts';
import type { Reached } from '../../engine/hosts/reach.ts';
import { checkRemoval, removeLines } from '../../engine/hosts/remove-lines.ts';
import type { HostReport } from '../../engine/hosts/report.ts';
import { leftWarning } from '../../engine/hosts/status-there.ts';
import { changeThere, planThere, upThere } from '../../engine/hosts/up-there.ts';
import { PaneError } from '../../errors.ts';
import { describeStaying, type Everywhere, meant } from './all.ts';
import { runHere } from './here.ts';
import { argsWith, optionWords, type Split } from './parts.ts';
import { showRan } from './reports.ts';

async function ranHere(all: Everywhere) {
  const {
    definition,
    call,
    split: { here, isAll },
  } = all;
  if (!isAll && here.length === 0) return null;
  return await runHere(definition, call, argsWith(definition, call, here));
}

function conflictsOf({ found, hosts, split: { isAll } }: Everywhere): string[] {
  if (!isAll) return [];
  return [...found.staying.map(describeStaying), ...hosts.left.map(leftWarning)];
}

export async function runUp(all: Everywhere, approved: ReadonlySet<string>): Promise<number> {
  const { call, found, split: parts, definition } = all;
  const { project } = found;
  if (call.has('attach') && !parts.isAll && parts.here.length === 0) {
    throw new PaneError('usage', '--attach takes tasks of this machine', {
      hint: '`pane attach TASK` attaches on a host too.',
    });
  }
  const here = namesHere(project);
  assertNotHere(parts, here);
  const words = optionWords(definition, { ...call, json: false }, [
    'all',
    'attach',
    'trust',
    'dry-run',
    'take-over',
  ]);
  const there = fromEach(meant(all), async (reached): Promise<HostReport> => {
    assertApproved(reached, approved);
    const names = parts.there.get(reached.name) ?? [];
    return await upThere({ project, reached, here }, { command: 'up', words, names }, call.has('take-over'));
  });
  const ran = { here: await ranHere(all), there: await there, conflicts: conflictsOf(all) };
  return showRan(call.context, ran, { json: call.json, plans: false });
}

/** @throws {PaneError} `conflict` */
function assertNotHere({ there }: Split, here: ReadonlySet<string>): void {
  for (const [host, names] of there) {
    const name = names.find((each) => here.has(each));
    if (name === undefined) continue;
    throw new PaneError(
      'conflict',
      `${name} is to be on host ${host}, but its worktree is here, and nothing is moved`,
      {
        hint: `Take its \`host\` out again, run \`pane archive ${name}\`, then add it with \`host: ${host}\`.`,
      },
    );
  }
}

/** Of a list either all is sent or nothing. @throws {PaneError} `untrusted` */
function assertApproved({ name, part }: Reached, approved: ReadonlySet<string>): void {
  const barred = (part?.tasks ?? []).filter((task) => !approved.has(task.name)).map((task) => task.name);
  if (barred.length === 0) return;
  throw new PaneError('untrusted', `nothing was done on ${name}: not approved yet: ${barred.join(', ')}`, {
    hint: '`pane trust` shows and approves what they run.',
  });
}

export async function runPlan(all: Everywhere): Promise<number> {
  const { call, found, split: parts } = all;
  const here = namesHere(found.project);
  const options = { fresh: call.has('fresh'), yes: call.has('yes') };
  const there = fromEach(meant(all), (reached) => {
    const tasks = parts.there.get(reached.name) ?? [];
    return planThere({ project: found.project, reached, here }, { ...options, tasks });
  });
  const ran = { here: await ranHere(all), there: await there, conflicts: conflictsOf(all) };
  const code = showRan(call.context, ran, { json: call.json, plans: true });
  const isDue = ran.there.some((report) => report.ok && report.value.results.length > 0);
  return code === 0 && isDue && call.has('exit-code') ? 3 : code;
}

export async function runReport(all: Everywhere): Promise<number> {
  const { call, split: parts, definition } = all;
  const words = optionWords(definition, { ...call, json: false });
  const there = fromEach(meant(all), (reached) => {
    const names = parts.there.get(reached.name) ?? [];
    return changeThere(reached, { command: definition.name, words, names });
  });
  const ran = { here: await ranHere(all), there: await there, conflicts: [] };
  return showRan(call.context, ran, { json: call.json, plans: false });
}

/** There first, and then the lines here: what could not be archived stays in the file. */
export async function runArchive(all: Everywhere): Promise<number> {
  const { call, found, split: parts, definition } = all;
  const { context, file } = call;
  const { project } = found;
  await checkRemoval(project, [...parts.there.values()].flat());
  const words = optionWords(definition, { ...call, json: false });
  const there = fromEach(meant(all), async (reached): Promise<HostReport> => {
    const names = parts.there.get(reached.name) ?? [];
    return await changeThere(reached, { command: definition.name, words, names });
  });
  const ran = { here: await ranHere(all), there: await there, conflicts: [] };
  const archived = ran.there.flatMap((report) => (report.ok ? archivedIn(report.value) : []));
  const notices = archived.length === 0 ? [] : await removeLines(context, { file }, archived);
  for (const report of ran.there) {
    if (!report.ok) continue;
    const known = found.record[report.host]?.tasks ?? [];
    const left = known.map(({ name }) => name).filter((name) => !archived.includes(name));
    await rememberOnly(project, report.host, new Set(left));
  }
  for (const { message } of notices) context.stderr(`warning: ${message}\n`);
  return showRan(context, ran, { json: call.json, plans: false });
}

function archivedIn({ results }: HostReport): string[] {
  return results.flatMap(({ kind, task, outcome }) =>
    kind === 'archive-worktree' && outcome === 'done' ? [task] : [],
  );
}

/**
 * A command of a project that has hosts: what of it is whose, carried out side by side.
 */
import { hostsOfTasks } from '../../config/config.ts';
import { type Hosts, reachHosts } from '../../engine/hosts/reach.ts';
import { leftWarning } from '../../engine/hosts/status-there.ts';
import { PaneError } from '../../errors.ts';
import { approveProject } from '../../project/carry-out/approval.ts';
import { namesHere } from '../../project/hosts/names-here.ts';
import type { OnHosts } from '../../project/project.ts';
import type { Call, CommandDefinition } from '../definition.ts';
import { showRenamed } from '../rename.ts';
import { type Everywhere, meant } from './all.ts';
import { runArchive, runPlan, runReport, runUp } from './changes.ts';
import { runEvents } from './events.ts';
import { runFetch } from './fetch.ts';
import { runForward } from './forward.ts';
import { onlyHere } from './here.ts';
import { runNext } from './next.ts';
import { runNight } from './night.ts';
import { type Output, runOnAll, runOnOne } from './outputs.ts';
import { assertHere, type Split, split, tasksIn } from './parts.ts';
import { runRename, withRenamesFinished } from './rename.ts';
import { runRestore } from './restore.ts';
import { showStatus } from './status.ts';
import { takeOverTerminal } from './terminal.ts';
import { runTold } from './told.ts';

/** Options that make something else of a command, which is about this machine alone. */
const OF_THIS_MACHINE = ['snapshot', 'from-snapshot'];

/** What they tell is of hosts too that have no task by now. */
const WITH_IDLE: readonly CommandDefinition['hosts'][] = ['restore', 'events', 'told'];

/** @returns the exit code */
export async function everywhere(
  definition: CommandDefinition,
  given: Call,
  first: OnHosts,
): Promise<number> {
  const call = withInputOnce(withTasks(definition, given));
  const { found, renamed } = await withRenamesFinished(definition, call, first);
  if (renamed !== null) return await showRenamed(call, renamed);
  const here = namesHere(found.project);
  const parts = split(tasksIn(definition, call), hostOfEach(found, here));
  const { hosts: mode } = definition;
  assertNotHeld(parts, found);
  if (mode === undefined || OF_THIS_MACHINE.some((option) => call.has(option))) {
    assertHere(definition, parts);
    return await onlyHere(definition, call);
  }
  const approval = mode === 'up' ? await approve(call, found) : null;
  const hosts = await reachHosts(call.context, found, { idle: WITH_IDLE.includes(mode) });
  try {
    assertInFile(parts, hosts);
    const all: Everywhere = { definition, call, found, hosts, here, split: parts };
    switch (mode) {
      case 'status':
        return await showStatus(all);
      case 'plan':
        return call.has('night') ? await runNight(all) : await runPlan(all);
      case 'up':
        return call.has('dry-run') ? await runPlan(all) : await runUp(all, approval ?? new Set());
      case 'report':
        return await runReport(all);
      case 'restore':
        return await runRestore(all);
      case 'rename':
        return await runRename(all);
      case 'archive':
        return await runArchive(all);
      case 'fetch':
        return await runFetch(all);
      case 'events':
        return await runEvents(all);
      case 'told':
        return await runTold(all);
      case 'forward':
        return await runForward(all);
      case 'next':
        return await runNext(all);
      case 'terminal':
      case 'output':
      case 'change':
        return await runOutput(all, mode);
    }
  } finally {
    hosts.close();
  }
}

/** `up --wait login` is `--wait`, then a task. */
function withTasks(definition: CommandDefinition, call: Call): Call {
  const wait = definition.name === 'up' ? call.value('wait') : null;
  if (wait === null || wait === '' || /^\d+(\.\d+)?$/.test(wait)) return call;
  const value = (name: string): string | null => (name === 'wait' ? '' : call.value(name));
  return { ...call, args: [wait, ...call.args], value };
}

/** The project was opened before: what was typed is read once. */
function withInputOnce(call: Call): Call {
  let read: Promise<string> | null = null;
  const readStdin = (): Promise<string> => {
    read ??= call.context.readStdin();
    return read;
  };
  return { ...call, context: { ...call.context, readStdin } };
}

/** Those of the file, and those that are known to be there; what is here is here. */
function hostOfEach({ project, record }: OnHosts, here: ReadonlySet<string>): ReadonlyMap<string, string> {
  const known = Object.entries(record).flatMap(([host, { tasks }]) =>
    tasks.map(({ name }): [string, string] => [name, host]),
  );
  const inFile = new Set<string>(project.scope.config.tasks.map(({ name }) => name));
  const all = [...known.filter(([name]) => !inFile.has(name)), ...hostsOfTasks(project.scope.config)];
  return new Map(all.filter(([name]) => !here.has(name)));
}

/** @throws {PaneError} `conflict` for a task whose host has left the file */
function assertInFile({ there }: Split, { left }: Hosts): void {
  for (const host of left) if (there.has(host.name)) throw new PaneError('conflict', leftWarning(host));
}

/** @throws {PaneError} `failed` for a task of which nobody knows where it is */
function assertNotHeld({ here }: Split, { held, noteFault }: OnHosts): void {
  const name = here.find((each) => held.includes(each));
  if (name === undefined || noteFault === null) return;
  throw new PaneError('failed', `${name} may be on a host: ${noteFault.message}`, {
    hint: noteFault.hint ?? '',
  });
}

/** @returns the tasks that may go up */
async function approve(call: Call, { project }: OnHosts): Promise<ReadonlySet<string>> {
  const asks = !call.has('dry-run');
  const trust = call.has('trust') && asks;
  return (await approveProject(project, { trust, asks })).approvedTasks;
}

async function runOutput(all: Everywhere, mode: 'terminal' | 'output' | 'change'): Promise<number> {
  const { definition, call, split: parts } = all;
  const isForAll = call.has('all');
  if (parts.isAll && !isForAll) return await onlyHere(definition, call);
  if (!isForAll && parts.there.size === 0) return await onlyHere(definition, call);
  const hosts = meant(all);
  const [first] = hosts;
  const output: Output = { definition, call, split: parts, hosts, changes: mode !== 'output' };
  if (first === undefined || isForAll || parts.here.length > 0 || hosts.length > 1)
    return await runOnAll(output);
  const tasks = parts.there.get(first.name) ?? [];
  if (mode === 'terminal') return await takeOverTerminal(definition, call, first, tasks);
  return await runOnOne(output, first, tasks);
}

/**
 * The queue: which tasks may begin, and for each of the others its place, and what it waits for. It is made out from all
 * tasks and their states alone, so that whoever looks comes to the same. Pure.
 */
import { awaitedBy, type DesiredTask } from '../config/desired.ts';
import type { TaskName } from '../ids.ts';
import { type Undone, undoneOf } from './after.ts';
import { isArchived, type JoinedTask, newestFirst } from './joined.ts';
import { orNull } from './known.ts';
import { type Place, placeOf, type StatedTask, turnsOf } from './places.ts';
import type { Bases, OurWorktree } from './snapshot.ts';
import type { QueueStatus, TaskState } from './status.ts';

export interface QueueFacts {
  /** Unix time in seconds. */
  readonly now: number;
  readonly ours: readonly OurWorktree[];
  /** As in the snapshot. */
  readonly bases: Bases;
  /** Tasks that can't begin, something is in their way, or they are not approved. */
  readonly barred: ReadonlySet<TaskName>;
}

export interface AtWork extends Place {
  readonly task: StatedTask;
}

export interface Waiting extends QueueStatus {
  readonly name: TaskName;
}

export interface Queue {
  readonly maxActive: number | null;
  /** Those that are at work, in the order of the file. */
  readonly atWork: readonly AtWork[];
  /** Those whose turn it is, in the order of the file. */
  readonly begins: readonly TaskName[];
  /** By their places. */
  readonly waiting: readonly Waiting[];
  /** Tasks to be asked about: each is the base of one that nothing else keeps waiting, if those before it can't begin. */
  readonly askedBases: readonly string[];
}

/** Whether something in the file may keep this task waiting. */
export function isBound({ maxActive, agent, after, baseTask }: DesiredTask): boolean {
  return maxActive !== null || agent.maxActive !== null || after.length > 0 || baseTask !== null;
}

/** It was never begun. */
export function hasNothing({ worktree, making, archives }: JoinedTask): boolean {
  return worktree.known && worktree.value === null && making === null && archives.length === 0;
}

/** It is in the file and was never begun: only then does it need a place to begin. */
function isNew(task: StatedTask): boolean {
  const { desired, state } = task;
  return desired !== null && state.state === 'pending' && !state.isBusy && hasNothing(task);
}

/** What keeps a task from beginning. */
interface Reason {
  readonly reason: string;
  readonly blockedBy: readonly string[];
  /** Nothing but the user ends it. */
  readonly isOver: boolean;
}

function waitsFor(reason: string, more: Partial<Reason> = {}): Reason {
  return { reason, blockedBy: [], isOver: false, ...more };
}

interface Wanted {
  readonly task: StatedTask;
  readonly desired: DesiredTask;
  readonly undone: readonly (Undone & { readonly name: string })[];
}

type Reasoned = Wanted & { readonly why: Reason };

/** How many are at work, those that are about to begin among them. */
interface Count {
  total: number;
  readonly ofAgent: Map<string, number>;
}

function add(count: Count, desired: DesiredTask | null): void {
  count.total += 1;
  const name = desired?.agent.name;
  if (name !== undefined) count.ofAgent.set(name, (count.ofAgent.get(name) ?? 0) + 1);
}

function countOf(atWork: readonly AtWork[]): Count {
  const count: Count = { total: 0, ofAgent: new Map() };
  for (const { task } of atWork) add(count, task.desired);
  return count;
}

function afterOthers({ undone }: Wanted, begins: readonly string[] = []): Reason | null {
  if (undone.length === 0) return null;
  const whyOf = ({ name, why }: Wanted['undone'][number]) => (begins.includes(name) ? 'begins first' : why);
  const names = undone.map((one) => `${one.name} (${whyOf(one)})`).join(', ');
  const blockedBy = undone.map(({ name }) => name);
  return waitsFor(`after ${names}`, { blockedBy, isOver: undone.some(({ isOver }) => isOver) });
}

function forAgent({ desired }: Wanted, count: Count, limited: ReadonlyMap<string, TaskName>): Reason | null {
  const { name, maxActive } = desired.agent;
  const task = limited.get(name);
  if (task !== undefined) return waitsFor(`${name} has met its limit in ${task}`);
  const atWork = count.ofAgent.get(name) ?? 0;
  if (maxActive === null || atWork < maxActive) return null;
  return waitsFor(`${atWork} ${name} at work, agents.${name}.max_active is ${maxActive}`);
}

function forPlace({ desired: { maxActive } }: Wanted, { total }: Count): Reason | null {
  if (maxActive === null || total < maxActive) return null;
  return waitsFor(`${total} at work, max_active is ${maxActive}`);
}

function forBase({ desired: { baseTask } }: Wanted, bases: Bases): Reason | null {
  if (baseTask === null) return null;
  const found = bases[baseTask];
  if (found === 'committed') return null;
  const blockedBy = [baseTask];
  if (found === 'changed') return waitsFor(`${baseTask} has changes that are not committed`, { blockedBy });
  if (found === 'unknown')
    return waitsFor(`git can't tell whether ${baseTask} has changes that are not committed`, { blockedBy });
  return waitsFor(`after a look at ${baseTask}`, { blockedBy });
}

/** In the order in which they begin if all goes well: a task comes after those that it waits for. */
function inOrder(waiting: readonly Reasoned[]): Reasoned[] {
  const order: Reasoned[] = [];
  const left = [...waiting];
  const names = new Set<string>(left.map(({ task }) => task.name));
  const isNext = ({ why, undone }: Reasoned) => !why.isOver && !undone.some(({ name }) => names.has(name));
  while (left.length > 0) {
    const [next] = left.splice(Math.max(0, left.findIndex(isNext)), 1);
    if (next === undefined) break;
    names.delete(next.task.name);
    order.push(next);
  }
  return order;
}

/** Between the loss of its window, or its agent, and the next turn. */
const LOST: readonly TaskState[] = ['stopped', 'setup', 'starting', 'exited'];

/**
 * The limit for which no other task of its agent begins; null: there is none. One that sees to the end of its own limit, or
 * nobody does, is shown as limited after that too. Of one that was lost at its limit its last turn tells; where that does not
 * say until when, only what is to go on by itself keeps others waiting.
 */
export function agentLimitOf(task: StatedTask, now: number): { readonly until: number | null } | null {
  const { state, until } = task.state;
  if (state === 'limited') return until === null || until > now ? { until } : null;
  const turns = turnsOf(orNull(task.worktree));
  if (turns?.state !== 'limited' || state === 'working') return null;
  if (turns.until !== undefined) return turns.until > now ? { until: turns.until } : null;
  return LOST.includes(state) && placeOf(task, 0, now) !== null ? { until: null } : null;
}

function limitedAgents(tasks: readonly StatedTask[], now: number): Map<string, TaskName> {
  const limited = tasks.filter((task) => agentLimitOf(task, now) !== null);
  return new Map(
    limited.flatMap(({ name, desired }) => (desired === null ? [] : [[desired.agent.name, name]])),
  );
}

/** The newest of each task. */
function archivesIn(ours: readonly OurWorktree[]): Map<string, OurWorktree> {
  const oldestFirst = ours.filter(isArchived).sort((a, b) => newestFirst(b, a));
  return new Map(oldestFirst.map((worktree) => [worktree.stamp.task, worktree]));
}

/** Those that were never begun and may, but for what the queue says. */
function wantedIn(tasks: readonly StatedTask[], { ours, barred }: QueueFacts): Wanted[] {
  const byName = new Map<string, StatedTask>(tasks.map((task) => [task.name, task]));
  const archives = archivesIn(ours);
  return tasks.flatMap((task): Wanted[] => {
    const { desired } = task;
    if (desired === null || !isNew(task) || barred.has(task.name)) return [];
    const undone = awaitedBy(desired).flatMap((name) => {
      const found = undoneOf(name, task.name, byName, archives);
      return found === null ? [] : [{ name, ...found }];
    });
    return [{ task, desired, undone }];
  });
}

function atWorkIn(tasks: readonly StatedTask[], freesAfterMs: number, now: number): AtWork[] {
  return tasks.flatMap((task) => {
    const place = placeOf(task, freesAfterMs, now);
    return place === null ? [] : [{ task, ...place }];
  });
}

/** `tasks`: in the order of the file, which is theirs. */
export function queueOf(tasks: readonly StatedTask[], facts: QueueFacts): Queue {
  const { maxActive = null, freesAfterMs = 0 } = tasks.find(({ desired }) => desired !== null)?.desired ?? {};
  const atWork = atWorkIn(tasks, freesAfterMs, facts.now);
  const limited = limitedAgents(tasks, facts.now);
  const wanted = wantedIn(tasks, facts);
  const count = countOf(atWork);
  const waiting = wanted.flatMap((one): Reasoned[] => {
    const why =
      afterOthers(one) ?? forAgent(one, count, limited) ?? forPlace(one, count) ?? forBase(one, facts.bases);
    if (why === null) add(count, one.desired);
    return why === null ? [] : [{ ...one, why }];
  });
  const now = countOf(atWork);
  const askedBases = wanted.flatMap((one) => {
    const why = afterOthers(one) ?? forAgent(one, now, limited) ?? forPlace(one, now);
    return why === null ? (one.desired.baseTask ?? []) : [];
  });
  const begins = wanted
    .map(({ task }) => task.name)
    .filter((name) => !waiting.some(({ task }) => task.name === name));
  const places = inOrder(waiting).map(({ why, ...one }, index) => {
    const { reason, blockedBy } = afterOthers(one, begins) ?? why;
    return { name: one.task.name, place: index + 1, reason, blockedBy };
  });
  return { maxActive, atWork, begins, waiting: places, askedBases: [...new Set(askedBases)] };
}

/** As `status` and `plan` say it. */
export function describeWaiting({ place, reason }: QueueStatus): string {
  return `place ${place}: ${reason}`;
}

/**
 * Follows what the agents do, beside the watcher's own passes, which may take minutes: woken by their events it
 * looks without asking git, and shows what it finds where people look. It applies nothing.
 */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isInterrupt, messageOf } from '../errors.ts';
import { tell, warningEvent } from '../project/carry-out/tell.ts';
import { isUnexpected } from '../project/carry-out/unexpected.ts';
import type { Project } from '../project/project.ts';
import { wakeWatcher } from '../project/watcher/watcher-note.ts';
import { observe } from '../snapshot/read/observe.ts';
import { FOR_STATES, NOT_ASKED, requested } from '../snapshot/request.ts';
import { oursIn, type Snapshot } from '../snapshot/snapshot.ts';
import { inState, type TaskInState, viewTasks } from '../snapshot/view.ts';
import { recordSeen } from '../talk/record-seen.ts';
import type { Drawn } from '../tmux/fingerprint.ts';
import { isAllGone, type Socket } from '../tmux/server.ts';
import { openAnnouncer, type Told } from './announce.ts';
import { DOUBT_MS, openDoubts, seenOf } from './doubts.ts';
import { openEvents } from './events.ts';
import { openScreens } from './screens.ts';
import { type Change, firstStates, hear, type Known } from './transitions.ts';
import { hearTurns, type KnownTurns, type SeenTurns } from './turn-ends.ts';
import { changesByItself, showInStatusLine } from './watched-tasks.ts';

/** Agents that tell something at about the same time are looked at together, and not more often than this. */
const GATHER_MS = 150;
/** Where the passes bring no news for so long, because they hold or are busy, it looks by itself. */
const ALONE_MS = 6_000;
/** The next look at what changes by itself. */
const SOON_MS = 4_000;

export interface Agents {
  /** A pass has observed this, from that time on. Returned with what the screens show, as far as they could be read. */
  readonly observed: (observed: Snapshot, begunAt: number) => Promise<Snapshot>;
  /** Between two passes tmux told this. */
  readonly drawn: (drawn: Drawn) => void;
  /** Stops, as it does when the signal is aborted; resolves when it has. */
  readonly close: () => Promise<void>;
}

function toldOf(
  { before, isNews }: Change,
  { view, state: { state, message, exitCode } }: TaskInState,
): Told {
  return { view, event: { kind: 'task-state', task: view.name, state, before, message, exitCode, isNews } };
}

interface Announcement {
  readonly project: Project;
  readonly socket: Socket;
  readonly told: readonly Told[];
}

function turnsIn(there: Snapshot): SeenTurns[] {
  return oursIn(there).map(({ stamp: { task, id }, turns }) => ({
    task,
    id,
    turns: requested(turns, 'the turns'),
  }));
}

/** `file`: what agents write to when they tell something. `projectNow`: as it was loaded last. `onBug`: for what should never be thrown. */
export function watchAgents(
  stopping: AbortSignal,
  file: string,
  projectNow: () => Project,
  onBug: (error: unknown) => void,
): Agents {
  const warn = (message: string): void => tell(projectNow(), [warningEvent(message)]);
  const screens = openScreens();
  const doubts = openDoubts();
  const announcer = openAnnouncer(warn);
  let known: Known | null = null;
  let knownTurns: KnownTurns | null = null;
  const closing = new AbortController();
  const signal = AbortSignal.any([stopping, closing.signal]);
  const events = openEvents(signal, { gatherMs: GATHER_MS });
  /** When the newest of what was seen was asked. */
  let seenAt = 0;
  let heardAt = performance.now();
  let dueAt = Number.POSITIVE_INFINITY;
  let fault = '';
  /** With the time of each. */
  let checksDue: ReadonlySet<string> = new Set();
  let queue = Promise.resolve();

  /** Tells what is new. `observed`: null: as it is now. @returns what is to be announced */
  const see = async (observed: Snapshot | null, begunAt: number): Promise<Announcement | null> => {
    if (begunAt < seenAt) return null; // something newer was seen meanwhile
    seenAt = begunAt;
    heardAt = begunAt;
    dueAt = Number.POSITIVE_INFINITY;
    const project = projectNow();
    const found = observed ?? (await observe(project.scope, FOR_STATES, project.worktrees));
    const there = found.screens === NOT_ASKED ? await screens.complete(project, found) : found;
    const tasks = viewTasks(project.desired, there).map(inState);
    const { now } = there;
    const due = tasks.flatMap(({ view, state }) =>
      state.checkAt === null ? [] : [`${view.name} ${state.checkAt}`],
    );
    // A pass knows by itself. What is new since is due before the next one, perhaps.
    if (observed === null && due.some((each) => !checksDue.has(each))) await wakeWatcher(project, true);
    checksDue = new Set(due);
    if (tasks.some((task) => changesByItself(task, now))) dueAt = performance.now() + SOON_MS;
    await showInStatusLine(project, there.socket, tasks);
    await recordSeen(project, there.socket, tasks);
    const unsure = doubts.of(project, tasks);
    if (unsure.size > 0) dueAt = Math.min(dueAt, performance.now() + DOUBT_MS);
    const seen = tasks.map((task) => seenOf(task, unsure.has(task.view.name), now));
    if (known === null) tell(project, [{ kind: 'first-look', states: firstStates(seen) }]);
    const heard = hear(known, seen);
    known = heard.known;
    const turns = hearTurns(knownTurns, turnsIn(there));
    knownTurns = there.git.known ? turns.known : knownTurns;
    const told = tasks.flatMap((task) =>
      heard.changes.filter((change) => change.task === task.view.name).map((change) => toldOf(change, task)),
    );
    tell(project, [...turns.ends, ...told.map(({ event }) => event)]);
    return { project, socket: there.socket, told: told.filter(({ event }) => event.isNews) };
  };
  const announce = async (news: Announcement | null): Promise<void> => {
    if (news !== null) await announcer.announce(news.project, news.socket, news.told);
  };
  const look = async (): Promise<void> => announce(await see(null, performance.now()));
  const complain = (error: unknown): void => {
    if (isInterrupt(error)) return;
    if (isUnexpected(error)) {
      onBug(error);
      return;
    }
    const message = `could not check the agents: ${messageOf(error)}`;
    if (message !== fault && !isAllGone(error)) warn(message);
    fault = message;
  };
  /** One look at a time. */
  const inTurn = (work: () => Promise<void>): void => {
    queue = queue.then(work).catch(complain);
  };
  const follow = async (): Promise<void> => {
    await mkdir(dirname(file), { recursive: true });
    events.follow([file]);
    while (!signal.aborted) {
      const why = await events.next(Math.max(0, Math.min(ALONE_MS, dueAt - performance.now())));
      const isDue = why === 'event' || performance.now() >= dueAt || performance.now() - heardAt >= ALONE_MS;
      if (isDue && !signal.aborted) inTurn(look);
      await queue;
    }
    await events.close();
  };
  const following = follow().catch(complain);

  return {
    async observed(observed, begunAt) {
      let seen = observed;
      let news: Announcement | null = null;
      inTurn(async () => {
        seen = await screens.complete(projectNow(), observed);
      });
      // A state is told before what the pass does because of it.
      inTurn(async () => {
        news = await see(seen, begunAt);
      });
      await queue;
      inTurn(() => announce(news));
      return seen.screens === NOT_ASKED ? { ...seen, screens: {} } : seen;
    },
    drawn: (drawn) => {
      heardAt = performance.now();
      if (screens.haveChanged(drawn)) inTurn(look);
    },
    async close() {
      closing.abort();
      await following;
      await queue;
      await announcer.close();
    },
  };
}

/**
 * In which state a task was and how long, from the events of its project: pieces that follow each other and never overlap.
 * What no event tells, because no watcher ran, is told by the states before and after where they are the same. Pure.
 */
import type { RecordedEvent } from '../../events/event.ts';
import type { Kind } from '../../operations/kinds.ts';
import type { TaskState } from '../../snapshot/status.ts';

/** Times are in milliseconds since 1970. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

export interface Span extends Interval {
  /** Null: not known. */
  readonly state: TaskState | null;
  /** What it waited for, or why it failed. */
  readonly message: string | null;
}

/** What it is now; null: it is no longer there. */
export type Final = Known | null;

/** An event with its time, which never goes back. */
export interface TimedEvent {
  readonly at: number;
  readonly event: RecordedEvent;
}

/** In the order of their numbers; a clock that was set back makes no negative time. */
export function timed(events: readonly RecordedEvent[]): TimedEvent[] {
  let last = Number.NEGATIVE_INFINITY;
  return events.map((event) => {
    last = Math.max(last, Date.parse(event.time));
    return { at: last, event };
  });
}

/** What only a watcher tells, at the time of a look. */
function isOfWatcher({ kind }: RecordedEvent): boolean {
  return ['task-state', 'first-look', 'turn-ended', 'watcher-started'].includes(kind);
}

/**
 * When watchers ran: a list without overlaps. What comes before any watcher was told to have started belongs to one that had.
 * @param until when one that was not told to have stopped was last known to run
 */
export function watchesOf(events: readonly TimedEvent[], until: number): Interval[] {
  const watches: Interval[] = [];
  let from: number | null = null;
  let last = Number.NEGATIVE_INFINITY;
  for (const { at, event } of events) {
    if (event.kind === 'watcher-stopped' && from !== null) {
      const seen = event.outcome === 'lost' ? Date.parse(event.lastSeen ?? '') : at;
      const to = Math.min(at, Math.max(last, Number.isNaN(seen) ? last : seen));
      watches.push({ from, to });
      from = null;
    } else if (isOfWatcher(event)) {
      from ??= at;
      last = at;
    }
  }
  return from === null ? watches : [...watches, { from, to: Math.max(last, until) }];
}

interface Known {
  readonly state: TaskState;
  readonly message: string | null;
}

/** `steady`: nothing tells it, but a watcher would have told a change; `open`: not even that; `lost`: an event is missing. */
type Now = Known | 'gone' | 'steady' | 'open' | 'lost';

interface Piece extends Interval {
  readonly now: Now;
}

interface Mark {
  readonly at: number;
  /** At the same time a watch begins before what is seen in it, and ends after it. */
  readonly rank: 0 | 1 | 2;
  readonly what: RecordedEvent | 'begins' | 'stops';
}

function marksOf(own: readonly TimedEvent[], watches: readonly Interval[]): Mark[] {
  const marks: Mark[] = [
    ...watches.map(({ from }): Mark => ({ at: from, rank: 0, what: 'begins' })),
    ...own.map(({ at, event }): Mark => ({ at, rank: 1, what: event })),
    ...watches.map(({ to }): Mark => ({ at: to, rank: 2, what: 'stops' })),
  ];
  return marks.sort((a, b) => a.at - b.at || a.rank - b.rank);
}

export function isDone(event: RecordedEvent, operation: Kind): boolean {
  return event.kind === 'operation-ended' && event.operation === operation && event.outcome === 'done';
}

/** Its worktree was made, brought back or archived. */
function cameOf(event: RecordedEvent): 'there' | 'gone' | null {
  if (isDone(event, 'archive-worktree')) return 'gone';
  return isDone(event, 'create-worktree') || isDone(event, 'restore-worktree') ? 'there' : null;
}

/** What it is before anything is told of it. */
function firstOf(own: readonly TimedEvent[]): Now {
  const told = own.find(({ event }) => event.kind === 'task-state' || cameOf(event) !== null)?.event;
  return told !== undefined && cameOf(told) === 'there' ? 'gone' : 'open';
}

interface Step {
  /** What it was until then, as this event tells. */
  readonly was: Now;
  readonly next: Now;
}

/** `untold`: what it is where nothing tells it. Null: the event does not change what is known. */
function stepOf(event: RecordedEvent, now: Now, untold: Now): Step | null {
  const came = cameOf(event);
  if (came === 'gone') return { was: now, next: 'gone' };
  if (came === 'there' && now === 'gone') return { was: 'gone', next: untold };
  if (event.kind !== 'task-state') return null;
  const { before, state, message } = event;
  const next = { state, message };
  if (now === 'open' || now === 'steady')
    return { was: before === null ? 'gone' : { state: before, message: null }, next };
  const isAsTold = typeof now === 'string' || before === null || now.state === before;
  return { was: isAsTold ? now : 'lost', next };
}

/** As a watcher saw it first; null: this does not tell. */
function firstLookOf(event: RecordedEvent, task: string): Known | null {
  if (event.kind !== 'first-look' || !Object.hasOwn(event.states, task)) return null;
  const state = event.states[task];
  return state === undefined ? null : { state, message: null };
}

function piecesOf(
  task: string,
  own: readonly TimedEvent[],
  watches: readonly Interval[],
  until: number,
): Piece[] {
  const marks = marksOf(own, watches);
  const pieces: Piece[] = [];
  let from = marks[0]?.at ?? until;
  let now = firstOf(own);
  let untold: Now = 'open';
  for (const { at, what } of marks) {
    if (typeof what === 'string') untold = what === 'begins' ? 'steady' : 'open';
    const first = typeof what === 'object' ? firstLookOf(what, task) : null;
    if (first !== null && isUntold(now)) {
      now = first;
      continue;
    }
    const atWatch = now === 'gone' ? null : { was: now, next: untold };
    const step = typeof what === 'object' ? stepOf(what, now, untold) : atWatch;
    if (step === null) continue;
    pieces.push({ from, to: at, now: step.was });
    from = at;
    now = step.next;
  }
  return [...pieces, { from, to: until, now }];
}

function isUntold(now: Now): boolean {
  return now === 'open' || now === 'steady';
}

/** Null: not a state. */
function stateOf(now: Now): TaskState | null {
  return typeof now === 'object' ? now.state : null;
}

/** Untold pieces between the same state before and after were in it, too. */
function settled(pieces: readonly Piece[]): Piece[] {
  const done: Piece[] = [];
  let untold: Piece[] = [];
  for (const piece of pieces) {
    if (isUntold(piece.now)) {
      untold.push(piece);
      continue;
    }
    const left = done.at(-1);
    if (left !== undefined && untold.length > 0 && isSame(left.now, piece.now))
      done.splice(-1, 1, { ...left, now: merged(left.now, piece.now), to: piece.to });
    else done.push(...untold, piece);
    untold = [];
  }
  return [...done, ...untold];
}

/** Of the same state: what is known of its message. */
function merged(one: Now, other: Now): Now {
  if (typeof one === 'string' || typeof other === 'string') return one;
  return { ...one, message: one.message ?? other.message };
}

function isSame(one: Now, other: Now): boolean {
  return one === other || (stateOf(one) !== null && stateOf(one) === stateOf(other));
}

/** The task as it is now follows its last piece, in which it has been like that where a watcher would have told a change. */
function withFinal(pieces: readonly Piece[], final: Final, until: number): Piece[] {
  const now: Now = final ?? 'gone';
  const all = pieces.map((piece, index) => {
    if (index < pieces.length - 1) return piece;
    if (piece.now === 'steady') return { ...piece, now };
    return isSame(piece.now, now) ? { ...piece, now: merged(piece.now, now) } : piece;
  });
  return settled([...all, { from: until, to: until, now }]);
}

/**
 * From the first event on until now, without what was before the task was there or after it was gone.
 * @param own the events that concern this task
 */
export function spansOf(
  task: string,
  own: readonly TimedEvent[],
  watches: readonly Interval[],
  final: Final,
  until: number,
): Span[] {
  const pieces = withFinal(piecesOf(task, own, watches, until), final, until);
  return pieces
    .filter(({ from, to, now }) => now !== 'gone' && to > from)
    .map(({ from, to, now }) => {
      const known = typeof now === 'object' ? now : { state: null, message: null };
      return { from, to, ...known };
    });
}

/** What of them is within the time, cut at its ends. */
export function clipped<T extends Interval>(intervals: readonly T[], { from, to }: Interval): T[] {
  return intervals
    .map((each) => ({ ...each, from: Math.max(from, each.from), to: Math.min(to, each.to) }))
    .filter((each) => each.to > each.from);
}

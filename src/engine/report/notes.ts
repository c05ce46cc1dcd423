/**
 * Where the events of a time do not tell everything. Pure.
 */
import { clipped, type Interval, type TimedEvent } from './spans.ts';

export const noteKinds = ['not-kept', 'lost', 'not-watched', 'restarts'] as const;

export interface Note {
  /**
   * `not-kept`: events of that time were dropped, because newer ones needed the room; `lost`: `count` events could not be
   * written; `not-watched`: no watcher ran; `restarts`: the watcher ended and ran again within a minute, `count` times.
   */
  readonly kind: (typeof noteKinds)[number];
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly count: number;
  /** Of which it is true; absent: of this machine. */
  readonly host?: string;
}

/** The watcher's window starts it again in seconds, and what it was last seen at is told to the minute. */
const SHORT_MS = 60_000;

function note(kind: Note['kind'], { from, to }: Interval, count = 1): Note {
  return { kind, from: new Date(from).toISOString(), to: new Date(to).toISOString(), count };
}

function lostIn(events: readonly TimedEvent[]): (Interval & { readonly count: number })[] {
  return events.slice(1).flatMap(({ at, event }, index) => {
    const before = events[index];
    const count = before === undefined ? 0 : event.seq - before.event.seq - 1;
    return before === undefined || count <= 0 ? [] : [{ from: before.at, to: at, count }];
  });
}

/** Of the time from the first event on. */
function unwatched(watches: readonly Interval[], { from, to }: Interval): Interval[] {
  const begins = [...watches.map((watch) => watch.from), to];
  const ends = [from, ...watches.map((watch) => watch.to)];
  return begins.flatMap((begin, index) => {
    const end = ends[index] ?? from;
    return begin > end ? [{ from: end, to: begin }] : [];
  });
}

/** `watches`: of `watchesOf`. */
export function notesOf(
  events: readonly TimedEvent[],
  watches: readonly Interval[],
  time: Interval,
): readonly Note[] {
  const [first] = events;
  if (first === undefined) return [note('not-watched', time)];
  const told = { from: Math.max(time.from, first.at), to: time.to };
  const isCut = first.event.seq > 1 && first.at > time.from;
  const gaps = clipped(unwatched(watches, { from: first.at, to: time.to }), time);
  const isLong = ({ from, to }: Interval): boolean => to - from >= SHORT_MS;
  const short = gaps.filter((gap) => !isLong(gap));
  const again = short.filter(
    ({ to }) => watches.some(({ from }) => from === to) && to > (watches[0]?.from ?? 0),
  );
  return [
    ...(isCut ? [note('not-kept', { from: time.from, to: first.at })] : []),
    ...lostIn(events)
      .filter(({ to }) => to >= time.from)
      .map((lost) => note('lost', lost, lost.count)),
    ...gaps.filter(isLong).map((gap) => note('not-watched', gap)),
    ...(again.length === 0 ? [] : [note('restarts', told, again.length)]),
  ];
}

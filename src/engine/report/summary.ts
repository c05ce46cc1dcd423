/**
 * What became of each task in a time, from the events of its project and from what is there now. Pure.
 */
import type { PaneEvent, RecordedEvent } from '../../events/event.ts';
import { tasksOf } from '../../events/event.ts';
import { grouped } from '../../snapshot/grouped.ts';
import type { TaskState, TaskStatus } from '../../snapshot/status.ts';
import { type Note, notesOf } from './notes.ts';
import {
  clipped,
  type Interval,
  isDone,
  type Span,
  spansOf,
  type TimedEvent,
  timed,
  watchesOf,
} from './spans.ts';
import { countTurns, type TurnCount } from './turns.ts';

type CheckEnded = Extract<PaneEvent, { kind: 'check-ended' }>;
type MessageSent = Extract<PaneEvent, { kind: 'message-sent' }>;

/** A time in which it was in a state. */
export interface Stay {
  /** ISO 8601. */
  readonly at: string;
  readonly seconds: number;
  readonly message: string | null;
  /** It still is. */
  readonly lasts: boolean;
}

export interface TaskReport {
  readonly task: string;
  /** Where it is; absent: here. */
  readonly host?: string;
  /** Now; `gone`: archived, or no longer there. */
  readonly state: TaskState | 'gone';
  readonly message: string | null;
  /** When its worktree was made, ISO 8601; null: before the time of the report, or not yet. */
  readonly startedAt: string | null;
  /** How long it was in each state; `untold`: nobody watched. */
  readonly seconds: Readonly<Partial<Record<TaskState | 'untold', number>>>;
  readonly turns: TurnCount;
  readonly questions: readonly Stay[];
  readonly limits: readonly Stay[];
  readonly checks: readonly ({ readonly at: string } & Pick<
    CheckEnded,
    'outcome' | 'exitCode' | 'seconds'
  >)[];
  /** What `pane` itself gave its agent. */
  readonly messages: readonly ({ readonly at: string } & Pick<MessageSent, 'reason'>)[];
  /** When its agent was started again without you, and why. */
  readonly restarts: readonly { readonly at: string; readonly cause: string }[];
  /** Its own commits since it started; null: no longer known. */
  readonly commits: number | null;
  readonly lines: TaskStatus['lines'];
  /** Changed and untracked files that are not committed; null: no longer known. */
  readonly dirty: number | null;
}

export interface Summary {
  /** ISO 8601. */
  readonly from: string;
  readonly until: string;
  /** In the order of the file, then those that are gone. */
  readonly tasks: readonly TaskReport[];
  /** Where it is not complete. */
  readonly notes: readonly Note[];
}

export interface Told {
  /** All that are kept, oldest first. */
  readonly events: readonly RecordedEvent[];
  /** As they are now, with their work. */
  readonly now: readonly TaskStatus[];
  /** Null: all. */
  readonly only: ReadonlySet<string> | null;
  readonly time: Interval;
  /** When a watcher that was not told to have stopped was last known to run. */
  readonly watchedUntil: number;
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}

function secondsOf({ from, to }: Interval): number {
  return Math.round((to - from) / 1000);
}

function staysIn(state: TaskState, spans: readonly Span[], until: number): Stay[] {
  return spans
    .filter((span) => span.state === state)
    .map((span) => ({
      at: isoOf(span.from),
      seconds: secondsOf(span),
      message: span.message,
      lasts: span.to === until,
    }));
}

function totals(spans: readonly Span[]): TaskReport['seconds'] {
  const ms = new Map<TaskState | 'untold', number>();
  for (const { from, to, state } of spans) {
    const key = state ?? 'untold';
    ms.set(key, (ms.get(key) ?? 0) + to - from);
  }
  return Object.fromEntries([...ms].map(([key, sum]) => [key, Math.round(sum / 1000)]));
}

/** Each agent that was started again, and each window that a watcher opened, but for the first of a worktree. */
function restartsIn(own: readonly TimedEvent[], watchers: ReadonlySet<number>): TimedEvent[] {
  let isFirst = false;
  return own.filter(({ event }) => {
    if (isDone(event, 'create-worktree')) isFirst = true;
    if (isDone(event, 'restart-agent')) return true;
    if (!isDone(event, 'open-window')) return false;
    const isAgain = !isFirst;
    isFirst = false;
    return isAgain && watchers.has(event.pid);
  });
}

interface Night extends Pick<Told, 'time'> {
  readonly watches: readonly Interval[];
  /** Processes. */
  readonly watchers: ReadonlySet<number>;
}

function reportOf(
  task: string,
  own: readonly TimedEvent[],
  now: TaskStatus | null,
  night: Night,
): TaskReport {
  const { time, watches, watchers } = night;
  const isWithin = ({ at }: TimedEvent): boolean => at >= time.from && at <= time.to;
  const within = own.filter(isWithin);
  const spans = clipped(spansOf(task, own, watches, now, time.to), time);
  const made = within.find(({ event }) => isDone(event, 'create-worktree'));
  return {
    task,
    state: now?.state ?? 'gone',
    message: now?.message ?? null,
    startedAt: made === undefined ? null : isoOf(made.at),
    seconds: totals(spans),
    turns: countTurns(own, time.from, now?.turns ?? null),
    questions: staysIn('waiting', spans, time.to),
    limits: staysIn('limited', spans, time.to),
    checks: within.flatMap(({ at, event }) => {
      if (event.kind !== 'check-ended') return [];
      const { outcome, exitCode, seconds } = event;
      return [{ at: isoOf(at), outcome, exitCode, seconds }];
    }),
    messages: within.flatMap(({ at, event }) =>
      event.kind === 'message-sent' ? [{ at: isoOf(at), reason: event.reason }] : [],
    ),
    restarts: restartsIn(own, watchers)
      .filter(isWithin)
      .map(({ at, event }) => ({ at: isoOf(at), cause: 'cause' in event ? event.cause : '' })),
    commits: now?.ahead ?? null,
    lines: now?.lines ?? null,
    dirty: now?.dirty ?? null,
  };
}

/** Notices and holds may name tasks that never were. */
function byTask(events: readonly TimedEvent[]): ReadonlyMap<string, TimedEvent[]> {
  const own = events
    .filter(({ event: { kind } }) => kind !== 'notice' && !kind.startsWith('hold-'))
    .flatMap((each) => tasksOf(each.event).map((task) => ({ task, each })));
  const groups = grouped(own, ({ task }) => task);
  return new Map([...groups].map(([task, all]) => [task, all.map(({ each }) => each)]));
}

/** Each task that is there now, and each of which the events of this time tell. */
export function summarize({ events, now, only, time, watchedUntil }: Told): Summary {
  const all = timed(events);
  const watches = watchesOf(all, watchedUntil);
  const watchers = new Set(
    events.filter(({ kind }) => kind === 'watcher-started' || kind === 'task-state').map(({ pid }) => pid),
  );
  const groups = byTask(all);
  const there = new Map(now.map((task) => [task.name, task]));
  const told = [...groups].filter(([, own]) => own.some(({ at }) => at >= time.from)).map(([task]) => task);
  const names = [...new Set([...there.keys(), ...told])].filter((task) => only?.has(task) ?? true);
  return {
    from: isoOf(time.from),
    until: isoOf(time.to),
    tasks: names.map((task) =>
      reportOf(task, groups.get(task) ?? [], there.get(task) ?? null, { time, watches, watchers }),
    ),
    notes: notesOf(all, watches, time),
  };
}

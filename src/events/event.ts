/**
 * What happened in a project, as plain data: each kind is declared once, here, by the check of its fields. How it is
 * stored and read, the types and docs/events.md follow from that. Pure.
 */
import * as c from '../codec.ts';
import { KINDS, type Kind } from '../operations/kinds.ts';
import { skipReasons } from '../operations/outcome.ts';
import { noticeKinds } from '../plan/notice.ts';
import { taskStates } from '../snapshot/status.ts';

const state = c.oneOf(...taskStates);

const operation: c.Check<Kind> = c.oneOf(...KINDS);

const notice = c.oneOf(...noticeKinds);

const skipReason = c.oneOf(...skipReasons);

const ofOperation = {
  operation,
  task: c.text,
  /** Why, in a few words. */
  cause: c.text,
  /** How many operations of the same plan are over, and how many it has. */
  finished: c.number,
  total: c.number,
};

const hold = { task: c.nullable(c.text), message: c.text };

const kinds = {
  'task-state': c.object({
    task: c.text,
    state,
    /** Null: the task is new. */
    before: c.nullable(state),
    /** What it waits for, or why it failed. */
    message: c.nullable(c.text),
    exitCode: c.nullable(c.number),
    /** It has come to this state anew: `notify` and the bell tell it. */
    isNews: c.boolean,
  }),
  /** A turn of its agent is over, as the watcher saw. */
  'turn-ended': c.object({
    task: c.text,
    outcome: c.oneOf('done', 'failed'),
    /** How many had ended well by then, since the worktree was made. */
    turn: c.number,
  }),
  /** A check of its work is over. */
  'check-ended': c.object({
    task: c.text,
    outcome: c.oneOf('green', 'red', 'unchanged', 'fault'),
    /** Of the command that failed; null: none did, or it was ended at its time limit. */
    exitCode: c.nullable(c.number),
    /** How long it took. */
    seconds: c.number,
    /** How many turns of its agent had ended well when it began. */
    turn: c.number,
  }),
  /** `pane` itself typed a message into its agent. */
  'message-sent': c.object({
    task: c.text,
    /** A red check, a limit that is over, a turn that was cut off. */
    reason: c.oneOf('check', 'limit', 'cut-off'),
    turn: c.number,
  }),
  'operation-begun': c.object(ofOperation),
  'operation-ended': c.object({
    ...ofOperation,
    outcome: c.oneOf('done', 'failed', 'skipped'),
    /** Of one that was skipped. */
    reason: c.nullable(skipReason),
    error: c.nullable(c.text),
    warnings: c.list(c.text),
  }),
  /** The watcher does not apply something. `task`: null: not of one task only. */
  'hold-begun': c.object(hold),
  'hold-ended': c.object(hold),
  notice: c.object({
    notice,
    /** Empty: not of a task. */
    tasks: c.list(c.text),
    message: c.text,
  }),
  'watcher-started': c.object({ file: c.text }),
  /** As a watcher sees the tasks when it begins. */
  'first-look': c.object({ states: c.record(state) }),
  'watcher-stopped': c.object({
    /** `lost`: its process is gone and told nothing, as after `kill -9`; the next watcher tells. */
    outcome: c.oneOf('ended', 'failed', 'lost'),
    error: c.nullable(c.text),
    /** Of `lost`: when it was last known to run, to the minute, ISO 8601; null, or nothing: that is not known. */
    lastSeen: c.optional(c.nullable(c.text)),
  }),
};

export type EventKind = keyof typeof kinds;

/** The names of all kinds, as docs/events.md lists them. */
export const eventKinds = Object.keys(kinds) as readonly EventKind[];

type Event<K extends EventKind> = { readonly kind: K } & Readonly<c.Checked<(typeof kinds)[K]>>;

export type PaneEvent = { [K in EventKind]: Event<K> }[EventKind];

const head = c.object({
  /** Grows by one with each event of the project: where a number is missing, an event could not be written. */
  seq: c.number,
  /** ISO 8601, with milliseconds. */
  time: c.text,
  /** Of the process that tells it. */
  pid: c.number,
  kind: c.text,
});

type Head = Readonly<Omit<c.Checked<typeof head>, 'kind'>>;

export type RecordedEvent = Head & PaneEvent;

function isKind(text: string): text is EventKind {
  return Object.hasOwn(kinds, text);
}

function checkRecorded(value: unknown): RecordedEvent | typeof c.wrong {
  const first = head(value);
  if (first === c.wrong || !isKind(first.kind)) return c.wrong;
  const fields = kinds[first.kind](value);
  return fields === c.wrong ? c.wrong : ({ ...first, ...fields } as RecordedEvent);
}

/** What another machine tells. Null: it is no event that this version knows. */
export function asEvent(value: unknown): PaneEvent | null {
  const first = c.object({ kind: c.text })(value);
  if (first === c.wrong || !isKind(first.kind)) return null;
  const fields = kinds[first.kind](value);
  return fields === c.wrong ? null : ({ kind: first.kind, ...fields } as PaneEvent);
}

/** Null: the text is no event that this version knows. */
export const parseEvent: (json: string) => RecordedEvent | null = c.decoder(checkRecorded);

/** One line, without a line break. What it says was checked by the compiler: this is done for every operation. */
export function formatEvent(event: RecordedEvent): string {
  return JSON.stringify(event);
}

/** The tasks that it is about. */
export function tasksOf(event: PaneEvent): readonly string[] {
  if ('tasks' in event) return event.tasks;
  if (event.kind === 'first-look') return Object.keys(event.states);
  return 'task' in event && event.task !== null ? [event.task] : [];
}

/**
 * Where events are kept: one bounded file for each project, with an older part. Everybody appends to it under a lock.
 * Nothing is decided by what it holds, and what can't be written fails nobody: its number stays free.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { whileLocked } from '../gate/lock.ts';
import { setAside } from '../gate/set-aside.ts';
import { readIfThere } from '../git/small-file.ts';
import type { ProjectId } from '../ids.ts';
import { eventsFile, eventsLock } from '../records/store.ts';
import { formatEvent, type PaneEvent } from './event.ts';

/** Of each of the two parts, in bytes: the older one alone holds a night of ten busy tasks. */
export const MOST_BYTES = 2 * 1024 * 1024;
/** Others hold the lock for a fraction of a millisecond; what has to wait longer is written with the next events. */
const WAIT_MS = 1;
/** At the end, on a machine that is busy. */
const LAST_WAIT_MS = 50;
/** A hook may print pages. */
const LONGEST_TEXT = 2_000;

/** Whose events they are. */
export interface EventPlace {
  readonly common: string;
  readonly projectId: ProjectId;
  /** Of this process. */
  readonly pid: number;
}

export interface EventParts {
  readonly newest: string;
  readonly older: string;
}

/** Whether they exist or not. */
export function eventParts({ common, projectId }: Omit<EventPlace, 'pid'>): EventParts {
  const newest = eventsFile(common, projectId);
  return { newest, older: `${newest}.1` };
}

/** Of this process, and one of the files of events. */
interface Backlog {
  /** Lines without their numbers, that wait for the lock. */
  waiting: Numbered[];
  /** How many were given up because their numbers could not be told: these stay free. */
  owed: number;
}

/** Nothing of it is written any more; the next event tells by its number that some are missing. */
function giveUp(backlog: Backlog): void {
  Object.assign(backlog, { waiting: [], owed: backlog.owed + backlog.waiting.length });
}

type Numbered = (seq: number) => string;

const backlogs = new Map<string, Backlog>();

function backlogOf(path: string): Backlog {
  const backlog = backlogs.get(path) ?? { waiting: [], owed: 0 };
  backlogs.set(path, backlog);
  return backlog;
}

/** The first line has the next number, always as long, so that it can be written where a full disk takes nothing more. */
function formatHead(next: number): string {
  return `{"next":"${String(next).padStart(15, '0')}"}\n`;
}

const HEAD_BYTES = formatHead(0).length;

function readAt(file: number, from: number, length: number): string {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(file, buffer, 0, length, from)).toString();
}

/** The number of the next event, as a part tells; null: it has none. */
function nextIn(text: string): number | null {
  const [, next] = /^\{"next":"(\d+)"\}\n/.exec(text) ?? [];
  if (next !== undefined) return Number(next);
  const numbers = [...text.matchAll(/"seq":(\d+)/g)].map(([, seq]) => Number(seq)); // its head is damaged
  return numbers.length === 0 ? null : Math.max(...numbers) + 1;
}

/** To be written to; what is full goes aside. The caller holds the lock. */
function openNewest({ newest, older }: EventParts): number {
  mkdirSync(dirname(newest), { recursive: true, mode: 0o700 });
  if ((statSync(newest, { throwIfNoEntry: false })?.size ?? 0) >= MOST_BYTES) setAside(newest, older);
  return openSync(newest, existsSync(newest) ? 'r+' : 'wx+', 0o600);
}

/** The first of so many numbers, which count as used from now on: also where the events themselves find no room. */
function reserve(file: number, { newest, older }: EventParts, owed: number, count: number): number {
  const next = nextIn(readAt(file, 0, HEAD_BYTES)) ?? nextIn(readIfThere(newest) ?? '');
  const first = (next ?? nextIn(readIfThere(older) ?? '') ?? 1) + owed;
  writeSync(file, formatHead(first + count), 0);
  return first;
}

function append(file: number, lines: string): void {
  const end = fstatSync(file).size;
  // What a full disk cut off is not to run into what follows.
  const isCutOff = readAt(file, end - 1, 1) !== '\n';
  writeSync(file, (isCutOff ? '\n' : '') + lines, end);
}

function shortened(event: PaneEvent): PaneEvent {
  const entries = Object.entries(event).map(([name, value]) => [
    name,
    typeof value === 'string' && value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value,
  ]);
  return Object.fromEntries(entries) as PaneEvent;
}

function write(parts: EventParts, backlog: Backlog): void {
  const file = openNewest(parts);
  try {
    const { waiting, owed } = backlog;
    const first = reserve(file, parts, owed, waiting.length);
    Object.assign(backlog, { waiting: [], owed: 0 });
    append(file, waiting.map((line, index) => `${line(first + index)}\n`).join(''));
  } finally {
    closeSync(file);
  }
}

/** False: others hold the lock. */
function tryWrite(place: EventPlace, backlog: Backlog, mostMs: number): boolean {
  const { common, projectId, pid } = place;
  try {
    return whileLocked(eventsLock(common, projectId), { pid, mostMs }, () =>
      write(eventParts(place), backlog),
    );
  } catch {
    // A full disk, or a directory that may not be written to: whoever applies something tells of that.
    giveUp(backlog);
    return true;
  }
}

/** Appends the events, in this order, or keeps them for the next call while others hold the lock. Never throws. */
export function appendEvents(place: EventPlace, events: readonly PaneEvent[]): void {
  if (events.length === 0) return;
  const backlog = backlogOf(eventParts(place).newest);
  const time = new Date().toISOString();
  const lines = events.map(
    (event): Numbered =>
      (seq) =>
        formatEvent({ seq, time, pid: place.pid, ...shortened(event) }),
  );
  const mostMs = backlog.waiting.length === 0 ? WAIT_MS : 0;
  backlog.waiting.push(...lines);
  tryWrite(place, backlog, mostMs);
}

/** To be called when no more events are expected for a while: what waits is written now or never. Never throws. */
export function flushEvents(place: EventPlace): void {
  const backlog = backlogOf(eventParts(place).newest);
  if (backlog.waiting.length === 0 || tryWrite(place, backlog, LAST_WAIT_MS)) return;
  giveUp(backlog);
}

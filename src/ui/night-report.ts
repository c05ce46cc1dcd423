/**
 * `pane report` as text and as Markdown: a row for each task, what it came to below it, and where events are missing. Pure.
 */
import type { Note } from '../engine/report/notes.ts';
import type { NightReport } from '../engine/report/report.ts';
import type { Stay, TaskReport } from '../engine/report/summary.ts';
import { type Palette, plainPalette } from './colour.ts';
import { printable } from './printable.ts';
import { formatCount, formatSpan } from './quantity.ts';
import { statePaint } from './status.ts';
import { type Cell, type Column, formatTable } from './table.ts';
import { formatTime } from './time.ts';
import { wrap } from './width.ts';

/** Numbers are not cut: a long name is, then whole columns are left out. */
const WHOLE = 40;

const columns: readonly Column[] = [
  { header: 'TASK', min: 8, rank: 9 },
  { header: 'HOST', min: 4, rank: 8 },
  { header: 'STATE', min: WHOLE, rank: 8 },
  { header: 'STARTED', min: WHOLE, rank: 2 },
  { header: 'TURNS', min: WHOLE, rank: 7 },
  { header: 'ASKED', min: WHOLE, rank: 5 },
  { header: 'LIMITED', min: WHOLE, rank: 4 },
  { header: 'COMMITS', min: WHOLE, rank: 6 },
  { header: 'LINES', min: WHOLE, rank: 3 },
  { header: 'WHAT HAPPENED', min: 10, rank: 7, wraps: true },
];

const DAY_MS = 86_400_000;

/** `22:04`, of a report on more than a day `11-27 22:04`. */
function clockOf(iso: string, { from, until }: Pick<NightReport, 'from' | 'until'>): string {
  const written = formatTime(new Date(iso));
  return Date.parse(until) - Date.parse(from) > DAY_MS ? written.slice(5, 16) : written.slice(11, 16);
}

/** `2 (41m)` */
function staysOf(stays: readonly Stay[]): string {
  if (stays.length === 0) return '';
  return `${stays.length} (${formatSpan(stays.reduce((sum, { seconds }) => sum + seconds, 0))})`;
}

function turnsOf({ turns: { done, failed } }: TaskReport): string {
  const parts = [done === 0 ? '' : String(done), failed === 0 ? '' : `${failed} failed`];
  return parts.filter((part) => part !== '').join(', ');
}

/** `2 red, 1 green`, in the order in which each came first. */
function tally(words: readonly string[]): string {
  return [...new Set(words)]
    .map((word) => `${words.filter((each) => each === word).length} ${word}`)
    .join(', ');
}

const outcomes = {
  ...{ green: 'green', red: 'red' },
  ...{ unchanged: 'found nothing changed', fault: 'could not be run' },
} as const;

const reasons = { check: 'a red check', limit: 'a limit', 'cut-off': 'a turn that was cut off' } as const;

function happenedTo({ message, checks, messages, restarts, dirty }: TaskReport): string {
  const after = [...new Set(messages.map(({ reason }) => reasons[reason]))].join(', ');
  const parts = [
    message ?? '',
    checks.length === 0 ? '' : `checks: ${tally(checks.map(({ outcome }) => outcomes[outcome]))}`,
    messages.length === 0 ? '' : `${formatCount(messages.length, 'message')} sent after ${after}`,
    restarts.length === 0 ? '' : `started again ${restarts.length}x: ${restarts.at(-1)?.cause ?? ''}`,
    dirty === null || dirty === 0 ? '' : `not committed: ${formatCount(dirty, 'file')}`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function row(task: TaskReport, report: NightReport, palette: Palette): Cell[] {
  const { host = '', state, startedAt, questions, limits, commits, lines } = task;
  return [
    { text: task.task, paint: palette.bold },
    { text: host },
    { text: state, paint: state === 'gone' ? palette.dim : statePaint(state, palette) },
    { text: startedAt === null ? '' : clockOf(startedAt, report) },
    { text: turnsOf(task) },
    { text: staysOf(questions) },
    { text: staysOf(limits) },
    { text: commits === null || commits === 0 ? '' : String(commits) },
    { text: lines === null || lines.added + lines.removed === 0 ? '' : `+${lines.added} -${lines.removed}` },
    { text: happenedTo(task), paint: palette.dim },
  ];
}

function describeNote(note: Note, report: NightReport): string {
  const { host } = note;
  return host === undefined ? factOf(note, report) : `on ${host}: ${factOf(note, report)}`;
}

function factOf({ kind, from, to, count }: Note, report: NightReport): string {
  const time = `from ${clockOf(from, report)} to ${clockOf(to, report)}`;
  switch (kind) {
    case 'not-kept':
      return `events before ${clockOf(to, report)} are not kept any more`;
    case 'lost':
      return `${formatCount(count, 'event')} ${time} could not be written`;
    case 'not-watched':
      return `no watcher ran ${time}: what agents did then is known only by its results`;
    case 'restarts':
      return `the watcher ended and was started again ${count === 1 ? 'once' : `${count} times`}`;
  }
}

/** Where it is not complete. */
function notesOf(report: NightReport): string[] {
  const { notes, unasked = [] } = report;
  const missing = unasked.length === 0 ? [] : [`nothing is known of ${unasked.join(', ')}`];
  return [...notes.map((note) => describeNote(note, report)), ...missing];
}

/** Without hosts there is no column for them. */
function shown<T>({ tasks }: NightReport, cells: readonly T[]): T[] {
  const hasHosts = tasks.some(({ host }) => host !== undefined);
  return cells.filter((_, index) => hasHosts || columns[index]?.header !== 'HOST');
}

function firstLine(report: NightReport): string {
  const since = formatTime(new Date(report.from)).slice(0, 16);
  const length = Math.round((Date.parse(report.until) - Date.parse(report.from)) / 1000);
  const states = tally(report.tasks.map(({ state }) => state));
  const tasks = states === '' ? 'no tasks' : `${formatCount(report.tasks.length, 'task')}: ${states}`;
  return `Since ${since} (${formatSpan(length)}): ${tasks}.`;
}

export interface ReportView {
  readonly palette: Palette;
  /** Columns of the terminal; Infinity: nothing is cut. */
  readonly available: number;
}

/** Ended by a line break. */
export function formatNightReport(report: NightReport, { palette, available }: ReportView): string {
  const rows = report.tasks.map((task) => shown(report, row(task, report, palette)));
  const table =
    rows.length === 0 ? '' : `\n${formatTable(shown(report, columns), rows, available, palette.dim)}`;
  const notes = notesOf(report).flatMap((note) => wrap(`Note: ${note}.`, available));
  const below = notes.length === 0 ? '' : `\n${notes.map((line) => `${line}\n`).join('')}`;
  const head = wrap(firstLine(report), available).map((line) => `${line}\n`);
  return `${head.join('')}${table}${below}`;
}

function escaped(text: string): string {
  return printable(text).replace(/[\\`*_[\]<>|#]/g, '\\$&');
}

/** The same for a pull request or a chat, ended by a line break. */
export function markdownReport(report: NightReport): string {
  const headers = shown(report, columns).map(
    ({ header }) => header.charAt(0) + header.slice(1).toLowerCase(),
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const rows = report.tasks.map((task) =>
    line(shown(report, row(task, report, plainPalette)).map(({ text }) => escaped(text))),
  );
  const table =
    rows.length === 0 ? '' : `\n${line(headers)}${line(headers.map(() => '---'))}${rows.join('')}`;
  const notes = notesOf(report).map((note) => `- ${note}\n`);
  const below = notes.length === 0 ? '' : `\n${notes.join('')}`;
  return `${escaped(firstLine(report))}\n${table}${below}`;
}

/**
 * `pane status` as text: a row for each task, and below what the rows can't tell. Pure.
 */
import type { MarkedProject, ProjectStatus, TaskState, TaskStatus } from '../snapshot/status.ts';
import { formatAttach } from './attach.ts';
import type { Paint, Palette } from './colour.ts';
import { indented } from './operation.ts';
import { formatAge, formatCount, formatSeconds } from './quantity.ts';
import { type Cell, type Column, formatTable } from './table.ts';

/** Of one project, however it was found. */
type Shown = ProjectStatus | MarkedProject;

export interface StatusView {
  /** ms since 1970 */
  readonly now: number;
  readonly palette: Palette;
  /** Columns of the terminal; Infinity: nothing is cut. */
  readonly available: number;
  readonly long: boolean;
}

const columns: readonly Column[] = [
  { header: 'TASK', min: 8, rank: 9 },
  { header: 'HOST', min: 4, rank: 7 },
  { header: 'STATE', min: 8, rank: 8 },
  { header: 'AGENT', min: 6, rank: 4 },
  { header: 'BRANCH', min: 8, rank: 5, repeats: 'TASK' },
  { header: 'PORTS', min: 6, rank: 1 },
  { header: 'AGE', min: 3, rank: 6 },
  { header: 'CHANGES', min: 7, rank: 3 },
  { header: 'FROM', min: 4, rank: 2 },
  { header: 'MESSAGE', min: 10, rank: 7, wraps: true },
];

export function statePaint(state: TaskState, palette: Palette): Paint {
  switch (state) {
    case 'running':
    case 'working':
    case 'verified':
      return palette.green;
    case 'setup':
    case 'starting':
    case 'verifying':
      return palette.cyan;
    case 'failed':
    case 'conflict':
    case 'stuck':
      return palette.red;
    case 'waiting':
    case 'limited':
    case 'unknown':
    case 'exited':
      return palette.yellow;
    case 'idle':
    case 'queued':
    case 'pending':
    case 'stopped':
    case 'paused':
      return palette.dim;
  }
}

/** What it waits for or why it failed; without that, what is known beyond the state. */
function messageOf(task: TaskStatus, orphan: boolean, { long, now }: StatusView): string {
  const parts = [
    orphan ? 'not in the file' : '',
    task.message ?? '',
    task.message === null && task.exitCode !== null ? `exit code ${task.exitCode}` : '',
    ...(long ? checkOf(task, now) : []),
    task.seen === null ? '' : `seen: ${task.seen}`,
    task.baseGone === true ? `base ${task.base} is gone` : '',
    task.drift.length > 0 ? `changed in the file: ${task.drift.join(', ')}` : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}

/** `last check passed in 34 s, 3m ago; 1 of 3 messages sent` */
function checkOf({ verify }: TaskStatus, now: number): string[] {
  if (verify === null) return [];
  const { outcome, at, exitCode, seconds, sent, retries, changed } = verify;
  const failed = exitCode === null ? 'was ended at its time limit' : `failed with exit code ${exitCode}`;
  const how = {
    green: `passed in ${formatSeconds(seconds)}`,
    red: `${failed} after ${formatSeconds(seconds)}`,
    unchanged: 'found nothing changed',
    fault: 'could not be run',
  };
  const messages = sent === 0 ? [] : [`${sent} of ${formatCount(retries, 'message')} sent`];
  const own = changed ? ['it changed files itself'] : [];
  return [`last check ${how[outcome]}, ${formatAge(at, now)} ago`, ...own, ...messages];
}

function changesOf({ ahead, dirty, lines }: TaskStatus): string {
  const parts = [
    ahead === null || ahead === 0 ? '' : formatCount(ahead, 'commit'),
    dirty === null || dirty === 0 ? '' : `${dirty} dirty`,
    lines === null || lines.added + lines.removed === 0 ? '' : `+${lines.added} -${lines.removed}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** `main`, `main (rebase)`, `(detached)`, `(detached, bisect)` */
function branchOf({ branch, inProgress, worktree }: TaskStatus): string {
  if (branch !== null) return inProgress === null ? branch : `${branch} (${inProgress})`;
  if (worktree === '') return '';
  return inProgress === null ? '(detached)' : `(detached, ${inProgress})`;
}

function row(task: TaskStatus, orphan: boolean, view: StatusView): Cell[] {
  const { now, palette, long } = view;
  const ports = Object.entries(task.ports).map(([name, port]) => `${name}=${port}`);
  return [
    { text: task.name, paint: palette.bold },
    { text: task.host ?? '' },
    { text: task.state, paint: statePaint(task.state, palette) },
    { text: task.agent ?? '' },
    { text: branchOf(task) },
    { text: ports.join(' ') },
    { text: formatAge(task.since, now) },
    { text: long ? changesOf(task) : '' },
    { text: long ? (task.source ?? '') : '' },
    { text: messageOf(task, orphan, view), paint: task.state === 'failed' ? palette.red : palette.dim },
  ];
}

function watcherLine({ watcher, file, warnings }: Shown, now: number): string[] {
  if (file === null) return []; // not known
  if (watcher === null) return ['Watcher: off. `pane up` starts it.'];
  const isTold = (reason: string) =>
    warnings.some((warning) => warning.startsWith(reason.replace(/^nothing is applied: /, '')));
  const untold = watcher.holding.filter((reason) => !isTold(reason));
  const holding = untold.map((reason) => `  Held back: ${indented(reason)}`);
  return [`Watcher: on (pid ${watcher.pid}, ${formatAge(watcher.since, now)}).`, ...holding];
}

function attachLine(status: Shown): string[] {
  const open = [...status.tasks, ...status.orphans].some(
    ({ window, host }) => window !== null && host === null,
  );
  return open ? [`Attach: ${formatAttach(status.socket, status.session)}  (or \`pane attach\`)`] : [];
}

function hostLines({ hosts = [] }: Shown): string[] {
  const unknown = hosts.flatMap(({ error }) => (error === null ? [] : [indented(error)]));
  const unwatched = hosts.filter(({ watches }) => watches === false).map(({ name }) => name);
  const off =
    unwatched.length === 0 ? [] : [`Watcher on ${unwatched.join(', ')}: off. \`pane up\` starts it.`];
  return [...unknown, ...off];
}

/** It opens no window that was closed by hand, and begins nothing anew that failed at its start. */
const LEFT_TO_UP: readonly TaskState[] = ['stopped', 'failed'];

/** All that is pending is what the watcher is about to do. */
function isSeenTo({ watcher, tasks }: Shown): boolean {
  return watcher?.holding.length === 0 && !tasks.some(({ state }) => LEFT_TO_UP.includes(state));
}

function pendingLine(status: Shown, pending: number): string {
  const those = pending === 1 ? 'it' : 'them';
  const who = isSeenTo(status) ? 'the watcher' : '`pane up`';
  return `${formatCount(pending, 'operation')} pending; \`pane plan\` lists ${those}, ${who} applies ${those}.`;
}

/** The whole screen of `pane status`, ended by a line break. */
export function formatStatus(status: Shown, view: StatusView): string {
  const { palette } = view;
  const rows = [
    ...status.tasks.map((task) => row(task, false, view)),
    ...status.orphans.map((task) => row(task, true, view)),
  ];
  const table =
    rows.length === 0
      ? 'No tasks. `pane add "PROMPT"` adds one.\n'
      : formatTable(columns, rows, view.available, palette.dim);
  const below = [
    ...status.warnings.map((warning) => `${palette.yellow('warning:')} ${indented(warning)}`),
    ...(status.pending !== null && status.pending > 0 ? [pendingLine(status, status.pending)] : []),
    ...(status.archived.length > 0
      ? [
          `${formatCount(status.archived.length, 'archive')}; \`pane restore\` lists ${status.archived.length === 1 ? 'it' : 'them'}.`,
        ]
      : []),
    ...watcherLine(status, view.now),
    ...hostLines(status),
    ...attachLine(status),
  ];
  return `${table}\n${below.map((line) => `${line}\n`).join('')}`;
}

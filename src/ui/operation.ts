/**
 * Operations and notices in words. Pure.
 */
import { groupNotices } from '../plan/notices.ts';
import type { Notice, NoticeKind, Operation } from '../plan/operation.ts';
import type { Paint, Palette } from './colour.ts';
import { printable, printableLines } from './printable.ts';

type Kind = Operation['kind'];

const doing: Readonly<Record<Kind, string>> = {
  'create-worktree': 'making the worktree',
  'restore-worktree': 'bringing back the worktree',
  'copy-files': 'copying files',
  'open-window': 'opening the window',
  'close-window': 'closing the window',
  'archive-worktree': 'archiving',
  'clear-half-made': 'clearing away the half-made worktree',
};

const did: Readonly<Record<Kind, string>> = {
  'create-worktree': 'made the worktree of',
  'restore-worktree': 'brought back the worktree of',
  'copy-files': 'copied files of',
  'open-window': 'opened the window of',
  'close-window': 'closed the window of',
  'archive-worktree': 'archived',
  'clear-half-made': 'cleared away the half-made worktree of',
};

/** Of an operation, as much as its words need. */
export interface NamedOperation {
  readonly kind: Kind;
  readonly task: string;
}

/** What is being done: `copying files of login`. */
export function formatDoing({ kind, task }: NamedOperation): string {
  const of = kind === 'archive-worktree' ? '' : ' of';
  return `${doing[kind]}${of} ${printable(task)}`;
}

/** The same where the task is named already: `copying files`. */
export function formatKind({ kind }: NamedOperation): string {
  return doing[kind];
}

/** What was done: `copied files of login`. */
export function formatDone(operation: NamedOperation): string {
  return `${did[operation.kind]} ${printable(operation.task)}`;
}

function noticePaint(kind: NoticeKind, palette: Palette): Paint {
  if (kind === 'conflict' || kind === 'failed' || kind === 'untrusted' || kind === 'unknown')
    return palette.red;
  return palette.yellow;
}

/** A text for each, without a line break at its end: `conflict login: …`; what holds for many tasks is said once. */
export function formatNotices(notices: readonly Notice[], palette: Palette): string[] {
  return groupNotices(notices).map(({ kind, tasks, message }) => {
    const head = [kind, tasks.map(printable).join(', ')].filter((part) => part !== '').join(' ');
    return `${noticePaint(kind, palette)(`${head}:`)} ${indented(message)}`;
  });
}

/** Further lines stand a little to the right, so that where a message ends can be seen. */
export function indented(message: string): string {
  return printableLines(message.trimEnd()).replaceAll('\n', '\n  ');
}

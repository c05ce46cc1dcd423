/**
 * Operations and notices in words. Pure.
 */

import { definitionOf, type Kind } from '../operations/kinds.ts';
import type { Notice, NoticeKind } from '../plan/notice.ts';
import { groupNotices } from '../plan/notices.ts';
import type { Paint, Palette } from './colour.ts';
import { printable, printableLines } from './printable.ts';

/** Of an operation, as much as its words need. */
export interface NamedOperation {
  readonly kind: Kind;
  readonly task: string;
}

/** What is being done: `copying files of login`. */
export function formatDoing(operation: NamedOperation): string {
  return `${definitionOf(operation.kind).doing} ${printable(operation.task)}`;
}

/** The same where the task is named already: `copying files`. */
export function formatKind({ kind }: NamedOperation): string {
  return definitionOf(kind).doing.replace(/ of$/, '');
}

/** What was done: `copied files of login`. */
export function formatDone(operation: NamedOperation): string {
  return `${definitionOf(operation.kind).done} ${printable(operation.task)}`;
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

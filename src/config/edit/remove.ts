/**
 * The ways to take an item out of a file's list of tasks, the best-looking one first. Pure.
 */
import { type BlockList, blankLinesAbove, blankLinesBelow, linesOf } from './task-lines.ts';
import type { Span, TaskList } from './task-list.ts';
import { lineStart, replaceSpan } from './text-lines.ts';

export interface Removal {
  readonly text: string;
  /** What was taken out, as lines of a list with dashes. */
  readonly removed: string;
}

export function removals(text: string, list: TaskList, index: number): Removal[] {
  if (list.kind === 'flow') return fromFlow(text, list.items, index);
  if (list.kind !== 'block') return [];
  return [false, true].flatMap((keepBlank) => fromBlock(text, list, index, keepBlank));
}

function fromBlock(text: string, list: BlockList, index: number, keepBlank: boolean): Removal[] {
  const lines = linesOf(text, list, index, keepBlank);
  if (lines === null) return [];
  const removed = text.slice(lines.start, lines.end);
  const isLast = index === list.items.length - 1;
  const tidy = isLast ? withBlankAbove(text, lines, index) : withBlankBelow(text, lines, index);
  return [tidy, lines].map((span) => ({ text: cut(text, span), removed }));
}

/** The empty lines that set the last task off from the one before it go with it. */
function withBlankAbove(text: string, { start, end }: Span, index: number): Span {
  return { start: index === 0 ? start : blankLinesAbove(text, start), end };
}

/** One gap is left where there were two, and none at the top of the list. */
function withBlankBelow(text: string, { start, end }: Span, index: number): Span {
  const isGapAbove = index === 0 || blankLinesAbove(text, start) < start;
  return { start, end: isGapAbove ? blankLinesBelow(text, end) : end };
}

/** A text that ended within its last line goes on to do so. */
function cut(text: string, { start, end }: Span): string {
  const endsInLine = end === text.length && lineStart(text, end) < end;
  const from = endsInLine ? start - (/\r?\n$/.exec(text.slice(0, start))?.[0].length ?? 0) : start;
  return replaceSpan(text, from, end, '');
}

function fromFlow(text: string, items: readonly Span[], index: number): Removal[] {
  const item = items[index];
  if (item === undefined) return [];
  const next = items[index + 1];
  const previous = items[index - 1];
  const span =
    next !== undefined
      ? { start: item.start, end: next.start }
      : { start: previous?.end ?? item.start, end: item.end };
  return [
    { text: replaceSpan(text, span.start, span.end, ''), removed: `- ${text.slice(item.start, item.end)}\n` },
  ];
}

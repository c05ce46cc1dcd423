/**
 * Which lines of a file a task in a list with dashes takes, comments included. Pure.
 */
import type { Span, TaskList } from './task-list.ts';
import { commentColumn, isBlank, lineAt, lineStart, nextLine } from './text-lines.ts';

export type BlockList = Extract<TaskList, { kind: 'block' }>;

/**
 * Whole lines: the comments directly above the dash, the item, and the comments below it that stand further
 * right than the dash. `keepBlank`: empty lines in the end belong to it too, as those of a `|+` text do.
 */
export function linesOf(text: string, list: BlockList, index: number, keepBlank: boolean): Span | null {
  const item = list.items[index];
  if (item === undefined) return null;
  const previous = list.items[index - 1];
  // Nothing above the previous item's own lines, or above the key, is this item's.
  const floor = previous === undefined ? nextLine(text, list.key) : endOfLines(text, list, previous, true);
  const dash = lineStart(text, item.start);
  return {
    start: startOfComments(text, dash, Math.min(floor, dash), list.column),
    end: endOfLines(text, list, item, keepBlank),
  };
}

function startOfComments(text: string, dash: number, floor: number, column: number): number {
  let start = dash;
  while (start > floor) {
    const above = lineStart(text, start - 1);
    const comment = commentColumn(lineAt(text, above));
    if (comment === null || comment > column || above < floor) break;
    start = above;
  }
  return start;
}

function endOfLines(text: string, list: BlockList, item: Span, keepBlank: boolean): number {
  const atLineStart = item.end > item.start && text[item.end - 1] === '\n';
  let end = atLineStart ? item.end : nextLine(text, item.end);
  if (!keepBlank) end = withoutBlankLines(text, item.start, end);
  for (let next = end; next < text.length; next = nextLine(text, next)) {
    const line = lineAt(text, next);
    const comment = commentColumn(line);
    if (comment !== null && comment > list.column) end = nextLine(text, next);
    else if (!isBlank(line)) break;
  }
  return end;
}

/** The end of a span of lines, before the empty ones that it ends with. */
export function withoutBlankLines(text: string, start: number, end: number): number {
  let trimmed = end;
  while (trimmed > start) {
    const above = lineStart(text, trimmed - 1);
    if (above <= start || !isBlank(lineAt(text, above))) break;
    trimmed = above;
  }
  return trimmed;
}

/** The start of the empty lines directly above a line. */
export function blankLinesAbove(text: string, start: number): number {
  let above = start;
  while (above > 0 && isBlank(lineAt(text, lineStart(text, above - 1)))) above = lineStart(text, above - 1);
  return above;
}

/** The end of the empty lines directly below. */
export function blankLinesBelow(text: string, end: number): number {
  let below = end;
  while (below < text.length && isBlank(lineAt(text, below))) below = nextLine(text, below);
  return below;
}

/**
 * The ways to put an item into a file's list of tasks, the best-looking one first. Pure.
 */
import { blankLinesAbove, blankLinesBelow, linesOf, withoutBlankLines } from './task-lines.ts';
import type { Span, TaskList } from './task-list.ts';
import { lineAt, lineEndOf, lineStart, nextLine, replaceSpan } from './text-lines.ts';

export interface NewItem {
  /** The dash in the first column, comments above it included; no line ends. */
  readonly lines: readonly string[];
  /** For a list in brackets; null where it can't be written so. */
  readonly flow: string | null;
  /** Its comments may stand in the file already, where it goes: it goes below them then. */
  readonly commentsStayed?: boolean;
}

/** How many items the list has. */
export function lengthOf(list: TaskList): number {
  return list.kind === 'block' || list.kind === 'flow' ? list.items.length : 0;
}

/** `at`: the index that the item gets; by default it is the last one. */
export function insertions(text: string, list: TaskList, item: NewItem, at = lengthOf(list)): string[] {
  switch (list.kind) {
    case 'block':
      return [false, true].flatMap((keepBlank) => intoBlock(text, list, item, at, keepBlank));
    case 'flow':
      return item.flow === null ? [] : [intoFlow(text, list, item.flow, at)];
    case 'empty':
      return [intoEmpty(text, list, item)];
    case 'absent':
      return [text.length, list.end].map((end) => underNewKey(text, end, list.column, item));
    case 'absent-flow':
      return item.flow === null ? [] : [intoBraces(text, list, item.flow)];
    default:
      return [];
  }
}

function intoBlock(
  text: string,
  list: Extract<TaskList, { kind: 'block' }>,
  item: NewItem,
  at: number,
  keepBlank: boolean,
): string[] {
  if (at === 0) return intoTop(text, list, item);
  const above = linesOf(text, list, at - 1, keepBlank);
  if (above === null) return [];
  const below = underItsComments(text, above.end, list.column, item);
  if (below !== null) return [below];
  // As the two are set off that it comes between; in the end, as the last one is from the one before it.
  const next = linesOf(text, list, at < list.items.length ? at : at - 1, keepBlank);
  const isSetOff = list.items.length > 1 && next !== null && blankLinesAbove(text, next.start) < next.start;
  return [insertLines(text, above.end, list.column, isSetOff ? ['', ...item.lines] : item.lines)];
}

/** Before the first item, set off as the first two are. */
function intoTop(text: string, list: Extract<TaskList, { kind: 'block' }>, item: NewItem): string[] {
  const first = linesOf(text, list, 0, false);
  if (first === null) return [];
  const below = underItsComments(text, nextLine(text, list.key), list.column, item);
  if (below !== null) return [below];
  const second = linesOf(text, list, 1, false);
  const isSetOff = second !== null && blankLinesAbove(text, second.start) < second.start;
  return [insertLines(text, first.start, list.column, isSetOff ? [...item.lines, ''] : item.lines)];
}

/** Null: its comments are not there. */
function underItsComments(text: string, start: number, column: number, item: NewItem): string | null {
  const own = commentsAbove(item.lines);
  if (item.commentsStayed !== true || own.length === 0) return null;
  let end = blankLinesBelow(text, start);
  for (const comment of own) {
    if (lineAt(text, end).trim() !== comment.trim()) return null;
    end = nextLine(text, end);
  }
  return insertLines(text, end, column, item.lines.slice(own.length));
}

/** Of an item's lines, the comments above its dash. */
export function commentsAbove(lines: readonly string[]): readonly string[] {
  const dash = lines.findIndex((line) => line.trimStart().startsWith('-'));
  return lines.slice(0, Math.max(dash, 0));
}

function intoEmpty(text: string, list: Extract<TaskList, { kind: 'empty' }>, item: NewItem): string {
  const bare = withoutValue(text, list.value);
  const below = underItsComments(bare, nextLine(bare, list.key), list.column + 2, item);
  if (below !== null) return below;
  return insertLines(bare, nextLine(bare, list.key), list.column + 2, item.lines);
}

/** `tasks: []  # mine` becomes `tasks:  # mine`. */
function withoutValue(text: string, { start, end }: Span): string {
  if (start === end) return text;
  const blanks = /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  return replaceSpan(text, start - blanks, end, '');
}

function underNewKey(text: string, end: number, column: number, item: NewItem): string {
  const lines = ['tasks:', ...item.lines.map((line) => (line === '' ? '' : `  ${line}`))];
  const isBlankAbove = withoutBlankLines(text, 0, end) < end || text.slice(0, end).trim() === '';
  return insertLines(text, end, column, isBlankAbove ? lines : ['', ...lines]);
}

/** `start`: where a line begins, or the end of the text. A text that ends within a line goes on to do so. */
function insertLines(text: string, start: number, column: number, lines: readonly string[]): string {
  const lineEnd = lineEndOf(text);
  const indented = lines.map((line) => (line === '' ? '' : ' '.repeat(column) + line)).join(lineEnd);
  const isInLine = start > lineStart(text, start);
  return replaceSpan(text, start, start, isInLine ? lineEnd + indented : indented + lineEnd);
}

function intoFlow(text: string, list: Extract<TaskList, { kind: 'flow' }>, item: string, at: number): string {
  const neighbour = list.items[Math.max(at - 1, 0)];
  if (neighbour === undefined) return replaceSpan(text, list.open, list.open, item);
  const before = list.items[at - 2]?.end ?? list.open;
  // Items on lines of their own stay so.
  const gap = /\r?\n[ \t]*$/.exec(text.slice(before, neighbour.start))?.[0] ?? ' ';
  if (at === 0) return replaceSpan(text, neighbour.start, neighbour.start, `${item},${gap}`);
  return replaceSpan(text, neighbour.end, neighbour.end, `,${gap}${item}`);
}

function intoBraces(
  text: string,
  { close, isEmpty }: Extract<TaskList, { kind: 'absent-flow' }>,
  item: string,
): string {
  return replaceSpan(text, close, close, `${isEmpty ? '' : ', '}tasks: [${item}]`);
}

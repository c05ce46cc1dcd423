/**
 * The ways to append an item to a file's list of tasks, the best-looking one first. Pure.
 */
import { blankLinesAbove, linesOf, withoutBlankLines } from './task-lines.ts';
import type { Span, TaskList } from './task-list.ts';
import { lineEndOf, lineStart, nextLine, replaceSpan } from './text-lines.ts';

export interface NewItem {
  /** The dash in the first column, comments above it included; no line ends. */
  readonly lines: readonly string[];
  /** For a list in brackets; null where it can't be written so. */
  readonly flow: string | null;
}

export function insertions(text: string, list: TaskList, item: NewItem): string[] {
  switch (list.kind) {
    case 'block':
      return [false, true].flatMap((keepBlank) => intoBlock(text, list, item, keepBlank));
    case 'flow':
      return item.flow === null ? [] : [intoFlow(text, list, item.flow)];
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
  keepBlank: boolean,
): string[] {
  const last = linesOf(text, list, list.items.length - 1, keepBlank);
  if (last === null) return [];
  // As the last one is set off from the one before it.
  const isSetOff = list.items.length > 1 && blankLinesAbove(text, last.start) < last.start;
  return [insertLines(text, last.end, list.column, isSetOff ? ['', ...item.lines] : item.lines)];
}

function intoEmpty(text: string, list: Extract<TaskList, { kind: 'empty' }>, item: NewItem): string {
  const bare = withoutValue(text, list.value);
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

function intoFlow(text: string, list: Extract<TaskList, { kind: 'flow' }>, item: string): string {
  const last = list.items.at(-1);
  if (last === undefined) return replaceSpan(text, list.open, list.open, item);
  const before = list.items.at(-2)?.end ?? list.open;
  // Items on lines of their own stay so.
  const gap = /\r?\n[ \t]*$/.exec(text.slice(before, last.start))?.[0] ?? ' ';
  return replaceSpan(text, last.end, last.end, `,${gap}${item}`);
}

function intoBraces(
  text: string,
  { close, isEmpty }: Extract<TaskList, { kind: 'absent-flow' }>,
  item: string,
): string {
  return replaceSpan(text, close, close, `${isEmpty ? '' : ', '}tasks: [${item}]`);
}

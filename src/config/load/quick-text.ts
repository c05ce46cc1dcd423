/**
 * Reads the YAML that config files mostly are: maps, lists, words, quoted words, literal blocks. Loading and
 * running the real parser takes as long as starting Node does, and every command reads the file. It answers only
 * where it is sure; tests hold that it then says exactly what `document` says. Pure.
 */
import { forbidden, scalar, scanLine, sizeOf } from './quick-scalar.ts';
import type { Entry, Item, Tree } from './tree.ts';

/** Control characters (a carriage return too), marks of byte order, halves of characters. */
const unusual =
  /[^\t\n\x20-\x7e\u{a0}-\u{2027}\u{202a}-\u{d7ff}\u{e000}-\u{fefe}\u{ff00}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** A line so far to the right, or with so many brackets, that there may be more levels than `document` takes. */
const deep = /^ {50}|(?:[[{][^[{\n]*){50}/m;

/** Null: it takes the real parser, be it for an error or for what only that knows. */
export function quickTree(text: string): Tree | null {
  if (unusual.test(text) || deep.test(text)) return null;
  return new Quick(text).read();
}

/** A line with something in it. */
interface Line {
  /** Of the first character that isn't a blank. */
  readonly offset: number;
  readonly column: number;
  readonly end: number;
}

class Quick {
  private readonly text: string;
  /** Of the line that comes next, in the text. */
  private next = 0;
  /** The line that is to be read. */
  private line: Line | null = null;

  constructor(text: string) {
    this.text = text;
  }

  read(): Tree | null {
    this.advance();
    if (this.line === null || this.line.column !== 0) return null;
    const tree = this.map(0);
    return this.line === null ? tree : null;
  }

  /** Goes to the next line that is neither empty nor a comment. */
  private advance(): void {
    this.line = null;
    while (this.line === null && this.next < this.text.length) {
      const line = this.lineAt(this.next);
      this.next = line.end + 1;
      if (line.offset < line.end && this.text[line.offset] !== '#') this.line = line;
    }
  }

  private lineAt(start: number): Line {
    const found = this.text.indexOf('\n', start);
    const end = found === -1 ? this.text.length : found;
    let offset = start;
    while (this.text[offset] === ' ') offset += 1;
    return { offset, column: offset - start, end };
  }

  private map(column: number): Tree | null {
    const entries: Entry[] = [];
    const keys = new Set(forbidden);
    while (this.line?.column === column && !this.isDash(this.line)) {
      const entry = this.entry(this.line);
      if (entry === null || keys.has(entry.key)) return null;
      keys.add(entry.key);
      entries.push(entry);
    }
    return entries.length === 0 ? null : { kind: 'map', entries, size: sizeOf(entries) };
  }

  private entry(line: Line): Entry | null {
    const pattern = /([A-Za-z_][\w-]*):(?: +|(?=\n)|$)/y;
    pattern.lastIndex = line.offset;
    const key = pattern.exec(this.text)?.[1];
    if (key === undefined) return null;
    const valueOffset = pattern.lastIndex;
    const isBelow = valueOffset >= line.end || this.text[valueOffset] === '#';
    const found = isBelow ? this.below(line.column) : this.inline(line, valueOffset);
    return found === null ? null : { key, keyOffset: line.offset, ...found };
  }

  /** A map further right, or a list: that may begin in the key's own column. */
  private below(column: number): Pick<Entry, 'value' | 'valueOffset'> | null {
    this.advance();
    const { line } = this;
    if (line === null || line.column < column) return null;
    const isList = this.isDash(line);
    if (!isList && line.column === column) return null;
    const value = isList ? this.list(line.column) : this.map(line.column);
    return value === null || (this.line?.column ?? 0) > column ? null : { value, valueOffset: line.offset };
  }

  private inline(line: Line, valueOffset: number): Pick<Entry, 'value' | 'valueOffset'> | null {
    const isBlock = this.text[valueOffset] === '|';
    const value = isBlock ? this.block(line, valueOffset) : scanLine(this.text, valueOffset, line.end);
    this.advance();
    // A value that goes on in the next line.
    return value === null || (this.line?.column ?? 0) > line.column ? null : { value, valueOffset };
  }

  private list(column: number): Tree | null {
    const items: Item[] = [];
    while (this.line?.column === column && this.isDash(this.line)) {
      const item = this.item(this.line);
      if (item === null) return null;
      items.push(item);
    }
    return { kind: 'list', items, size: sizeOf(items) };
  }

  private item(line: Line): Item | null {
    let offset = line.offset + 1;
    while (this.text[offset] === ' ') offset += 1;
    const isMap = /^[A-Za-z_][\w-]*:(?: |$)/.test(this.text.slice(offset, line.end));
    if (isMap) this.line = { offset, column: line.column + offset - line.offset, end: line.end };
    const value = isMap ? this.map(this.line?.column ?? 0) : scanLine(this.text, offset, line.end);
    if (!isMap) this.advance();
    return value === null || (this.line?.column ?? 0) > line.column ? null : { value, offset };
  }

  private isDash(line: Line): boolean {
    return this.text.startsWith('- ', line.offset);
  }

  /** `|` or `|-`; its lines are those further right than the key. */
  private block(line: Line, start: number): Tree | null {
    const header = /^\|(-?)(?: +#.*)?$/.exec(this.text.slice(start, line.end));
    if (header === null) return null;
    const lines: string[] = [];
    let column: number | null = null;
    let longestBlank = 0;
    while (this.next < this.text.length) {
      const next = this.lineAt(this.next);
      const isBlank = next.offset === next.end;
      if (!isBlank && next.column <= line.column) break;
      if (isBlank && column === null) longestBlank = Math.max(longestBlank, next.column);
      if (!isBlank) column ??= next.column;
      if (!isBlank && next.column < (column ?? 0)) return null;
      lines.push(column === null ? '' : this.text.slice(Math.min(this.next + column, next.end), next.end));
      this.next = next.end + 1;
    }
    while (lines.at(-1) === '') lines.pop();
    // Blanks that may count or not, at the beginning or the end.
    if (column === null || longestBlank > column || /^[ \t]*$/.test(lines.at(-1) ?? '')) return null;
    const value = lines.join('\n') + (header[1] === '-' ? '' : '\n');
    return scalar(value, value);
  }
}

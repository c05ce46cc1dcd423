/**
 * What a terminal was sent, as plain lines: colours, titles and all other sequences are left out, and what only
 * moves within a line (a progress bar, an edited command line, blanks that are skipped) leaves the line as it was
 * seen last. A move to another row ends the line: what full-screen programs draw comes out piece by piece. Pure, but
 * for what it keeps between two pieces, which may be cut anywhere.
 */
import { createTokenReader, type Token } from './terminal-tokens.ts';

/** Programs that don't know the width go to a column far to the right; no more blanks than that are made of it. */
const MOST_COLUMNS = 1000;

/** The line that the cursor is in. */
class Line {
  text = '';
  /** Where the next character goes, in UTF-16 units: wide characters are not reckoned with. */
  column = 0;
  /** The screen's row, where the program has told it. */
  row: string | null = null;
  /** Something moved in it: blanks at its end stand for nothing. */
  #isDrawn = false;
  readonly #onEnd: (line: string) => void;

  constructor(onEnd: (line: string) => void) {
    this.#onEnd = onEnd;
  }

  get shown(): string {
    return this.#isDrawn ? this.text.trimEnd() : this.text;
  }

  put(text: string): void {
    if (this.column === this.text.length) this.text += text;
    else this.draw(text, this.column + text.length);
    this.column += text.length;
  }

  /** Puts the text to where the cursor is; what follows then is what is there from that column on now. */
  draw(text: string, from: number): void {
    this.#isDrawn = true;
    this.text = this.text.slice(0, this.column).padEnd(this.column) + text + this.text.slice(from);
  }

  moveTo(column: number): void {
    this.column = Math.min(Math.max(column, 0), Math.max(MOST_COLUMNS, this.text.length));
  }

  end(): void {
    this.#onEnd(this.shown);
    this.text = '';
    this.#isDrawn = false;
    this.row = null;
  }

  /** The cursor goes to another row; of a line that has nothing nobody needs to know. */
  leave(column: number, row: string | null = null): void {
    if (this.text.trim() !== '') this.end();
    this.text = '';
    this.row = row;
    this.moveTo(column);
  }
}

function place(line: Line, row: string, column: number): void {
  if (line.row === row) line.moveTo(column);
  else line.leave(column, row);
}

function erase(line: Line, mode: string): void {
  const { column, text } = line;
  if (mode === '' || mode === '0') line.draw('', text.length);
  else {
    line.moveTo(0);
    line.draw(' '.repeat(column + 1), mode === '1' ? column + 1 : text.length);
    line.moveTo(column);
  }
}

/** What a control sequence does, by its last character; those that are not here change nothing of the text. */
const SEQUENCES: Readonly<
  Record<string, (line: Line, count: number, first: string, second: string) => void>
> = {
  C: (line, count) => line.moveTo(line.column + count),
  D: (line, count) => line.moveTo(line.column - count),
  G: (line, count) => line.moveTo(count - 1),
  H: (line, _, first, second) => place(line, first || '1', (Number(second) || 1) - 1),
  f: (line, _, first, second) => place(line, first || '1', (Number(second) || 1) - 1),
  d: (line, _, first) => place(line, first || '1', line.column),
  K: (line, _, first) => erase(line, first),
  J: (line, _, first) =>
    first === '' || first === '0' ? erase(line, first) : line.leave(line.column, line.row),
  P: (line, count) => line.draw('', line.column + count),
  '@': (line, count) => line.draw(' '.repeat(count), line.column),
  X: (line, count) => line.draw(' '.repeat(count), line.column + count),
  b: (line, count) => line.put(line.text.charAt(line.column - 1).repeat(count)),
  A: (line) => line.leave(line.column),
  B: (line) => line.leave(line.column),
  E: (line) => line.leave(0),
  F: (line) => line.leave(0),
  L: (line) => line.leave(0),
  M: (line) => line.leave(0),
  S: (line) => line.leave(line.column),
  T: (line) => line.leave(line.column),
  // The other screen, of full-screen programs.
  h: (line, _, first) => (first === '?1049' ? line.leave(0) : undefined),
  l: (line, _, first) => (first === '?1049' ? line.leave(0) : undefined),
};

const CHARACTERS: Readonly<Record<string, (line: Line) => void>> = {
  '\n': (line) => {
    line.end();
    line.moveTo(0);
  },
  '\r': (line) => line.moveTo(0),
  '\b': (line) => line.moveTo(line.column - 1),
  '\t': (line) => line.put('\t'),
  '\v': (line) => line.leave(line.column),
  '\f': (line) => line.leave(line.column),
};

const ESCAPES: Readonly<Record<string, (line: Line) => void>> = {
  D: (line) => line.leave(line.column),
  E: (line) => line.leave(0),
  M: (line) => line.leave(line.column),
  c: (line) => line.leave(0),
};

function apply(line: Line, token: Token): void {
  if (token.kind === 'text') line.put(token.text);
  else if (token.kind === 'character') CHARACTERS[token.text]?.(line);
  else if (token.kind === 'escape') ESCAPES[token.what]?.(line);
  else {
    const [first = '', second = ''] = token.parameters.split(';');
    const count = Math.min(Number(first) || 1, MOST_COLUMNS);
    SEQUENCES[token.what]?.(line, count, first, second);
  }
}

export interface PlainLog {
  /** The lines that are finished by now, each with its line break. */
  readonly write: (text: string) => string;
  /** The line that is not finished. */
  readonly rest: () => string;
}

export function createPlainLog(): PlainLog {
  let lines: string[] = [];
  const line = new Line((text) => lines.push(text, '\n'));
  const tokens = createTokenReader();
  return {
    write: (piece) => {
      for (const token of tokens(piece)) apply(line, token);
      const finished = lines.join('');
      lines = [];
      return finished;
    },
    rest: () => line.shown,
  };
}

/**
 * How many columns of a terminal a text takes: CJK and emoji take two, combining marks none. Pure.
 */

// One column for each UTF-16 unit: Latin letters and common punctuation. Whatever goes beyond needs ICU, which takes
// longer to load than everything else here together.
const plain = /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027]*$/;
const zero = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const emoji = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|[0-9#*]\ufe0f?\u20e3/u;
// East Asian Wide and Fullwidth (Unicode's UAX 11), by the blocks that are wholly so.
const wide = new RegExp(
  '[\\u{1100}-\\u{115f}\\u{2e80}-\\u{303e}\\u{3041}-\\u{4dbf}\\u{4e00}-\\u{a4cf}\\u{a960}-\\u{a97f}\\u{ac00}-\\u{d7a3}' +
    '\\u{f900}-\\u{faff}\\u{fe10}-\\u{fe19}\\u{fe30}-\\u{fe6f}\\u{ff01}-\\u{ff60}\\u{ffe0}-\\u{ffe6}' +
    '\\u{16fe0}-\\u{18d08}\\u{1aff0}-\\u{1b2fb}\\u{20000}-\\u{3fffd}]',
  'u',
);

let segmenter: Intl.Segmenter | undefined;

/** The characters as a reader counts them: a letter with its marks, a joined emoji. */
function graphemes(text: string): string[] {
  if (plain.test(text)) return [...text];
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

function graphemeWidth(grapheme: string): number {
  if (plain.test(grapheme)) return grapheme.length;
  if (zero.test(grapheme)) return 0;
  return emoji.test(grapheme) || wide.test(grapheme) ? 2 : 1;
}

/** Columns that `text` takes on a terminal; it has no control characters (see `printable`). */
export function width(text: string): number {
  if (plain.test(text)) return text.length;
  return graphemes(text).reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0);
}

/** `text`, cut to at most `columns` columns, with `…` as the last of them where something was cut. */
export function truncate(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  if (columns < 1) return '';
  let used = 0;
  let kept = '';
  for (const grapheme of graphemes(text)) {
    used += graphemeWidth(grapheme);
    if (used > columns - 1) break;
    kept += grapheme;
  }
  return `${kept}…`;
}

/** `text` in lines of at most `columns` columns, one at least: broken at blanks, and within what is longer than a line. */
export function wrap(text: string, columns: number): string[] {
  const room = Math.max(2, columns); // a character takes two at most
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => pieces(each, room))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (width(longer) <= room) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

function pieces(word: string, columns: number): string[] {
  if (width(word) <= columns) return [word];
  const parts = [''];
  for (const grapheme of graphemes(word)) {
    const last = parts.pop() ?? '';
    const isFull = width(last) + graphemeWidth(grapheme) > columns;
    parts.push(...(isFull ? [last, grapheme] : [last + grapheme]));
  }
  return parts;
}

/** `text`, filled up with blanks to `columns` columns. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}

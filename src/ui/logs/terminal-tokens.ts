/**
 * Takes apart what a terminal is sent. Pieces may be cut anywhere: what is not complete at the end of one waits for
 * the next. Pure, but for that.
 */

export type Token =
  | { readonly kind: 'text'; readonly text: string }
  /** A control character: a line break, a tab … */
  | { readonly kind: 'character'; readonly text: string }
  /** `ESC [ parameters what`: moves, erases, sets colours and modes */
  | { readonly kind: 'sequence'; readonly parameters: string; readonly what: string }
  /** `ESC what` */
  | { readonly kind: 'escape'; readonly what: string };

const ESCAPE = '\\x1b';
const CONTROL = '\\x00-\\x1f\\x7f-\\x9f';

const TOKEN = new RegExp(
  [
    `(?<text>[^${CONTROL}]+)`,
    `${ESCAPE}\\[(?<parameters>[0-?]*)[ -/]*(?<what>[@-~])`,
    `${ESCAPE}\\[[0-?]*[ -/]*`, // one that something else interrupts
    `${ESCAPE}(?<string>[PX\\]^_])`, // begins a string for the terminal: a title, a link, an image
    `${ESCAPE}[ -/]*(?<other>[0-~])`,
    `(?<character>[${CONTROL}])`, // an escape too that begins nothing
  ].join('|'),
  'y',
);

/** The beginning of an escape sequence, at the end of a piece. */
const CUT = new RegExp(`${ESCAPE}(?:\\[[0-?]*[ -/]*|[ -/]*)$`);

/** What ends a string, by what begins it: an escape begins the end, or something else. */
const ANY_END = `\\x18\\x1a${ESCAPE}`;
const endOf = (string: string): RegExp =>
  new RegExp(string === ']' ? `[\\x07${ANY_END}]` : `[${ANY_END}]`, 'g');

function tokenOf(groups: Readonly<Record<string, string | undefined>>): Token | null {
  const { text, character, parameters = '', what, other } = groups;
  if (text !== undefined) return { kind: 'text', text };
  if (character !== undefined) return { kind: 'character', text: character };
  if (what !== undefined) return { kind: 'sequence', parameters, what };
  return other === undefined ? null : { kind: 'escape', what: other };
}

/** Gives the tokens that are complete with this piece; strings for the terminal are left out. */
export function createTokenReader(): (piece: string) => Generator<Token> {
  let cut = '';
  /** What ends the string that we are in. */
  let end: RegExp | null = null;

  /** Where the string is over. */
  const skip = (text: string, from: number, ending: RegExp): number => {
    ending.lastIndex = from;
    const found = ending.exec(text);
    if (found === null) return text.length;
    end = null;
    return found[0] === '\x1b' ? found.index : found.index + 1;
  };

  return function* read(piece) {
    const all = cut + piece;
    cut = CUT.exec(all)?.[0] ?? '';
    const text = all.slice(0, all.length - cut.length);
    for (let at = 0; at < text.length; ) {
      if (end !== null) {
        at = skip(text, at, end);
        continue;
      }
      TOKEN.lastIndex = at; // shared by all readers
      const { groups = {} } = TOKEN.exec(text) ?? {};
      at = TOKEN.lastIndex;
      if (groups.string !== undefined) end = endOf(groups.string);
      const token = tokenOf(groups);
      if (token !== null) yield token;
    }
  };
}

/**
 * Text that others wrote, made safe to show: what a terminal would obey or hide is spelled out. Pure.
 */

/** Controls, format characters (bidi overrides, zero width), separators, lone surrogates, private use. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\x1b': '\\e' };

function spell(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return SHORT[character] ?? (code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`);
}

/** The same text in one line, with every character that can't be seen spelled as an escape. */
export function visible(text: string): string {
  return text.replace(HIDDEN, spell);
}

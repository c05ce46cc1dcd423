/**
 * Text from outside (names, messages, paths) as it may safely be shown: a control character could move the
 * cursor, change the title or hide what follows, so it is made visible instead. Pure.
 */

// Controls (C0, DEL, C1), line separators, and the marks that turn the direction of writing around.
const hidden = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return short[character] ?? (code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

/** One line: every control character, line breaks too, in the notation of a string literal (`\n`, `\x1b`). */
export function printable(text: string): string {
  return text.replace(hidden, escaped);
}

/** Several lines: line breaks and tabs stay (a tab as two blanks), the other control characters are made visible. */
export function printableLines(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => printable(line.replaceAll('\t', '  ')))
    .join('\n');
}

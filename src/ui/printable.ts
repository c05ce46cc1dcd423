/**
 * Text from outside (names, messages, paths) as it may safely be shown: a control character could move the
 * cursor, change the title or hide what follows, so it is made visible instead. Pure.
 */

// Controls (C0, DEL, C1), line separators, marks that change the direction of writing, and tags, which can't be seen.
const hidden = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u{e0000}-\u{e007f}]/gu;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xffff) return `\\U${hex(code, 8)}`;
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

/** What a program drew, line breaks and tabs as they are. `colours`: with the sequences that tmux draws them by. */
export function printableScreen(text: string, { colours }: { readonly colours: boolean }): string {
  const kept = colours ? '\n\t\x1b' : '\n\t';
  return text.replace(hidden, (character) => (kept.includes(character) ? character : escaped(character)));
}

/** Quoting for POSIX sh. Pure. */

/** The text as one word that sh takes literally, whatever is in it but NUL. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Words that need no quotes stay as they are, for people to read. */
export function shellWords(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : shellQuote(word))).join(' ');
}

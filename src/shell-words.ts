/**
 * Words for a POSIX shell. Pure.
 */

/** The text as one word that sh takes literally, whatever is in it but NUL. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** For people to read and to copy: words that need no quotes stay as they are. zsh looks up what follows a first `=`. */
export function shellWords(words: readonly string[]): string {
  return words.map((word) => (/^(?!=)[\w@%+=:,./-]+$/.test(word) ? word : shellQuote(word))).join(' ');
}

/**
 * The mark that leads from a window to its project, for whoever sees nothing but the tmux server. Pure.
 */
import * as c from '../codec.ts';

const place = c.object({
  /** Real path of the common git directory. */
  common: c.text,
  /** Root of the main worktree; null in a bare repository. */
  main: c.nullable(c.text),
  /** The project's file. */
  file: c.text,
});

export type Place = c.Checked<typeof place>;

const parsePlace = c.decoder(place);

/** One call of tmux takes 16 kB in all: a mark is not worth a window that can't be opened. */
const LONGEST = 3000;

/** In letters, digits, `-` and `_`, beginning with a letter; empty for paths that are too long. */
export function encodePlace({ common, main, file }: Place): string {
  const text = Buffer.from(JSON.stringify({ common, main, file })).toString('base64url');
  return text.length > LONGEST ? '' : text;
}

/** The same as a text to be kept in a file. */
export function formatPlace({ common, main, file }: Place): string {
  return `${JSON.stringify({ common, main, file })}\n`;
}

/** Null: it is no such text. */
export const parsePlaceText: (text: string) => Place | null = parsePlace;

/** Null: it is no such mark. What it says is to be verified: whoever may speak to the server can set marks. */
export function decodePlace(mark: string): Place | null {
  return parsePlace(Buffer.from(mark, 'base64url').toString());
}

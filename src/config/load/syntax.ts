/**
 * What the parser says of a text that is no YAML, as sentences for people who write few of it. Pure.
 */
import type { Misfit, TreePath } from './tree.ts';

/** More levels than any file of tasks has. What reads a tree calls itself for each level. */
export const mostLevels = 100;
const tooDeep = `nested too deeply: more than ${mostLevels} levels`;
/** Keys and indices that say where; all of them would fill the screen. */
const mostSteps = 3;

/** `path`: of what has too many levels. */
export function tooDeepMisfit(path: TreePath, offset: number): Misfit {
  return { path: path.slice(0, mostSteps), offset, message: tooDeep };
}

interface Fault {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

const MULTIPLE_LINES = 'MULTILINE_IMPLICIT_KEY';
/** For what beginners do: by the parser's code, or its message. */
const sentences: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document begins here; a config file is a single document, without `---`',
  TAB_AS_INDENT: 'a tab in the indentation; YAML allows only spaces',
  BLOCK_AS_IMPLICIT_KEY: 'text with `: ` in it: put it in quotes, or after `|` on its own lines',
  [MULTIPLE_LINES]:
    'this line and the next do not fit together: is `: ` missing here, or is the next one indented too far?',
  BAD_SCALAR_START:
    'text that begins with a special character of YAML (such as `@`, `%` or a backtick): put it in quotes',
  'Unexpected scalar at node end':
    'unexpected text after the value: if all of it is one text, put it in quotes (`*`, `&`, `!` and quotes have a meaning in YAML)',
  'Sequence item without - indicator': 'indented less than the keys above, or a list item without `- `',
};

const LIST = 'the list that begins here with `[` has no closing `]`';
const MAP = 'the map that begins here with `{` has no closing `}`';

/** What has no end, by the parser's message: the mark that it begins with, and what is told there. */
const unended: Readonly<Record<string, readonly [mark: string, message: string]>> = {
  'Missing closing "quote': ['"', 'the text that begins here with `"` has no closing `"`'],
  "Missing closing 'quote": ["'", "the text that begins here with `'` has no closing `'`"],
  'Flow sequence in block collection must be sufficiently indented and end with a ]': ['[', LIST],
  'Flow sequence must end with a ]': ['[', LIST],
  'Flow map in block collection must be sufficiently indented and end with a }': ['{', MAP],
  'Flow map must end with a }': ['{', MAP],
};

/** Where a list, a map or a text begins, and where the parser takes it to end. */
export interface Opening {
  readonly mark: string;
  readonly start: number;
  readonly end: number;
}

/** The parser calls itself for each level, and mostly catches what comes of it; where, depends on Node. */
export function isOverflow({ message }: Pick<Fault, 'message'>): boolean {
  return message === 'Maximum call stack size exceeded';
}

/** The parser tells where it missed the end, which may be that of the file; people look for the beginning. */
function unendedMisfits(faults: readonly Fault[], openings: readonly Opening[]): Misfit[] {
  const left = [...openings];
  return faults.flatMap(({ message, pos }) => {
    const [mark, told] = unended[message] ?? [];
    if (mark === undefined || told === undefined) return [];
    // Of two that end at one place the outer one has no end of its own.
    const index = left.findIndex((opening) => opening.mark === mark && opening.end === pos[0]);
    const [opening] = index === -1 ? [] : left.splice(index, 1);
    return [{ path: [], offset: opening?.start ?? pos[0], message: told }];
  });
}

/** `openings`: the outer ones before those in them. */
export function syntaxMisfits(faults: readonly Fault[], openings: readonly Opening[]): Misfit[] {
  const open = unendedMisfits(faults, openings);
  // What follows something without an end is read as a part of it: what is wrong there says nothing.
  const first = Math.min(...open.map(({ offset }) => offset));
  const overLines = new Set(faults.filter(({ code }) => code === MULTIPLE_LINES).map(({ pos }) => pos[0]));
  const others = faults
    .filter(({ message, pos }) => unended[message] === undefined && pos[0] < first)
    .filter(({ code, pos }) => code === MULTIPLE_LINES || !overLines.has(pos[0])) // it tells two of one place
    .map(({ code, message, pos }) => ({
      path: [],
      offset: pos[0],
      message: sentences[code] ?? sentences[message] ?? `not valid YAML: ${message}`,
    }));
  return [...others, ...open];
}

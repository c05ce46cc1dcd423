/**
 * Values that stand in one line, for `quick-text`. Whatever is not plain to see is null: the real parser's. Pure.
 */
import type { Entry, Item, Scalar, Tree } from './tree.ts';

/** A value and where the text goes on after it. */
export interface Scanned {
  readonly value: Tree;
  readonly end: number;
}

/** A line's value, with nothing but a comment after it. `start`: of the value in the text; `end`: of the line. */
export function scanLine(text: string, start: number, end: number): Tree | null {
  const first = text[start] ?? '';
  if (!'["\'{'.includes(first)) {
    const line = text.slice(start, end);
    // `#12` is perhaps meant as it stands.
    return / #\d/.test(line) ? null : plain(line.replace(/ +#.*$/, '').trimEnd(), /: |:$/);
  }
  const scanned = first === '[' || first === '{' ? scanFlow(text, start) : scanQuoted(text, start);
  const isRest =
    scanned === null || scanned.end > end || !/^(?: +#.*)?$/.test(text.slice(scanned.end, end).trimEnd());
  return isRest ? null : scanned.value;
}

/** In quotes, in one line, without escapes. */
function scanQuoted(text: string, start: number): Scanned | null {
  const pattern = text[start] === '"' ? /"([^"\\\n]*)"/y : /'([^'\n]*)'(?!')/y;
  pattern.lastIndex = start;
  const match = pattern.exec(text);
  return match === null ? null : { value: scalar(match[1] ?? '', match[1] ?? ''), end: pattern.lastIndex };
}

function scanFlow(text: string, start: number): Scanned | null {
  return text[start] === '[' ? scanList(text, start) : scanMap(text, start);
}

function scanList(text: string, start: number): Scanned | null {
  const items: Item[] = [];
  let at = blanks(text, start + 1);
  while (text[at] !== ']') {
    const item = scanItem(text, at);
    if (item === null) return null;
    items.push({ value: item.value, offset: at });
    const next = afterComma(text, item.end, ']');
    if (next === null) return null;
    at = next;
  }
  return { value: { kind: 'list', items, size: sizeOf(items) }, end: at + 1 };
}

function scanMap(text: string, start: number): Scanned | null {
  const entries: Entry[] = [];
  const keys = new Set(forbidden);
  let at = blanks(text, start + 1);
  while (text[at] !== '}') {
    const key = /([A-Za-z_][\w-]*): +/y;
    key.lastIndex = at;
    const name = key.exec(text)?.[1];
    const item = name === undefined ? null : scanItem(text, key.lastIndex);
    if (name === undefined || item === null || keys.has(name)) return null;
    keys.add(name);
    entries.push({ key: name, keyOffset: at, value: item.value, valueOffset: key.lastIndex });
    const next = afterComma(text, item.end, '}');
    if (next === null) return null;
    at = next;
  }
  return { value: { kind: 'map', entries, size: sizeOf(entries) }, end: at + 1 };
}

function scanItem(text: string, start: number): Scanned | null {
  const first = text[start] ?? '';
  if (first === '[' || first === '{') return scanFlow(text, start);
  if (first === '"' || first === "'") return scanQuoted(text, start);
  const pattern = /[^,[\]{}:#"'\n]+/y;
  pattern.lastIndex = start;
  const match = pattern.exec(text)?.[0].trimEnd() ?? '';
  const value = plain(match, /[,[\]{}:#]/);
  return value === null ? null : { value, end: start + match.length };
}

/** Where the next item begins, or the closing bracket stands; a comma before the bracket is left to others. */
function afterComma(text: string, end: number, close: string): number | null {
  const at = blanks(text, end);
  if (text[at] === close) return at;
  const next = blanks(text, at + 1);
  return text[at] === ',' && text[next] !== close ? next : null;
}

function blanks(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ') at += 1;
  return at;
}

/** Keys that a map can't have (again). */
export const forbidden: readonly string[] = ['__proto__'];

const constants: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...['~', 'null', 'Null', 'NULL'].map((word): [string, Scalar] => [word, null]),
  ...['true', 'True', 'TRUE'].map((word): [string, Scalar] => [word, true]),
  ...['false', 'False', 'FALSE'].map((word): [string, Scalar] => [word, false]),
]);

/** Everything that YAML's core schema reads as a number (YAML 1.2.2, 10.3.2). */
const number = /^(?:[-+]?[\d.]+(?:e[-+]?\d+)?|0o[0-7]+|0x[\da-f]+|[-+]?\.inf|\.nan)$/i;

/** Without quotes; `mark`: what it can't hold. */
function plain(text: string, mark: RegExp): Tree | null {
  if (!/^(?:[\w/.$~]|-[\w-])/.test(text) || mark.test(text) || text.includes('\t')) return null;
  if (/^\d{1,15}$/.test(text)) return scalar(Number(text), text);
  if (number.test(text)) return null;
  return scalar(constants.has(text) ? (constants.get(text) ?? null) : text, text);
}

export function scalar(value: Scalar, source: string): Tree {
  return { kind: 'scalar', value, source, size: 1 };
}

export function sizeOf(children: readonly { readonly value: Tree }[]): number {
  return children.reduce((sum, child) => sum + child.value.size, 1);
}

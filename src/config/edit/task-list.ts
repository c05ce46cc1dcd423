/**
 * Where in a file's text the list of tasks stands, so that it can be changed without touching the rest. Pure.
 */
import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

/** Offsets in the text; `end` is after the last character. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type TaskList =
  /** No key `tasks`. `column`: of the keys of the file. */
  | { readonly kind: 'absent'; readonly column: number; readonly end: number }
  /** No key `tasks`, in a file that is one map in braces. */
  | { readonly kind: 'absent-flow'; readonly close: number; readonly isEmpty: boolean }
  /** `tasks:` without a value, or with `[]` or `null`, which is `value`. */
  | { readonly kind: 'empty'; readonly column: number; readonly key: number; readonly value: Span }
  /** `[ … ]`. */
  | { readonly kind: 'flow'; readonly open: number; readonly items: readonly Span[] }
  /** Lines with dashes. An item is from its dash to the end of its value. */
  | { readonly kind: 'block'; readonly column: number; readonly key: number; readonly items: readonly Span[] }
  | { readonly kind: 'other' };

export function findTaskList(text: string): TaskList {
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, keepSourceTokens: true });
  const contents = document.contents;
  if (contents === null) return { kind: 'absent', column: 0, end: text.length };
  if (!isMap(contents) || document.errors.length > 0) return { kind: 'other' };
  const pair = contents.items.find(({ key }) => isScalar(key) && key.value === 'tasks');
  if (pair === undefined) return absent(contents);
  return present(text, pair, contents.flow === true);
}

function absent(contents: YAMLMap): TaskList {
  const [start = 0, , end = 0] = contents.range ?? [];
  if (contents.flow !== true)
    return {
      kind: 'absent',
      column: contents.srcToken?.type === 'block-map' ? contents.srcToken.indent : 0,
      end,
    };
  return {
    kind: 'absent-flow',
    close: (contents.range?.[1] ?? start) - 1,
    isEmpty: contents.items.length === 0,
  };
}

function present(text: string, { key, value }: Pair, isInFlow: boolean): TaskList {
  const keyOffset = startOf(key);
  const column = columnOf(text, keyOffset);
  if (isSeq(value) && value.flow === true) {
    const span = spanOf(value);
    const isBare = value.items.length === 0 && !text.slice(span.start, span.end).includes('#');
    if (isBare && !isInFlow && value.anchor === undefined)
      return { kind: 'empty', column, key: keyOffset, value: span };
    return { kind: 'flow', open: span.start + 1, items: value.items.map(spanOf) };
  }
  if (isSeq(value)) return block(text, value, keyOffset);
  const isNothing = isScalar(value) && value.value === null && value.anchor === undefined;
  return isNothing && !isInFlow
    ? { kind: 'empty', column, key: keyOffset, value: spanOf(value) }
    : { kind: 'other' };
}

function block(text: string, list: YAMLSeq, key: number): TaskList {
  const token = list.srcToken;
  if (token?.type !== 'block-seq') return { kind: 'other' };
  const dashes = token.items.flatMap(({ start }) => start.filter(({ type }) => type === 'seq-item-ind'));
  const [first] = dashes;
  if (first === undefined || dashes.length !== list.items.length) return { kind: 'other' };
  const items = list.items.map((item, index) => {
    const start = dashes[index]?.offset ?? 0;
    return { start, end: Math.max(start + 1, spanOf(item).end) };
  });
  return { kind: 'block', column: columnOf(text, first.offset), key, items };
}

function startOf(node: unknown): number {
  return spanOf(node).start;
}

function spanOf(node: unknown): Span {
  const range = isCollection(node) || isScalar(node) || isAlias(node) ? node.range : undefined;
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

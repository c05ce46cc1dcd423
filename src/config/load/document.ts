/**
 * Reads YAML text into a `Tree`: the one place that knows what the `yaml` package's nodes look like when a
 * configuration is loaded. Text in, tree and misfits out. Pure.
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type Scalar as YamlScalar,
} from 'yaml';
import { isOverflow, mostLevels, type Opening, syntaxMisfits, tooDeepMisfit } from './syntax.ts';
import type { Entry, Item, Misfit, Scalar, Tree, TreePath } from './tree.ts';

/** More values than any list of tasks has: what aliases may expand to. */
const mostAliasedValues = 100_000;

export interface ParsedText {
  /** Null for a text without content, and for one that isn't YAML. */
  readonly tree: Tree | null;
  readonly misfits: readonly Misfit[];
}

const overflown: ParsedText = { tree: null, misfits: [tooDeepMisfit([], 0)] };

export function parseText(text: string): ParsedText {
  try {
    const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
    const faults = [...document.errors, ...document.warnings];
    if (faults.some(isOverflow)) return overflown;
    if (faults.length > 0)
      return { tree: null, misfits: syntaxMisfits(faults, openingsIn(document.contents, text)) };
    return document.contents === null
      ? { tree: null, misfits: [] }
      : new Reader(text).read(document.contents);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return overflown;
  }
}

/** Lists, maps and texts that begin with a mark, from the outside inwards. */
function openingsIn(contents: Node | null, text: string): Opening[] {
  const found: Opening[] = [];
  visit(contents, {
    Node: (_, { range }) => {
      if (range == null) return;
      const [start, end] = range;
      found.push({ mark: text.charAt(start), start, end });
    },
  });
  return found;
}

function isForAgent(path: TreePath): boolean {
  const [above, key] = path.slice(-2);
  const isPrompt = key === 'prompt' || key === 'prompt_append';
  // Under a key of the user's own it may be merged into a task.
  return isPrompt && path[0] !== 'agents' && above !== 'env';
}

/** `Fix #12 today` is `Fix` to YAML, and an agent would work on that. */
function numberFault({ type, range }: YamlScalar, text: string): string | null {
  if (type !== 'PLAIN' || range == null) return null;
  const number = /^[ \t]+#(\d+)/.exec(text.slice(range[1], range[1] + 100))?.[1];
  if (number === undefined) return null;
  return `\`#${number}\` begins a comment: put the text in quotes, or a space after the \`#\``;
}

/** One pass in the order of the text, so that an anchor is known before its aliases. */
class Reader {
  private readonly anchors = new Map<string, Tree>();
  private readonly misfits: Misfit[] = [];
  /** How many levels a map or list has, what its aliases stand for included; 0 for all others. */
  private readonly levels = new Map<Tree, number>();
  /** Texts that a comment cuts off which is perhaps none, and what is wrong with them. */
  private readonly cutOff = new Map<Tree, string>();
  private count = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  read(contents: Node): ParsedText {
    const tree = this.node(contents, []);
    if (tree.size - this.count > mostAliasedValues) {
      return {
        tree: null,
        misfits: [
          {
            path: [],
            offset: 0,
            message: `its aliases expand to ${tree.size} values; the limit is ${mostAliasedValues}`,
          },
        ],
      };
    }
    return { tree, misfits: this.misfits };
  }

  private node(node: unknown, path: TreePath): Tree {
    if (isAlias(node)) return this.alias(node.source, offsetOf(node), path);
    this.count += 1;
    const tree = this.content(node, path);
    this.checkLevels(tree, offsetOf(node), path);
    if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined) {
      this.anchors.set(node.anchor, tree);
    }
    return tree;
  }

  private checkLevels(tree: Tree, offset: number, path: TreePath): void {
    if (tree.kind === 'scalar') return;
    const children = tree.kind === 'map' ? tree.entries : tree.items;
    const below = children.reduce((most, { value }) => Math.max(most, this.levels.get(value) ?? 0), 0);
    this.levels.set(tree, below + 1);
    if (below === mostLevels) this.misfits.push(tooDeepMisfit(path, offset));
  }

  private content(node: unknown, path: TreePath): Tree {
    if (isMap(node)) return this.map(node.items, path);
    if (isSeq(node)) return this.list(node.items, path);
    if (isScalar(node)) return this.scalar(node, path);
    return nothing;
  }

  private alias(name: string, offset: number, path: TreePath): Tree {
    const target = this.anchors.get(name);
    if (target === undefined)
      this.misfits.push({ path, offset, message: `no anchor "&${name}" before this alias` });
    else this.checkCutOff(target, offset, path);
    return target ?? nothing;
  }

  private scalar(node: YamlScalar, path: TreePath): Tree {
    const value = scalarValue(node.value);
    if (typeof value === 'string') {
      const fault = textFault(value);
      if (fault !== null) this.misfits.push({ path, offset: offsetOf(node), message: fault });
    }
    const scalar: Tree = { kind: 'scalar', value, source: node.source ?? '', size: 1 };
    const number = numberFault(node, this.text);
    if (number !== null) this.cutOff.set(scalar, number);
    this.checkCutOff(scalar, offsetOf(node), path);
    return scalar;
  }

  private checkCutOff(tree: Tree, offset: number, path: TreePath): void {
    const message = this.cutOff.get(tree);
    if (message !== undefined && isForAgent(path)) this.misfits.push({ path, offset, message });
  }

  private list(nodes: readonly unknown[], path: TreePath): Tree {
    const items: Item[] = nodes.map((node, index) => ({
      value: this.node(node, [...path, index]),
      offset: offsetOf(node),
    }));
    return { kind: 'list', items, size: sizeOf(items) };
  }

  private map(pairs: readonly Pair[], path: TreePath): Tree {
    const own = new Map<string, Entry>();
    const merged: Entry[] = [];
    for (const pair of pairs) {
      const entry = this.entry(pair, path);
      if (entry === null) continue;
      if (isMergeKey(pair.key)) merged.push(...this.mergedEntries(entry, path));
      else if (own.has(entry.key)) this.duplicate(entry, path);
      else own.set(entry.key, entry);
    }
    const entries = [...own.values()];
    const present = new Set(own.keys());
    for (const entry of merged) {
      if (present.has(entry.key)) continue;
      present.add(entry.key);
      entries.push(entry);
    }
    return { kind: 'map', entries, size: sizeOf(entries) };
  }

  private entry(pair: Pair, path: TreePath): Entry | null {
    const keyOffset = offsetOf(pair.key);
    const key = isAlias(pair.key) ? this.node(pair.key, path) : this.content(pair.key, path);
    const name = key.kind === 'scalar' ? (typeof key.value === 'string' ? key.value : key.source) : null;
    const value = this.node(pair.value, [...path, name ?? '?']);
    if (name === null || name === '__proto__') {
      this.misfits.push({
        path,
        offset: keyOffset,
        message: name === null ? 'a key must be a word' : 'unknown key "__proto__"',
      });
      return null;
    }
    return {
      key: name,
      keyOffset,
      value,
      valueOffset: pair.value === null ? keyOffset : offsetOf(pair.value),
    };
  }

  private mergedEntries(entry: Entry, path: TreePath): Entry[] {
    const sources = entry.value.kind === 'list' ? entry.value.items.map((item) => item.value) : [entry.value];
    return sources.flatMap((source) => {
      if (source.kind === 'map') return source.entries;
      this.misfits.push({ path, offset: entry.valueOffset, message: '"<<" takes a map, or a list of maps' });
      return [];
    });
  }

  private duplicate(entry: Entry, path: TreePath): void {
    this.misfits.push({
      path: [...path, entry.key],
      offset: entry.keyOffset,
      message: 'duplicate key; a key may appear only once',
    });
  }
}

const nothing: Tree = { kind: 'scalar', value: null, source: '', size: 1 };

function sizeOf(children: readonly { readonly value: Tree }[]): number {
  return children.reduce((sum, child) => sum + child.value.size, 1);
}

function offsetOf(node: unknown): number {
  const range = isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range : undefined;
  return range?.[0] ?? 0;
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
}

function scalarValue(value: unknown): Scalar {
  const isPlain =
    value === null || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint';
  return isPlain ? value : String(value);
}

/** What neither an argument nor a file's name can hold. */
function textFault(text: string): string | null {
  if (text.includes('\0')) return "contains a NUL character, which can't be passed to a program";
  if (/\p{Surrogate}/u.test(text))
    return "contains half a character (a lone surrogate), which can't be passed to a program";
  return null;
}

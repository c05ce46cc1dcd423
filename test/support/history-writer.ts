/**
 * Commits, files and refs of a history that is being made up. Pure.
 */
import type { Files, HeadMove, ModelCommit, RefMove } from './history-types.ts';

export type Random = () => number;

/** mulberry32: numbers from 0 to 1, the same for the same seed. */
export function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function pick<T>(random: Random, items: readonly [T, ...T[]]): T {
  return items[Math.floor(random() * items.length)] ?? items[0];
}

const ten = (word: string): string => Array.from({ length: 10 }, (_, index) => `${word} ${index}\n`).join('');

/** The files of a repository's first commit: below `b/` only others change them, below `t/` only the task. */
export const FIRST_FILES: Files = new Map([
  ['b/base', ten('base')],
  ['t/one', ten('one')],
  ['t/two', ten('two')],
  ['t/three', ten('three')],
  ['.gitignore', 'ignored\n'],
]);

/** What was made up so far. */
export class HistoryWriter {
  readonly commits: ModelCommit[] = [];
  readonly steps: string[] = [];
  readonly headMoves: HeadMove[] = [];
  moves: RefMove[] = [];
  readonly refs = new Map<string, number>();
  readonly #first: ModelCommit;
  #next: number;

  constructor(first: ModelCommit, next: number) {
    this.#first = first;
    this.#next = next;
  }

  at(mark: number): ModelCommit {
    const found = mark === this.#first.mark ? this.#first : this.commits.find((each) => each.mark === mark);
    if (found === undefined) throw new Error(`no commit ${mark}`);
    return found;
  }

  commit(by: ModelCommit['by'], parents: readonly number[], files: Files): number {
    const mark = this.#next;
    this.#next += 1;
    this.commits.push({ mark, parents, by, files });
    return mark;
  }

  /** A commit with a file of its own, by somebody else. */
  other(...parents: readonly [number, ...number[]]): number {
    const files = new Map(this.at(parents[0]).files);
    files.set(`b/${this.#next}`, ten(`${this.#next}`));
    return this.commit('other', parents, files);
  }

  move(ref: string, to: number | null): void {
    if (this.refs.get(ref) === to) return;
    this.moves.push({ ref, to });
    if (to === null) this.refs.delete(ref);
    else this.refs.set(ref, to);
  }

  ref(name: string): number {
    const found = this.refs.get(name);
    if (found === undefined) throw new Error(`no ref ${name}`);
    return found;
  }

  has(from: number, ancestor: number): boolean {
    if (from === ancestor) return true;
    return this.at(from).parents.some((parent) => this.has(parent, ancestor));
  }

  hasBy(by: ModelCommit['by'], from: number): boolean {
    const commit = this.at(from);
    return commit.by === by || commit.parents.some((parent) => this.hasBy(by, parent));
  }

  /** From the oldest on, along first parents. */
  line(from: number, isIn: (commit: ModelCommit) => boolean): ModelCommit[] {
    const commit = this.at(from);
    if (!isIn(commit)) return [];
    const [parent] = commit.parents;
    return parent === undefined ? [commit] : [...this.line(parent, isIn), commit];
  }
}

/** The files of one side below its folder, and all else of the other. */
export function joined(others: Files, tasks: Files): Files {
  const isTasks = (path: string) => path.startsWith('t/');
  return new Map([
    ...[...others].filter(([path]) => !isTasks(path)),
    ...[...tasks].filter(([path]) => isTasks(path)),
  ]);
}

/** One change of the task's: a new file, a changed one, a renamed one or one less. */
export function changed(random: Random, files: Files, mark: number): Files {
  const after = new Map(files);
  const mine = [...files.keys()].filter((path) => path.startsWith('t/'));
  const [path = 't/one'] = mine.length === 0 ? [] : [pick(random, mine as [string, ...string[]])];
  const kind = pick(random, ['add', 'add', 'change', 'change', 'rename', 'remove']);
  const text = files.get(path) ?? '';
  if (kind === 'change') after.set(path, `${text.replace(/^.*\n/, '')}${mark}\n`);
  else if (kind === 'add' || mine.length < 2) after.set(`t/${mark}`, `${mark}\n${mark}\n`);
  else {
    after.delete(path);
    if (kind === 'rename') after.set(`t/r${mark}`, text);
  }
  return after;
}

/**
 * Random histories of a task and its base, as a model: which commits there are, who made them, how the refs moved.
 * Pure, the same for the same seed; `histories` makes them in a repository. Who made a commit is what git does not
 * keep, so that an oracle which knows it can judge a program that does not.
 */

import type { Model, ModelCommit, ModelHead, RefMove } from './history-types.ts';
import {
  changed,
  FIRST_FILES,
  HistoryWriter,
  joined,
  pick,
  type Random,
  randomOf,
} from './history-writer.ts';

/** What the base is, by turns, so that each comes as often. */
export const BASES = ['branch', 'upstream', 'remote', 'tag', 'commit', 'existing', 'own'] as const;
/** What becomes of the refs and of HEAD in the end, by turns. */
export const ENDS = [
  'as it is',
  'base deleted',
  'base renamed',
  'branch renamed',
  'detached',
  'branch deleted',
  'unborn',
  'back in history',
] as const;

interface Plan {
  readonly kind: (typeof BASES)[number];
  readonly end: (typeof ENDS)[number];
  readonly name: string;
  readonly random: Random;
}

/** The task at its work, and the others at theirs. */
class History {
  readonly #writer: HistoryWriter;
  readonly #plan: Plan;
  /** Of the branch that the base is, or was taken from. */
  readonly #base: string;
  readonly #upstream: string;
  readonly #branch: string;

  constructor(writer: HistoryWriter, plan: Plan) {
    this.#writer = writer;
    this.#plan = plan;
    this.#base = `refs/heads/base/${plan.name}`;
    this.#upstream = `refs/remotes/origin/base/${plan.name}`;
    this.#branch = `refs/heads/work/${plan.name}`;
  }

  get #head(): number {
    return this.#writer.ref(this.#branch);
  }

  /** What others work on. */
  get #line(): string {
    return this.#plan.kind === 'remote' ? this.#upstream : this.#base;
  }

  make(first: number): Model {
    const { name, kind } = this.#plan;
    const before = this.#begin(first);
    const start = this.#head;
    const isRef = kind !== 'commit' && kind !== 'own';
    const baseRef = kind === 'tag' ? `refs/tags/tag/${name}` : this.#line;
    const baseCommit = kind === 'commit' || kind === 'own' ? start : this.#writer.ref(baseRef);
    if (this.#plan.random() < 0.9) this.#commit();
    for (let steps = 4 + Math.floor(this.#plan.random() * 8); steps > 0; steps -= 1) this.#step();
    if (kind === 'tag') this.#moveTag(baseRef);
    const head = this.#end(baseRef);
    const { commits, steps, headMoves, moves } = this.#writer;
    return {
      name,
      branch: `work/${name}`,
      existing: kind === 'existing' || kind === 'own',
      base: kind === 'own' ? null : kind === 'commit' ? `base/${name}~1` : shortName(baseRef),
      baseRef: isRef ? baseRef : null,
      baseCommit,
      upstream: kind === 'upstream' ? this.#upstream : null,
      start,
      commits,
      before,
      after: moves,
      head,
      headMoves,
      baseIsGone: isRef && !this.#writer.refs.has(baseRef),
      steps: [kind, ...steps],
    };
  }

  /** @returns the moves of the refs until then */
  #begin(first: number): RefMove[] {
    const { kind, name } = this.#plan;
    const writer = this.#writer;
    let tip = writer.other(writer.other(first));
    writer.move(this.#line, tip);
    if (kind === 'upstream') writer.move(this.#upstream, tip);
    if (kind === 'tag') writer.move(`refs/tags/tag/${name}`, tip);
    if (kind === 'commit') tip = writer.at(tip).parents[0] ?? first;
    if (kind === 'existing' || kind === 'own') tip = writer.other(writer.other(tip));
    writer.move(this.#branch, tip);
    const { moves } = writer;
    writer.moves = [];
    return moves;
  }

  #step(): void {
    const { random, kind } = this.#plan;
    const alone = ['commit', 'commit', 'commit', 'amend', 'squash'] as const;
    const both = ['others commit', 'others commit', 'others amend', 'others reset'] as const;
    const joins = ['rebase', 'rebase', 'rebase', 'rebase', 'merge', 'is taken'] as const;
    const all =
      kind === 'own'
        ? alone
        : kind === 'tag' || kind === 'commit'
          ? ([...alone, ...both] as const)
          : ([...alone, ...both, ...joins] as const);
    const step = pick<(typeof alone | typeof both | typeof joins)[number]>(random, [...all]);
    if (this.#do(step)) this.#writer.steps.push(step);
  }

  #do(step: string): boolean {
    switch (step) {
      case 'commit':
        return this.#commit();
      case 'amend':
      case 'squash':
        return this.#rewrite(step);
      case 'rebase':
        return this.#rebase();
      case 'merge':
        return this.#merge();
      case 'is taken':
        return this.#isTaken();
      default:
        return this.#others(step);
    }
  }

  #go(to: number, message: string): true {
    this.#writer.headMoves.push({ from: this.#head, to, message });
    this.#writer.move(this.#branch, to);
    return true;
  }

  #commit(): true {
    const { files, mark } = this.#writer.at(this.#head);
    const next = this.#writer.commits.length + mark;
    const after = changed(this.#plan.random, files, next);
    return this.#go(this.#writer.commit('task', [this.#head], after), 'commit: Work');
  }

  /** The commits of the task's at the tip, the last or all, become one. */
  #rewrite(how: 'amend' | 'squash'): boolean {
    const writer = this.#writer;
    const own = writer.line(this.#head, ({ by, parents }) => by === 'task' && parents.length === 1);
    const oldest = how === 'amend' ? own.at(-1) : own[0];
    const [parent] = oldest?.parents ?? [];
    if (parent === undefined || own.length === 0) return false;
    const files = changed(this.#plan.random, writer.at(this.#head).files, this.#head);
    return this.#go(writer.commit('task', [parent], files), 'commit (amend): Work');
  }

  /** Onto the base, or its upstream; commits of others that are no longer in the base stay behind. */
  #rebase(): boolean {
    const writer = this.#writer;
    const onto = writer.ref(this.#plan.kind === 'upstream' ? this.#upstream : this.#line);
    if (writer.has(onto, this.#head) || writer.has(this.#head, onto)) return false;
    const isOwn = ({ by, parents, mark }: ModelCommit) =>
      parents.length === 1 && !writer.has(onto, mark) && (by === 'task' || this.#isOfBranch(mark));
    const own = writer.line(this.#head, isOwn);
    if (own.length === 0) return false;
    writer.headMoves.push({ from: this.#head, to: onto, message: 'rebase (start): checkout base' });
    let tip = onto;
    for (const { files } of own) {
      const next = writer.commit('task', [tip], joined(writer.at(onto).files, files));
      writer.headMoves.push({ from: tip, to: next, message: 'rebase (pick): Work' });
      tip = next;
    }
    const back = 'rebase (finish): returning to refs/heads/work';
    writer.headMoves.push({ from: tip, to: tip, message: back });
    writer.move(this.#branch, tip);
    return true;
  }

  /** Of those that the branch had before the task took it up. */
  #isOfBranch(mark: number): boolean {
    return this.#plan.kind === 'existing' && this.#beforeTask.has(mark);
  }

  get #beforeTask(): ReadonlySet<number> {
    return new Set(this.#writer.commits.slice(2, 4).map(({ mark }) => mark));
  }

  #merge(): boolean {
    const writer = this.#writer;
    const other = writer.ref(this.#line);
    if (writer.has(this.#head, other)) return false;
    if (writer.has(other, this.#head)) return this.#go(other, 'merge base: Fast-forward');
    const files = joined(writer.at(other).files, writer.at(this.#head).files);
    const merge = writer.commit('task', [this.#head, other], files);
    return this.#go(merge, "merge base: Merge made by the 'ort' strategy.");
  }

  /** The base takes what the task did. */
  #isTaken(): boolean {
    const writer = this.#writer;
    const tip = writer.ref(this.#line);
    if (writer.has(tip, this.#head)) return false;
    const how = pick(this.#plan.random, ['merge', 'squash', 'fast-forward']);
    writer.steps.push(how);
    if (how === 'fast-forward') {
      if (!writer.has(this.#head, tip)) return false;
      writer.move(this.#line, this.#head);
      return true;
    }
    const files = joined(writer.at(tip).files, writer.at(this.#head).files);
    const parents = how === 'merge' ? [tip, this.#head] : [tip];
    writer.move(this.#line, writer.commit('other', parents, files));
    return true;
  }

  #others(step: string): boolean {
    const writer = this.#writer;
    const isStale = this.#plan.kind === 'upstream' && this.#plan.random() < 0.5;
    const line = isStale ? this.#upstream : this.#line;
    const tip = writer.ref(line);
    const [parent] = writer.at(tip).parents;
    if (step === 'others commit') writer.move(line, writer.other(tip));
    else if (parent === undefined || writer.at(parent).parents.length === 0) return false;
    // Whose is a commit of the task's on which others built, and then took both back? It is not asked.
    else if (writer.at(tip).by === 'other' && writer.hasBy('task', tip)) return false;
    else writer.move(line, step === 'others reset' ? parent : writer.other(parent));
    return true;
  }

  #moveTag(tag: string): void {
    const writer = this.#writer;
    const tip = writer.ref(tag);
    const to = pick(this.#plan.random, [tip, writer.at(tip).parents[0] ?? tip, writer.ref(this.#base)]);
    writer.move(tag, to);
  }

  #end(baseRef: string): ModelHead {
    const { end, kind, name } = this.#plan;
    const writer = this.#writer;
    const tip = this.#head;
    const gone = end === 'base deleted' || end === 'base renamed';
    if (gone && kind !== 'own' && kind !== 'commit' && kind !== 'upstream') {
      if (end === 'base renamed') writer.move(`${baseRef}-renamed`, writer.ref(baseRef));
      writer.move(baseRef, null);
      writer.steps.push(end);
    } else if (!gone && end !== 'as it is') writer.steps.push(end);
    if (end === 'branch renamed') {
      writer.move(`${this.#branch}-renamed`, tip);
      writer.move(this.#branch, null);
      return { kind: 'branch', name: `work/${name}-renamed` };
    }
    if (end === 'unborn') return { kind: 'unborn', name: `unborn/${name}` };
    if (end === 'branch deleted') writer.move(this.#branch, null);
    const [parent] = writer.at(tip).parents;
    if (end === 'back in history' && parent !== undefined) return { kind: 'detached', commit: parent };
    return end === 'detached' || end === 'branch deleted'
      ? { kind: 'detached', commit: tip }
      : { kind: 'branch', name: `work/${name}` };
  }
}

function shortName(ref: string): string {
  return ref.replace(/^refs\/(heads|remotes|tags)\//, '');
}

/** A number of histories, whose commits all come from the first, which has the mark 1. */
export function modelHistories(seed: number, count: number, firstKind = 0): Model[] {
  const random = randomOf(seed);
  const first: ModelCommit = { mark: 1, parents: [], by: 'other', files: FIRST_FILES };
  let next = 2;
  return Array.from({ length: count }, (_, position) => {
    const index = firstKind + position;
    const kind = BASES[index % BASES.length] ?? 'branch';
    const end = ENDS[(Math.floor(index / BASES.length) + 2 * index) % ENDS.length] ?? 'as it is';
    const name = `h${index}`;
    const model = new History(new HistoryWriter(first, next), { kind, end, name, random }).make(first.mark);
    next += model.commits.length;
    return model;
  });
}

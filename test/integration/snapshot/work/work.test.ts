/**
 * What is told of a task's work, held against git's own answers over made-up histories: git is asked with what the
 * model knows and no program can find out: which commits are not the task's.
 */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeIndex } from '../../../../src/engine/diff.ts';
import { countDirty, countLines } from '../../../../src/git/changes.ts';
import { listUntracked, readSettings, showDiff } from '../../../../src/git/diff.ts';
import { askWorktrees, type ListedWorktree } from '../../../../src/git/worktrees.ts';
import { parseBranchName } from '../../../../src/ids.ts';
import { createRunner } from '../../../../src/process/runner.ts';
import { listBaseRefs, readWork, type WorkingTree } from '../../../../src/snapshot/work/work.ts';
import { Histories, type History } from '../../../support/histories.ts';
import { LEFTOVERS, leave } from '../../../support/history-files.ts';
import { Sandbox } from '../../../support/sandbox.ts';

interface Told {
  readonly ahead: number;
  readonly gone: boolean;
  readonly dirty: number;
  readonly lines: { readonly added: number; readonly removed: number };
  readonly start: string;
  /** `diff --stat`, untracked files included. */
  readonly stat: string;
}

/** git's own answers. */
class Oracle {
  readonly #sandbox: Sandbox;
  readonly #histories: Histories;
  readonly #refs: Map<string, string>;

  static async of(sandbox: Sandbox, histories: Histories): Promise<Oracle> {
    const listed = await histories.git('for-each-ref', '--format=%(refname) %(objectname)');
    const refs = listed.split('\n').map((line) => line.split(' '));
    return new Oracle(sandbox, histories, new Map(refs.map(([name = '', id = '']) => [name, id])));
  }

  constructor(sandbox: Sandbox, histories: Histories, refs: Map<string, string>) {
    this.#sandbox = sandbox;
    this.#histories = histories;
    this.#refs = refs;
  }

  /** What is not the task's: where it started, what base and upstream have, what others made of it. */
  #others(history: History): string[] {
    const { start, baseRef, upstream, baseCommit, baseIsGone } = history;
    const id = (mark: number) => this.#histories.id(mark);
    if (baseIsGone) return [id(start)];
    const tips = [baseRef, upstream].flatMap((ref) => this.#refs.get(ref ?? '') ?? []);
    return [id(start), id(baseCommit), ...tips];
  }

  async told(history: History): Promise<Told> {
    const { worktree, head, commits, baseIsGone } = history;
    const git = (...args: string[]) => this.#sandbox.git('-C', worktree, ...args);
    const lines = async (...args: string[]) => (await git(...args)).split('\n').filter((line) => line !== '');
    const others = this.#others(history);
    const start = this.#histories.id(history.start);
    const isUnborn = head.kind === 'unborn';
    const beyond = isUnborn ? [] : await lines('rev-list', 'HEAD', '--not', ...others);
    const made = new Map(commits.map(({ mark, by }) => [this.#histories.id(mark), by]));
    const byOthers = baseIsGone ? [] : beyond.filter((each) => made.get(each) !== 'task');
    const all = [...others, ...byOthers];
    const own = isUnborn ? '0' : await git('rev-list', '--count', 'HEAD', '--not', ...all);
    const since = isUnborn ? start : await git('merge-base', 'HEAD', ...all);
    const numbers = await lines('diff', '--numstat', since);
    const sum = (column: number) =>
      numbers.reduce((total, line) => total + Number(line.split('\t')[column]), 0);
    return {
      ahead: Number(own),
      gone: baseIsGone,
      dirty: (await lines('status', '--short', '-uall')).length,
      lines: { added: sum(0), removed: sum(1) },
      start: since,
      stat: await this.#stat(history, since),
    };
  }

  async #stat(history: History, since: string): Promise<string> {
    const index = this.#sandbox.path('tmp/index');
    await copyFile(join(await this.#histories.admin(history), 'index'), index);
    const script = `git add --intent-to-add . && git diff --stat ${since}`;
    return await this.#sandbox.sh(script, { cwd: history.worktree, env: { GIT_INDEX_FILE: index } });
  }
}

function workingTree(
  histories: Histories,
  history: History,
  admin: string,
  listed: ListedWorktree | undefined,
) {
  const branch = parseBranchName(history.branch);
  if (branch === null || listed === undefined) throw new Error(`no worktree ${history.name}`);
  const commit = histories.id(history.start);
  const baseRef = history.baseRef ?? histories.id(history.baseCommit);
  return { path: history.worktree, admin, listed, stamp: { branch, commit, baseRef } } satisfies WorkingTree;
}

// All seeds take a minute of processor time.
const seeds = process.env.HISTORIES === 'all' ? [1, 2, 3, 4, 5, 6, 7, 8] : [2, 5, 8];

test.each(seeds)('28 histories of seed %i', async (seed) => {
  await using sandbox = await Sandbox.create();
  // The last ones are in a shallow clone.
  const histories = await Histories.plant(sandbox, {
    seed,
    count: 28,
    first: 28 * seed,
    shallow: seed === 8,
  });
  await histories.addWorktrees();
  await histories.play();
  for (const [index, history] of histories.all.entries())
    await leave(sandbox, history, LEFTOVERS[(seed + index) % LEFTOVERS.length] ?? 'nothing');

  const oracle = await Oracle.of(sandbox, histories);
  const runner = createRunner(sandbox.env);
  const repository = { common: `${histories.repository}/.git`, main: histories.repository, top: null };
  const listed = await askWorktrees(runner, histories.repository);
  const byPath = new Map(listed.map((worktree) => [worktree.path, worktree]));
  const place = { runner, repository };
  const trees = new Map<History, WorkingTree>();
  for (const history of histories.all) {
    const admin = await histories.admin(history);
    trees.set(history, workingTree(histories, history, admin, byPath.get(history.worktree)));
  }
  const stamps = [...trees.values()].map(({ stamp }) => stamp);
  const refs = await listBaseRefs(place, stamps);
  for (const [history, tree] of trees) {
    const { start, ahead, baseGone } = await readWork(place, tree, refs);
    const lines = await runner.run(countLines(tree.path, start));
    const dirty = await runner.run(countDirty(tree.path));
    const untracked = await runner.run(listUntracked(tree.path));
    const index = await writeIndex(runner, tree, untracked, sandbox.path('run'));
    const settings = await runner.run(readSettings(tree.path));
    const { argv, env } = showDiff(tree.path, index, start, {
      stat: true,
      env: sandbox.env,
      settings,
      hasOrder: true,
    });
    const stat = await sandbox.output('git', argv, { env });
    const told: Told = { ahead, gone: baseGone, dirty, lines, start, stat };
    const expected = await oracle.told(history);
    expect([history.name, history.steps, told]).toEqual([history.name, history.steps, expected]);
  }
});

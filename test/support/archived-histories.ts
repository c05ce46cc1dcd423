/**
 * Made-up histories as tasks of a project, which the program itself archives and restores, without its command line
 * and without windows: their worktrees have stamps as if `up` had made them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { linkOf } from '../../src/git/small-file.ts';
import { parseBranchName, parseTaskName, parseWorktreeId } from '../../src/ids.ts';
import { apply } from '../../src/operations/apply.ts';
import { archiveWorktree } from '../../src/operations/archive-worktree/operation.ts';
import type { Operation } from '../../src/operations/kinds.ts';
import type { Outcome } from '../../src/operations/outcome.ts';
import { type RestoreChoice, restoreWorktree } from '../../src/operations/restore-worktree/operation.ts';
import { applyContextOf } from '../../src/project/carry-out/applying.ts';
import { openProject } from '../../src/project/project.ts';
import type { Stamp } from '../../src/records/stamp.ts';
import { readStamp, writeStamp } from '../../src/records/store.ts';
import { NO_FACTS } from '../../src/trust/values.ts';
import { plainContext } from './context.ts';
import { Histories, type History } from './histories.ts';
import { LEFTOVERS, leave } from './history-files.ts';
import {
  addClash,
  addInside,
  addLibrary,
  type Fate,
  leaveOddFiles,
  PLACES_INSIDE,
  type Situation,
  situationsOf,
  stopAll,
} from './history-states.ts';
import type { Sandbox } from './sandbox.ts';
import { snapshotTree } from './snapshot.ts';

export type ArchivedHistory = History & Situation;

export type Choice = Pick<RestoreChoice, 'detach' | 'ontoBranch'>;

/** All that there is of one history, with names that are the same in the archive. */
export interface Look {
  readonly tree: readonly string[];
  /** git's directories of it and of the worktrees inside, without times, HEAD, its log and what is `pane`'s. */
  readonly admins: readonly string[];
  /** By the place within the worktree, where something is inside that git finds by a link. */
  readonly statuses: Readonly<Record<string, string>>;
  readonly head: string;
  /** The log of HEAD, which only ever grows. */
  readonly log: string;
}

export class ArchivedHistories {
  readonly histories: Histories;
  readonly all: readonly ArchivedHistory[];
  readonly #sandbox: Sandbox;

  /** Their worktrees are there, with whatever is in them. */
  static async create(
    sandbox: Sandbox,
    options: { readonly seed: number; readonly count: number; readonly shallow: boolean },
  ): Promise<ArchivedHistories> {
    const { seed, count } = options;
    const histories = await Histories.plant(sandbox, { ...options, first: count * seed });
    const made = new ArchivedHistories(sandbox, histories, seed);
    await made.#make(seed);
    return made;
  }

  private constructor(sandbox: Sandbox, histories: Histories, seed: number) {
    this.#sandbox = sandbox;
    this.histories = histories;
    this.all = situationsOf(histories.all, seed);
  }

  async #make(seed: number): Promise<void> {
    const { histories } = this;
    await histories.addWorktrees();
    await histories.play();
    await addClash(this.#sandbox, histories);
    await stopAll(histories, this.all);
    await addInside(histories, this.all, await addLibrary(this.#sandbox));
    for (const [position, history] of this.all.entries()) {
      await leave(this.#sandbox, history, LEFTOVERS[(seed + position) % LEFTOVERS.length] ?? 'nothing');
      if (position % 3 === 0) await leaveOddFiles(history);
      await this.#stamp(history, position);
    }
    // The logs are older than git keeps them.
    const never = ['gc.reflogExpire', 'gc.reflogExpireUnreachable'].map((key) => `git config ${key} never`);
    await histories.sh(never);
    await writeFile(join(histories.repository, 'pane.config.yaml'), 'project: repo\n');
  }

  async #stamp(history: ArchivedHistory, position: number): Promise<void> {
    const task = parseTaskName(history.name);
    const branch = parseBranchName(history.branch);
    const id = parseWorktreeId(position.toString(16).padStart(12, '0'));
    if (task === null || branch === null || id === null) throw new Error(`no name: ${history.name}`);
    const commit = this.histories.id(history.start);
    await writeStamp(this.#admin(history), {
      version: 1,
      id,
      config: 'pane.config.yaml',
      project: 'repo',
      task,
      branch,
      base: history.base,
      baseRef: history.baseRef ?? commit,
      commit,
      createdAt: new Date().toISOString(),
      progress: 'made',
      error: null,
      brought: [],
      prompt: null,
      applied: null,
      hold: null,
      archive: null,
    });
  }

  /** Returns what came of each. */
  async archive(): Promise<Outcome[]> {
    return await this.#apply(this.all, ({ worktree: path, stamp }) =>
      archiveWorktree(stamp.task, { stamp }, { path, allPanes: true }, { cause: 'test' }),
    );
  }

  async restore(histories: readonly History[], choice: Choice): Promise<Outcome[]> {
    return await this.#apply(histories, ({ worktree: path, stamp: { task, id } }) =>
      restoreWorktree(task, { worktreeId: id, path }, { cause: 'test' }, choice),
    );
  }

  async #apply(
    histories: readonly History[],
    operationOf: (of: { readonly worktree: string; readonly stamp: Stamp }) => Operation,
  ): Promise<Outcome[]> {
    const { env, socket } = this.#sandbox;
    const project = await openProject(plainContext({ cwd: this.histories.repository, env }), {});
    const context = applyContextOf({ project, socket, facts: NO_FACTS });
    const operations = histories.map((history) =>
      operationOf({ worktree: history.worktree, stamp: this.#stampOf(history) }),
    );
    const results = await apply(context, operations, () => {});
    return results.map(({ result }) => result);
  }

  /** What users do while tasks are archived, and what git does by itself. */
  async live(): Promise<void> {
    const { histories } = this;
    await histories.sh(['git worktree prune --expire=now', 'git gc --quiet --prune=now']);
    const refs = await this.refs();
    const round = (to: (name: string) => string, ...fates: readonly Fate[]) => [
      'start',
      ...this.#branches(...fates).map((name) => `update refs/heads/${name} ${to(name)}`),
      'commit',
    ];
    const lines = [
      ...round(() => 'clash', 'moved on', 'moved and back', 'made'),
      ...round((name) => refs.get(`refs/heads/${name}`) ?? '', 'moved and back'),
    ];
    const input = lines.map((line) => `${line}\n`).join('');
    await this.#sandbox.output('git', ['update-ref', '--stdin'], { cwd: histories.repository, input });
    const moved = this.all.filter(({ fate }) => fate === 'HEAD moved');
    const add = 'git worktree add --quiet --no-checkout ../elsewhere';
    await histories.sh([
      ...this.#branches('deleted').map((name) => `git branch --quiet -D ${name}`),
      ...this.#branches('checked out').map((name) => `${add}/${name} ${name}`),
      ...moved.map((history) => `git -C '${this.place(history)}' update-ref -m commit HEAD clash`),
    ]);
  }

  #branches(...fates: readonly Fate[]): string[] {
    return this.all.flatMap(({ fate, head }) => (fates.includes(fate) && 'name' in head ? [head.name] : []));
  }

  /** By their full names. */
  async refs(): Promise<Map<string, string>> {
    const listed = await this.histories.git('for-each-ref', '--format=%(refname) %(objectname)');
    const pairs = listed.split('\n').map((line) => line.split(' '));
    return new Map(pairs.map(([name = '', id = '']) => [name, id]));
  }

  /** All that there is of one of them, where it is now. */
  async look(history: ArchivedHistory): Promise<Look> {
    const place = this.place(history);
    const admin = this.#admin(history);
    const inside = PLACES_INSIDE.filter((each) => existsSync(join(place, each)));
    const links = inside.map((each) => linkOf(join(place, each, '.git')) ?? '');
    const linked = links.filter((path) => path.startsWith('/')).map((path) => basename(path));
    const snapshot = (name: string) =>
      snapshotTree(join(dirname(admin), name), ['HEAD', 'logs/HEAD', 'pane']);
    return {
      // The link of a submodule is written at each move.
      tree: snapshotTree(place).map((line) => (line.includes('/.git: ') ? timeless(line) : line)),
      admins: [history.name, ...linked].flatMap((name) =>
        snapshot(name).map((line) => `${name}/${timeless(line)}`),
      ),
      statuses: inside.length === 0 ? {} : await this.#statuses(place, ['.', ...inside]),
      head: readFileSync(join(admin, 'HEAD'), 'utf8').trim(),
      log: readFileSync(join(admin, 'logs/HEAD'), 'utf8').replace(/[ \t]+$/gm, ''), // `git gc` adds a tab
    };
  }

  async #statuses(place: string, parts: readonly string[]): Promise<Record<string, string>> {
    const status = 'git --no-optional-locks status --porcelain=v2 --branch --ignored';
    const lines = parts.map((part) => `(cd './${part}' && ${status}) || exit; printf '\\0'`);
    const said = await this.#sandbox.sh(lines.join('\n'), { cwd: place });
    return Object.fromEntries(said.split('\0').map((text, index) => [parts[index] ?? '', text]));
  }

  #stampOf(history: History): Stamp {
    const stamp = readStamp(this.#admin(history));
    if (stamp === null) throw new Error(`no stamp of ${history.name}`);
    return stamp;
  }

  #admin({ name }: History): string {
    return join(this.histories.repository, '.git/worktrees', name);
  }

  /** Where the worktree is now. */
  place(history: History): string {
    return this.#stampOf(history).archive?.to ?? history.worktree;
  }
}

function timeless(line: string): string {
  return line.replace(/ [\d.]+$/, '');
}

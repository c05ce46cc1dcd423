/**
 * A repository with many made-up histories, each of a task and its base. It is made in two parts, as in life: first
 * all is as when the tasks begin, then come their worktrees, and `play` does what happened since.
 *
 *     const histories = await Histories.plant(sandbox, { seed: 1, count: 30 });
 *     await histories.addWorktrees(); // or `pane up` with `histories.all`
 *     await histories.play();
 */
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { modelHistories } from './history-model.ts';
import type { Model, ModelCommit, RefMove } from './history-types.ts';
import { FIRST_FILES } from './history-writer.ts';
import type { Sandbox } from './sandbox.ts';

const WHO = 'Test <test@example.invalid>';

/** Of one repository. */
export interface HistoryOptions {
  readonly seed: number;
  readonly count: number;
  /** Which of the kinds, which come by turns, is the first one's; 0 by default. */
  readonly first?: number;
  /** Name of the repository's folder in the sandbox. */
  readonly name?: string;
  /** As after a clone of limited depth: of the first commit nothing is known but that it is there. */
  readonly shallow?: boolean;
}

export interface History extends Model {
  /** Absolute; there once `addWorktrees` was called. */
  readonly worktree: string;
}

export class Histories {
  /** Absolute. */
  readonly repository: string;
  readonly all: readonly History[];
  readonly #sandbox: Sandbox;
  #ids: ReadonlyMap<number, string> = new Map();

  static async plant(
    sandbox: Sandbox,
    { seed, count, first = 0, name = 'repo', shallow = false }: HistoryOptions,
  ): Promise<Histories> {
    const histories = new Histories(sandbox, name, modelHistories(seed, count, first));
    await histories.#import();
    await histories.#track();
    await histories.#moveRefs(histories.all.map(({ before }) => before));
    if (shallow) await histories.#cut();
    return histories;
  }

  private constructor(sandbox: Sandbox, name: string, models: readonly Model[]) {
    this.#sandbox = sandbox;
    this.repository = sandbox.path(name);
    this.all = models.map((model) => ({ ...model, worktree: sandbox.path(`${name}.worktrees`, model.name) }));
  }

  /** The commit with this mark. */
  id(mark: number): string {
    const found = this.#ids.get(mark);
    if (found === undefined) throw new Error(`no commit has the mark ${mark}`);
    return found;
  }

  /** Each on its branch as it is before `play`. */
  async addWorktrees(): Promise<void> {
    const add = 'git worktree add --quiet --no-checkout';
    await this.sh(this.all.map(({ worktree, branch }) => `${add} '${worktree}' '${branch}'`));
  }

  /** What happened since the worktrees were made, to the refs and in each worktree, which is clean then. */
  async play(): Promise<void> {
    await this.#moveRefs(this.all.map(({ after }) => after));
    for (const history of this.all) await this.#moveHead(history);
    await this.sh(this.all.map(({ worktree }) => `git -C '${worktree}' reset --quiet --hard`));
    for (const history of this.all) if (history.head.kind === 'unborn') await this.#attach(history);
  }

  /** Each line must succeed. One shell is much cheaper than a process that this one starts for each line. */
  async sh(lines: readonly string[]): Promise<void> {
    await this.#sandbox.sh(['set -e', ...lines].join('\n'), { cwd: this.repository });
  }

  git(...args: readonly string[]): Promise<string> {
    return this.#sandbox.git('-C', this.repository, ...args);
  }

  /** git's own directory of a history's worktree. */
  async admin({ worktree }: History): Promise<string> {
    return (await readFile(join(worktree, '.git'), 'utf8')).replace('gitdir: ', '').trim();
  }

  async #import(): Promise<void> {
    await this.#sandbox.git('init', '--quiet', this.repository);
    const first: ModelCommit = { mark: 1, parents: [], by: 'other', files: FIRST_FILES };
    const commits = [first, ...this.all.flatMap((history) => history.commits)];
    const marks = this.#sandbox.path('tmp/marks');
    await this.#sandbox.output('git', ['fast-import', '--quiet', '--force', `--export-marks=${marks}`], {
      cwd: this.repository,
      input: `${commits.map(importOf).join('')}reset refs/heads/main\nfrom :1\n\n`,
    });
    const lines = (await readFile(marks, 'utf8')).trim().split('\n');
    this.#ids = new Map(
      lines.map((line) => {
        const [mark = '', id = ''] = line.slice(1).split(' ');
        return [Number(mark), id];
      }),
    );
    await this.git('reset', '--quiet', '--hard');
  }

  async #track(): Promise<void> {
    const sections = this.all.flatMap(({ name, upstream }) =>
      upstream === null
        ? []
        : [`[branch "base/${name}"]\n\tremote = origin\n\tmerge = refs/heads/base/${name}\n`],
    );
    const remote = '[remote "origin"]\n\turl = /nowhere\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n';
    await appendFile(join(this.repository, '.git/config'), [remote, ...sections].join(''));
  }

  /** The first moves of all at once, then the second ones … each is in the log of its ref. */
  async #moveRefs(lists: readonly (readonly RefMove[])[]): Promise<void> {
    const rounds = Math.max(0, ...lists.map((moves) => moves.length));
    const lines = Array.from({ length: rounds }, (_, round) => [
      'start',
      ...lists.flatMap((moves) => moves[round] ?? []).map((move) => this.#lineOf(move)),
      'commit',
    ]);
    const input = lines.flat().map((line) => `${line}\n`);
    await this.#sandbox.output('git', ['update-ref', '-m', 'moved', '--stdin'], {
      cwd: this.repository,
      input: input.join(''),
    });
  }

  #lineOf({ ref, to }: RefMove): string {
    return to === null ? `delete ${ref}` : `update ${ref} ${this.id(to)}`;
  }

  async #cut(): Promise<void> {
    const ids = this.all.map(({ commits: [first] }) => (first === undefined ? '' : this.id(first.mark)));
    await writeFile(join(this.repository, '.git/shallow'), ids.map((id) => `${id}\n`).join(''));
  }

  /** To where there are files; the log of HEAD has every step. */
  async #moveHead(history: History): Promise<void> {
    const { head, headMoves } = history;
    const admin = await this.admin(history);
    const moves = headMoves.map(
      ({ from, to, message }) => `${this.id(from)} ${this.id(to)} ${WHO} 1700000000 +0000\t${message}\n`,
    );
    await appendFile(join(admin, 'logs/HEAD'), moves.join(''));
    if (head.kind === 'branch') await this.#attach(history);
    if (head.kind === 'detached') await writeFile(join(admin, 'HEAD'), `${this.id(head.commit)}\n`);
  }

  async #attach(history: History): Promise<void> {
    const { head } = history;
    if (head.kind === 'detached') return;
    await writeFile(join(await this.admin(history), 'HEAD'), `ref: refs/heads/${head.name}\n`);
  }
}

function importOf({ mark, parents, by, files }: ModelCommit): string {
  const [first, ...others] = parents;
  const message = `${mark} by ${by}`;
  return [
    'commit refs/histories/last',
    `mark :${mark}`,
    `committer ${WHO} ${1_700_000_000 + mark} +0000`,
    `data ${message.length}`,
    message,
    ...(first === undefined ? [] : [`from :${first}`]),
    ...others.map((parent) => `merge :${parent}`),
    'deleteall',
    ...[...files].flatMap(([path, text]) => [`M 100644 inline ${path}`, `data ${text.length}`, text]),
    '',
    '',
  ].join('\n');
}

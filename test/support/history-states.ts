/**
 * What else may be the case in the worktree of a made-up history: something that git has stopped in, worktrees and
 * submodules inside of it, files that are odd.
 */
import { existsSync } from 'node:fs';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Histories, History } from './histories.ts';
import { pick, type Random, randomOf } from './history-writer.ts';
import type { Sandbox } from './sandbox.ts';

/** What git has stopped in. */
export const STOPS = ['nothing', 'merge', 'rebase', 'cherry-pick', 'bisect', 'bisect on a branch'] as const;
type Stop = (typeof STOPS)[number];

export const INSIDES = [
  'nothing',
  'worktree',
  'locked worktree',
  'worktree in a worktree',
  'submodule',
  'submodule in a submodule',
  'submodule in a worktree',
] as const;
type Inside = (typeof INSIDES)[number];

/** What becomes of the task's branch, or of HEAD, while the task is archived. */
export const FATES = [
  'left alone',
  'moved on',
  'moved and back',
  'deleted',
  'checked out',
  'HEAD moved',
] as const;
/** `made`: the branch of an unborn HEAD is there by now. */
export type Fate = (typeof FATES)[number] | 'made';

export interface Situation {
  readonly stop: Stop;
  readonly inside: Inside;
  readonly fate: Fate;
}

/** `position`: from 0, in its repository. */
function insideOf(seed: number, position: number, random: Random): Inside {
  // Submodules take their time: two in each repository.
  if (position % 10 === 3) return INSIDES[4 + ((seed + Math.floor(position / 10)) % 3)] ?? 'nothing';
  return pick(random, ['nothing', 'nothing', 'worktree', 'locked worktree', 'worktree in a worktree']);
}

/** Of the histories of one repository. Fates come by turns to those whose HEAD leaves its branch. */
export function situationsOf<T extends Pick<History, 'head'>>(
  histories: readonly T[],
  seed: number,
): (T & Situation)[] {
  const random = randomOf(seed);
  let turn = seed;
  const fateOf = ({ head }: T, stop: Stop): Fate => {
    if (head.kind === 'unborn') return pick(random, ['left alone', 'made']);
    // git itself holds the branch.
    if (head.kind === 'detached' || stop === 'rebase' || stop.startsWith('bisect')) return 'left alone';
    turn += 1;
    return FATES[turn % FATES.length] ?? 'left alone';
  };
  return histories.map((history, position) => {
    const stop = history.head.kind === 'unborn' ? 'nothing' : pick(random, STOPS);
    const inside = insideOf(seed, position, random);
    return { ...history, stop, inside, fate: fateOf(history, stop) };
  });
}

const importing = (branch: string, from: string | null, lines: readonly string[]): string =>
  [
    `commit refs/heads/${branch}`,
    'committer Test <test@example.invalid> 1700000000 +0000',
    'data <<END\nCommit\nEND',
    ...(from === null ? [] : [`from ${from}`]),
    ...lines,
    '\n',
  ].join('\n');
const file = (path: string, text: string): string => `M 100644 inline ${path}\ndata <<END\n${text}\nEND`;

async function importInto(sandbox: Sandbox, repository: string, text: string): Promise<void> {
  await sandbox.output('git', ['fast-import', '--quiet'], { cwd: repository, input: text });
}

/** Makes the branch `clash`, whose last commit conflicts with whatever is picked onto. */
export async function addClash(sandbox: Sandbox, { repository }: Histories): Promise<void> {
  const changes = ['t/one', 't/two', 't/three', 'clash'].map((path) => file(path, 'another'));
  const commits = [
    importing('clash', 'refs/heads/main', [file('clash', 'one')]),
    importing('clash', null, changes),
  ];
  await importInto(sandbox, repository, commits.join(''));
}

/** Makes a repository that has itself as a submodule, at another commit. Returns its path. */
export async function addLibrary(sandbox: Sandbox): Promise<string> {
  const path = sandbox.path('library');
  await sandbox.git('init', '--quiet', path);
  await importInto(sandbox, path, importing('inner', null, [file('i.txt', 'inner')]));
  const inner = await sandbox.git('-C', path, 'rev-parse', 'inner');
  const modules = `[submodule "in/ner"]\n\tpath = deep/inner\n\turl = ${path}`;
  const outer = [file('o.txt', 'outer'), file('.gitmodules', modules), `M 160000 ${inner} deep/inner`];
  await importInto(sandbox, path, importing('main', null, outer));
  return path;
}

/** @returns what git's admin directory has of it, which must be there */
const STOPPED: Readonly<Record<Exclude<Stop, 'nothing'>, string>> = {
  merge: 'MERGE_HEAD',
  rebase: 'rebase-merge',
  'cherry-pick': 'CHERRY_PICK_HEAD',
  bisect: 'BISECT_START',
  'bisect on a branch': 'BISECT_START',
};

function commandFor(stop: Exclude<Stop, 'nothing'>, good: string): string {
  switch (stop) {
    case 'merge':
      return 'merge --quiet --no-ff --no-commit --allow-unrelated-histories clash';
    case 'rebase':
      return "-c sequence.editor='echo pick clash >' rebase --quiet --interactive HEAD";
    case 'cherry-pick':
      return 'cherry-pick clash';
    case 'bisect':
      return `bisect start HEAD ${good} || git bisect start`; // HEAD may be at that very commit
    case 'bisect on a branch':
      return 'bisect start';
  }
}

/** The worktrees are clean, as `play` leaves them, and on a commit; `addClash` was called. */
export async function stopAll(
  histories: Histories,
  all: readonly (History & { readonly stop: Stop })[],
): Promise<void> {
  const stopping = all.flatMap((history) => {
    const { stop, worktree, commits } = history;
    if (stop === 'nothing') return [];
    const command = commandFor(stop, histories.id(commits[0]?.mark ?? 1));
    return [{ history, sign: STOPPED[stop], line: `cd '${worktree}' && git ${command}` }];
  });
  // Where it stops at a conflict it fails.
  await histories.sh(stopping.map(({ line }) => `(${line}) >../tmp/said 2>&1 || true`));
  for (const { history, sign, line } of stopping) {
    if (!existsSync(join(await histories.admin(history), sign))) throw new Error(`not stopped: ${line}`);
  }
}

/** HEAD may be unborn. `library`: as `addLibrary` made it. */
function linesFor(inside: Inside, name: string, library: string): string[] {
  const worktree = `worktree add --quiet -b 'side/${name}'`;
  const side = `${worktree} .wt/side main`;
  const submodule = `submodule --quiet add --name l/ib '${library}' lib`;
  switch (inside) {
    case 'nothing':
      return [];
    case 'worktree':
      return [side];
    case 'locked worktree':
      return [`${worktree} --lock --reason mine .wt/side main`];
    case 'worktree in a worktree':
      return [side, 'worktree add --quiet --detach .wt/side/.wt/deep main'];
    case 'submodule':
      return [submodule];
    case 'submodule in a submodule':
      return [submodule, '-C lib submodule --quiet update --init'];
    case 'submodule in a worktree':
      return [`${worktree} 'si de' main`, `-C 'si de' ${submodule}`];
  }
}

/** Where worktrees and submodules may lie inside. */
export const PLACES_INSIDE = ['.wt/side', '.wt/side/.wt/deep', 'si de', 'si de/lib', 'lib', 'lib/deep/inner'];

export async function addInside(
  histories: Histories,
  all: readonly (History & { readonly inside: Inside })[],
  library: string,
): Promise<void> {
  const lines = all.flatMap(({ inside, name, worktree }) =>
    linesFor(inside, name, library).map((line) => `git -C '${worktree}' ${line}`),
  );
  await histories.sh(lines);
  for (const { worktree } of all) {
    const places = PLACES_INSIDE.map((place) => join(worktree, place)).filter(existsSync);
    for (const place of places) await writeFile(join(place, 'new'), 'new\n');
  }
}

/** Modes, links and names that are rare, and what is ignored. */
export async function leaveOddFiles({ worktree }: History): Promise<void> {
  const at = (name: string) => Buffer.from(join(worktree, name), 'latin1');
  const modes = { plain: 0o644, secret: 0o600, 'only to read': 0o444, program: 0o755, special: 0o4751 };
  for (const [name, mode] of Object.entries(modes)) {
    await writeFile(at(`odd ${name}`), `${name}\n`);
    await chmod(at(`odd ${name}`), mode);
  }
  for (const folder of ['new\nline/ignored', 'empty', 'caf\xe9', 'closed'])
    await mkdir(at(folder), { recursive: true });
  for (const path of ['new\nline/ignored/file', 'caf\xe9/\xff\xfe "name"', 'closed/file'])
    await writeFile(at(path), 'odd\n');
  await chmod(at('closed'), 0o555);
  await symlink('t/one', at('link'));
  await symlink('/nowhere/at/all', at('dangling'));
  await symlink(Buffer.from('caf\xe9', 'latin1'), at('link to bytes'));
}

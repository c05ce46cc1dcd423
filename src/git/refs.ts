/**
 * What is known of branches, asked in one `git for-each-ref` (git-for-each-ref(1)). Pure.
 */
import type { Command } from '../process/command.ts';

export interface Ref {
  /** Full name, `refs/heads/main`. */
  readonly name: string;
  /** Of an annotated tag the one that it is on. */
  readonly commit: string;
  /** What a symbolic ref points to, `refs/remotes/origin/main`. */
  readonly points: string | null;
  /** Full name of the upstream. */
  readonly upstream: string | null;
  /** The branch has nothing that its upstream lacks, and lacks something. */
  readonly onlyBehind: boolean;
}

/** As `parseRefs` takes it. */
export const REF_FORMAT = [
  '%(refname)',
  '%(objectname)',
  '%(symref)',
  '%(upstream)',
  '%(upstream:track,nobracket)',
  '%(*objectname)',
].join('%09');

export function parseRefs(text: string): Ref[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', object = '', points = '', upstream = '', track = '', tagged = ''] = line.split('\t');
      return {
        name,
        commit: tagged === '' ? object : tagged,
        points: points === '' ? null : points,
        upstream: upstream === '' ? null : upstream,
        onlyBehind: /^behind \d+$/.test(track),
      };
    });
}

/** `a` and `a/b` of `a/b/c`. */
function foldersOf(branch: string): string[] {
  const parts = branch.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

/**
 * The full names that a base may stand for, the first that is there is meant: git's order, but that a
 * branch comes before a tag. None: an expression, `HEAD~3`.
 */
export function namesOfBase(base: string): string[] {
  if (/[~^:?*[\\\s]|\.\.|@\{|^(HEAD|@|-.*)$/.test(base)) return [];
  const isMeant = (name: string) => /^refs\/(heads|remotes|tags)\//.test(name);
  if (isMeant(base)) return [base];
  const names = ['', 'heads/', 'remotes/', 'tags/'].map((folder) => `refs/${folder}${base}`);
  return [...names, `refs/remotes/${base}/HEAD`].filter(isMeant);
}

/** These refs, of those that are there. Asked with none, it would list all. */
export function listNamed(cwd: string, names: readonly string[]): Command<Ref[]> {
  // A pattern without a wildcard matches what lies below it too.
  const meant = new Set(names);
  return {
    file: 'git',
    argv: ['for-each-ref', `--format=${REF_FORMAT}`, ...meant],
    cwd,
    reads: true,
    parse: ({ stdout }) => parseRefs(stdout).filter(({ name }) => meant.has(name)),
  };
}

/** Those that lie below this folder, a full name. */
export function listBelow(common: string, folder: string): Command<Ref[]> {
  return {
    file: 'git',
    argv: ['--git-dir', common, 'for-each-ref', `--format=${REF_FORMAT}`, `${folder}/`],
    reads: true,
    parse: ({ stdout }) => parseRefs(stdout),
  };
}

/**
 * Every ref with one of these branch names, local or of a remote, local branches that exclude one of them
 * by their place, what `bases` may stand for, and those that a default base is taken from.
 */
export function listRefs(
  cwd: string,
  branches: readonly string[],
  bases: readonly string[] = [],
): Command<Ref[]> {
  const named = branches.flatMap((branch) => [
    `refs/heads/${branch}`,
    `refs/remotes/*/${branch}`,
    ...foldersOf(branch).map((folder) => `refs/heads/${folder}`),
  ]);
  const defaults = ['refs/remotes/origin/HEAD', 'refs/heads/main', 'refs/heads/master'];
  const patterns = new Set([...named, ...bases.flatMap(namesOfBase), ...defaults]);
  return {
    file: 'git',
    argv: ['for-each-ref', `--format=${REF_FORMAT}`, ...patterns],
    cwd,
    reads: true,
    parse: ({ stdout }) => parseRefs(stdout),
  };
}

/** The commit that a revision names; null if it names none. */
export function resolveCommit(cwd: string, revision: string): Command<string | null> {
  return {
    file: 'git',
    argv: ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`],
    cwd,
    reads: true,
    okCodes: [1, 128],
    parse: ({ stdout, exitCode }) => (exitCode === 0 ? stdout.trim() : null),
  };
}

/** The commits that the expressions, each of one line, name; null for one that names none. */
export function resolveCommits(cwd: string, expressions: readonly string[]): Command<(string | null)[]> {
  return {
    file: 'git',
    argv: ['cat-file', '--batch-check=%(objectname)'],
    cwd,
    stdin: expressions.map((expression) => `${expression}^{commit}\n`).join(''),
    reads: true,
    parse: ({ stdout }) => {
      const answers = stdout.split('\n');
      return expressions.map((_, index) => {
        const answer = answers[index] ?? '';
        return /^[0-9a-f]+$/.test(answer) ? answer : null;
      });
    },
  };
}

/** Those of the expressions, each of one line, that name no commit. */
export function missingCommits(cwd: string, expressions: readonly string[]): Command<string[]> {
  const { parse, ...command } = resolveCommits(cwd, expressions);
  return {
    ...command,
    parse: (answer) => {
      const commits = parse(answer);
      return expressions.filter((_, index) => commits[index] === null);
    },
  };
}

/**
 * Points HEAD of an admin directory straight at the commit that it is at, whatever branch it is on; fails if
 * it is at another one by now. Touches no other ref.
 */
export function detachHead(adminDirectory: string, commit: string): Command<void> {
  const what = ['--no-deref', '-m', 'pane: archive', 'HEAD', commit, commit];
  return {
    file: 'git',
    argv: ['--git-dir', adminDirectory, 'update-ref', ...what],
    reads: false,
    parse: () => {},
  };
}

/** Points HEAD of an admin directory at a branch; touches no other ref. */
export function attachHead(adminDirectory: string, branch: string): Command<void> {
  return {
    file: 'git',
    argv: [
      '--git-dir',
      adminDirectory,
      'symbolic-ref',
      '-m',
      'pane: restore',
      'HEAD',
      `refs/heads/${branch}`,
    ],
    reads: false,
    parse: () => {},
  };
}

/** Whether git takes it as the name of a branch (git-check-ref-format(1)); that one may be there. */
export function isBranchName(cwd: string, name: string): Command<boolean> {
  return {
    file: 'git',
    argv: ['check-ref-format', `refs/heads/${name}`],
    cwd,
    reads: true,
    okCodes: [1],
    parse: ({ exitCode }) => exitCode === 0,
  };
}

/** Moves a branch that nobody has checked out; fails if it is at another commit than `from` by now. */
export function moveBranch(cwd: string, branch: string, from: string, to: string): Command<void> {
  return {
    file: 'git',
    argv: ['update-ref', '-m', 'pane: fetch', `refs/heads/${branch}`, to, from],
    cwd,
    reads: false,
    parse: () => {},
  };
}

/** A new branch at a commit; fails if there is one. */
export function createBranch(cwd: string, branch: string, commit: string): Command<void> {
  return {
    file: 'git',
    argv: ['update-ref', `refs/heads/${branch}`, commit, ''],
    cwd,
    reads: false,
    parse: () => {},
  };
}

export interface Head {
  /** Without `refs/heads/`; null where HEAD is detached. */
  readonly branch: string | null;
  /** Null on a branch without commits. */
  readonly commit: string | null;
}

/** HEAD of an admin directory. */
export async function readHead(
  run: <T>(command: Command<T>) => Promise<T>,
  adminDirectory: string,
): Promise<Head> {
  const branch = run<string | null>({
    file: 'git',
    argv: ['--git-dir', adminDirectory, 'symbolic-ref', '--quiet', 'HEAD'],
    reads: true,
    okCodes: [1],
    parse: ({ stdout, exitCode }) => (exitCode === 0 ? stdout.trim().replace(/^refs\/heads\//, '') : null),
  });
  const commit = run<string | null>({
    file: 'git',
    argv: ['--git-dir', adminDirectory, 'rev-parse', '--verify', '--quiet', 'HEAD^{commit}'],
    reads: true,
    okCodes: [1],
    parse: ({ stdout, exitCode }) => (exitCode === 0 ? stdout.trim() : null),
  });
  return { branch: await branch, commit: await commit };
}

/**
 * What a worktree has that a commit has not: `git diff` with an index of its own, so that files which git
 * does not know yet are in it and nobody's index changes. Pure.
 */
import { type Command, withoutGitPlace } from '../process/command.ts';
import type { Interactive } from '../process/interactive.ts';

/**
 * Paths of the files that git neither has nor ignores, a character for each byte: a path need not be UTF-8. A
 * repository of its own ends with a slash.
 */
export function listUntracked(worktree: string): Command<string[]> {
  return {
    file: 'git',
    argv: ['-C', worktree, ...QUIET, 'ls-files', '--others', '--exclude-standard', '-z'],
    encoding: 'latin1',
    reads: true,
    isLong: true,
    parse: ({ stdout }) => stdout.split('\0').filter((path) => path !== ''),
  };
}

/** An index elsewhere is written whole; no daemon is started to watch the files, and no hook told of the index. */
const SETTINGS = ['core.splitIndex=false', 'core.fsmonitor=false', 'core.hooksPath=/dev/null'];
const QUIET = SETTINGS.flatMap((setting) => ['-c', setting]);

/** The id of an empty file, in repositories of SHA-1 and of SHA-256. */
const EMPTY = new Map([
  [40, 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'],
  [64, '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813'],
]);

/**
 * Adds files to an index as ones of unknown content, which git then reads from the worktree: nothing is
 * written to the object store, as `git add --intent-to-add` would.
 * @param paths as `listUntracked` tells them
 * @param commit any commit of the repository, by its full id
 */
export function addToIndex(
  worktree: string,
  index: string,
  paths: readonly string[],
  commit: string,
): Command<void> {
  const id = EMPTY.get(commit.length) ?? '';
  return {
    file: 'git',
    argv: ['-C', worktree, ...QUIET, 'update-index', '-z', '--index-info'],
    env: { GIT_INDEX_FILE: index },
    encoding: 'latin1',
    stdin: paths.map((path) => `100644 ${id}\t${path}\0`).join(''),
    reads: false,
    parse: () => {},
  };
}

/** A setting that names a program, the values that count last. */
interface Named {
  readonly ofRepository: boolean;
  readonly name: string;
  readonly value: string;
}

export interface DiffSettings {
  /** The repository's own configuration names a program that compares files, or one that turns them into text. */
  readonly compares: boolean;
  readonly converts: boolean;
  /** The user's own pager where the repository names another; null: the repository names none. */
  readonly pager: { readonly usual: string | null; readonly forDiff: string | null } | null;
  /** The file with the order in which files are shown; as it is configured, `~/` included. */
  readonly orderFile: string | null;
}

/** As every call that reads sets it last; it is no order, whoever sets it. */
const NONE = '/dev/null';

/** Parses `--show-scope -z`: scope, name and value, a line break between the last two. */
export function parseSettings(text: string): DiffSettings {
  const fields = text.split('\0');
  const settings = fields.flatMap((scope, index): Named[] => {
    if (index % 2 === 1 || fields[index + 1] === undefined) return [];
    const [name = '', ...value] = (fields[index + 1] ?? '').split('\n');
    return [{ ofRepository: ['local', 'worktree'].includes(scope), name, value: value.join('\n') }];
  });
  const own = settings.filter(({ ofRepository }) => ofRepository).map(({ name }) => name);
  const usersOwn = (wanted: string): string | null =>
    settings.findLast(({ name, ofRepository }) => name === wanted && !ofRepository)?.value ?? null;
  const namesPager = own.includes('core.pager') || own.includes('pager.diff');
  return {
    compares: own.some((name) => name === 'diff.external' || name.endsWith('.command')),
    converts: own.some((name) => name.endsWith('.textconv')),
    orderFile:
      settings.findLast(({ name, value }) => name === 'diff.orderfile' && value !== NONE)?.value || null,
    pager: namesPager ? { usual: usersOwn('core.pager'), forDiff: usersOwn('pager.diff') } : null,
  };
}

/** The programs that `git diff` would start there, whether it is the repository that names them, and the order. */
export function readSettings(worktree: string): Command<DiffSettings> {
  const names =
    '^(core\\.pager|pager\\.diff|diff\\.external|diff\\.orderfile|diff\\..*\\.(command|textconv))$';
  return {
    file: 'git',
    argv: ['-C', worktree, 'config', '--includes', '--show-scope', '-z', '--get-regexp', names],
    reads: true,
    okCodes: [1], // none of them
    parse: ({ stdout }) => parseSettings(stdout),
  };
}

/** Options of git that make this pager count, whatever the repository names; `pager.diff` may be no more than a yes or no. */
function pagingBy({ usual, forDiff }: NonNullable<DiffSettings['pager']>, env: Interactive['env']): string[] {
  if (/^(false|no|off|0)$/i.test(forDiff ?? '')) return ['--no-pager'];
  const isProgram = forDiff !== null && !/^(true|yes|on|1|)$/i.test(forDiff);
  const program = isProgram ? forDiff : env.GIT_PAGER || usual || env.PAGER || 'less';
  return ['-c', `core.pager=${program}`, '-c', `pager.diff=${program}`];
}

/** For the user's own eyes: pager, colours and language are theirs, but no program is one that the repository names. */
export function showDiff(
  worktree: string,
  index: string,
  commit: string,
  options: {
    readonly stat: boolean;
    readonly env: Interactive['env'];
    readonly settings: DiffSettings;
    /** The file with the order can be read: git shows nothing without it. */
    readonly hasOrder: boolean;
  },
): Interactive {
  const { env, stat, settings, hasOrder } = options;
  const { compares, converts, pager } = settings;
  const paging = pager === null ? [] : pagingBy(pager, env);
  const without = [...(compares ? ['--no-ext-diff'] : []), ...(converts ? ['--no-textconv'] : [])];
  const what = [...without, ...(hasOrder ? [] : [`-O${NONE}`]), ...(stat ? ['--stat'] : []), commit, '--'];
  return {
    file: 'git',
    argv: ['-C', worktree, ...QUIET, ...paging, 'diff', ...what],
    env: { ...withoutGitPlace(env), GIT_INDEX_FILE: index, GIT_OPTIONAL_LOCKS: '0' },
  };
}

/**
 * Commits from one repository to another, by git's own protocol: the one that has them runs `git upload-pack`, the one that
 * wants them `git fetch`, and each asks the other only for what it lacks. Pure.
 */
import type { Command } from '../process/command.ts';

/** The first version: the later ones leave it to the end of a pipe to say that nothing more is wanted. */
const PROTOCOL = 'version=0';

/** What both run with. Missing objects of a partial clone are fetched by the clone itself. */
export const EXCHANGE_ENV = { GIT_PROTOCOL: PROTOCOL, GIT_NO_LAZY_FETCH: '0' } as const;

/** Gives any commit that is asked for by its id. No refs are told: there may be very many. */
export function givingArgv(common: string): string[] {
  const settings = ['uploadpack.allowAnySHA1InWant=true', 'uploadpack.hideRefs=refs/'];
  return [...settings.flatMap((setting) => ['-c', setting]), 'upload-pack', '--strict', common];
}

/** A commit, and the ref that it is to be at. */
export interface Placed {
  readonly commit: string;
  readonly ref: string;
}

/**
 * Takes commits from whoever is at these descriptors, with all that belongs to them. No ref is touched, no hook is run, nothing else is
 * fetched by the way.
 * @param ends `3`: one socket; `3,4`: to read and to write
 */
export function takingArgv(common: string, commits: readonly string[], ends: '3' | '3,4'): string[] {
  const settings = [
    'core.hooksPath=/dev/null',
    'fetch.unpackLimit=1', // one pack
    'fetch.prune=false',
    'fetch.pruneTags=false',
    'protocol.fd.allow=always',
    'protocol.version=0',
  ];
  return [
    ...['--git-dir', common],
    ...settings.flatMap((setting) => ['-c', setting]),
    ...[
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-write-fetch-head',
      '--no-recurse-submodules',
      '--no-auto-maintenance',
    ],
    `fd::${ends}`,
    ...commits,
  ];
}

/** Whether all that belongs to these commits is there. It looks no further than to what refs have. */
export function isComplete(common: string, commits: readonly string[]): Command<boolean> {
  return {
    file: 'git',
    argv: ['--git-dir', common, 'rev-list', '--objects', '--quiet', '--stdin', '--not', '--all'],
    stdin: commits.map((commit) => `${commit}\n`).join(''),
    reads: true,
    isLong: true,
    okCodes: [1, 128], // an object is missing
    parse: ({ exitCode }) => exitCode === 0,
  };
}

/** Whether the one commit is the other, or comes before it. Both are there. */
export function isAncestor(common: string, older: string, younger: string): Command<boolean> {
  return {
    file: 'git',
    argv: ['--git-dir', common, 'merge-base', '--is-ancestor', older, younger],
    reads: true,
    isLong: true,
    okCodes: [1],
    parse: ({ exitCode }) => exitCode === 0,
  };
}

/** The first commits of their histories, by first parents; of a shallow clone those that it begins with. */
export function firstCommits(common: string, commits: readonly string[]): Command<string[]> {
  return {
    file: 'git',
    argv: ['--git-dir', common, 'rev-list', '--first-parent', '--max-parents=0', ...commits, '--'],
    reads: true,
    isLong: true,
    parse: ({ stdout }) => stdout.split('\n').filter((line) => line !== ''),
  };
}

export function isShallow(common: string): Command<boolean> {
  return {
    file: 'git',
    argv: ['--git-dir', common, 'rev-parse', '--is-shallow-repository'],
    reads: true,
    parse: ({ stdout }) => stdout.trim() === 'true',
  };
}

/**
 * Points a ref of `pane`'s own at a commit; fails if it is at another one than `from` by now, null: if it is there. What it
 * was at before can be found again in its log.
 */
export function moveRef(common: string, { ref, commit }: Placed, from: string | null): Command<void> {
  const settings = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.logAllRefUpdates=always'];
  return {
    file: 'git',
    argv: ['--git-dir', common, ...settings, 'update-ref', '-m', 'pane: fetch', ref, commit, from ?? ''],
    reads: false,
    parse: () => {},
  };
}

/** Makes refs that are not there yet; all or none. */
export function createRefs(common: string, refs: readonly Placed[]): Command<void> {
  return {
    file: 'git',
    argv: ['--git-dir', common, '-c', 'core.hooksPath=/dev/null', 'update-ref', '--stdin'],
    stdin: refs.map(({ ref, commit }) => `create ${ref} ${commit}\n`).join(''),
    reads: false,
    parse: () => {},
  };
}

/**
 * What git has to do with a file's content: whether a checkout, a merge or a reset wrote it, or the user.
 * The repository is that of the file, which need not be the project's own worktree.
 */
import { basename, dirname } from 'node:path';
import { type Command, CommandError, type Runner } from '../process/command.ts';
import { listIfThere, realPathIfThere } from './small-file.ts';

/** What is in progress in a worktree, by the name in its git directory that tells (gitrepository-layout(5)). */
const IN_PROGRESS: ReadonlyMap<string, string> = new Map([
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
]);

export type FileOrigin =
  /** git is writing the worktree at this moment: a checkout, a stash or a reset is under way. */
  | { readonly kind: 'busy' }
  /** Exactly what HEAD has. */
  | { readonly kind: 'head' }
  /** Exactly what the index has and HEAD has not: a merge or a checkout on its way, or an edit that was staged. */
  | { readonly kind: 'index' }
  /** A tracked file that is neither, while this is in progress in its worktree: `merge`, `rebase` … */
  | { readonly kind: 'operation'; readonly operation: string };

/** Names are taken literally, and in English is told what fails. */
function ask<T>(path: string, argv: readonly string[], parse: (stdout: string) => T): Command<T> {
  const env = { GIT_LITERAL_PATHSPECS: '1' };
  return { file: 'git', argv, cwd: dirname(path), reads: true, env, parse: ({ stdout }) => parse(stdout) };
}

/** git's own directory for the worktree that the file lies in; null outside any. */
async function gitDirectoryOf(runner: Runner, path: string): Promise<string | null> {
  const argv = ['rev-parse', '--is-inside-work-tree', '--absolute-git-dir'];
  const parse = (stdout: string): string | null =>
    stdout.startsWith('true\n') ? stdout.slice('true\n'.length).replace(/\n$/, '') : null;
  return await runner.run(ask(path, argv, parse)).catch(nullFor(/not a git repository/i));
}

/** Only this failure means that there is nothing; any other is none of what can be known. */
function nullFor(message: RegExp): (error: unknown) => null {
  return (error) => {
    if (error instanceof CommandError && message.test(error.stderr)) return null;
    throw error;
  };
}

/** The blob of the file in HEAD; null: HEAD has no such file, or there is no commit yet. */
async function headBlob(runner: Runner, path: string): Promise<string | null> {
  const argv = ['ls-tree', '-z', 'HEAD', '--', `./${basename(path)}`];
  const parse = (stdout: string) => /^\d+ blob ([0-9a-f]+)\t/.exec(stdout)?.[1] ?? null;
  return await runner.run(ask(path, argv, parse)).catch(nullFor(/^fatal: not a valid object name HEAD/im));
}

interface IndexEntry {
  readonly isTracked: boolean;
  /** Null: not tracked, or in conflict. */
  readonly blob: string | null;
}

async function indexEntry(runner: Runner, path: string): Promise<IndexEntry> {
  const argv = ['ls-files', '--stage', '-z', '--', `./${basename(path)}`];
  return await runner.run(
    ask(path, argv, (stdout) => ({
      isTracked: stdout !== '',
      blob: /^\d+ ([0-9a-f]+) 0\t/.exec(stdout)?.[1] ?? null,
    })),
  );
}

/** The blob that git would make of this content in this place, filters such as line endings applied. */
async function contentBlob(runner: Runner, path: string, content: string): Promise<string> {
  // With core.safecrlf a file of mixed line endings would be refused, which it is not here.
  const argv = ['-c', 'core.safecrlf=false', 'hash-object', '--stdin', `--path=./${basename(path)}`];
  return await runner.run({ ...ask(path, argv, (stdout) => stdout.trim()), stdin: content });
}

/**
 * `content`: as it was read from the file, before this is asked. Of a symbolic link the target is asked about, which
 * holds that content.
 * @returns null where git has nothing to do with it: an edit, an untracked file, one outside any worktree
 * @throws {CommandError} where git can't tell
 */
export async function readFileOrigin(
  runner: Runner,
  file: string,
  content: string,
): Promise<FileOrigin | null> {
  const path = realPathIfThere(file) ?? file;
  const directory = await gitDirectoryOf(runner, path);
  if (directory === null) return null;
  const names = listIfThere(directory);
  if (names.includes('index.lock')) return { kind: 'busy' };
  const [head, index, now] = await Promise.all([
    headBlob(runner, path),
    indexEntry(runner, path),
    contentBlob(runner, path, content),
  ]);
  if (now === head) return { kind: 'head' };
  if (now === index.blob) return { kind: 'index' };
  const operation = names.flatMap((name) => IN_PROGRESS.get(name) ?? [])[0];
  const isTracked = index.isTracked || head !== null;
  return isTracked && operation !== undefined ? { kind: 'operation', operation } : null;
}

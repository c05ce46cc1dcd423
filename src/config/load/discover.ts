/**
 * Which files make up the project that a command is run in. Reads names only; `load` reads the contents.
 */
import { existsSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { PaneError } from '../../errors.ts';
import { type Repository, repositoryRootOf } from '../../git/repository.ts';
import { absolutePath, baseName, folderOf, isWithin, shownPath } from '../../paths.ts';
import type { ConfigFiles } from '../config.ts';
import { realFolder } from './real-places.ts';
import { isSentFile } from './sent-file.ts';

/** The first of a folder counts. */
const fileNames = ['pane.config.yaml', 'pane.config.yml'];

/** What is recorded of projects whose file is not there; paths are absolute. */
export interface Records {
  /** Whether the project of this file has tasks; quick where nothing was ever recorded of it. */
  readonly has: (file: string) => boolean;
  /** All files that are gone while their tasks still exist. */
  readonly gone: () => readonly string[];
  /** The file whose task the worktree is that one is in; null: it is none of ours. */
  readonly ofWorktree: () => string | null;
}

/** No file was named, and none was found. */
export class NoFile extends PaneError {}

/** The project's file is not there, but its tasks are. */
export class FileGone extends PaneError {
  /** As they would be if it were. */
  readonly files: ConfigFiles;

  constructor(files: ConfigFiles, { main }: Repository) {
    const path = main === null ? files.project : shownPath(files.project, main);
    super('config', `${files.project} is gone, but its tasks still exist`, {
      hint: `Put it back: switch to a branch that has it, or \`git show BRANCH:${path} > ${path}\`.`,
    });
    this.files = files;
  }
}

export interface DiscoverInput {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `-f FILE`, as given. */
  readonly file?: string | undefined;
  readonly repository: Repository;
  /** Without it a file that is gone is one that never was. */
  readonly records?: Records;
}

/**
 * `-f`, else PANE_CONFIG, else in a task's worktree the one that its stamp names, else the nearest `pane.config.yaml` or `.yml` from the working directory upward to
 * the repository's top. In a linked worktree the main worktree's file is meant: git checked out only a copy.
 * @throws PaneError `usage` if there is none, or none that can be a file; `FileGone`
 */
export async function discoverFiles(input: DiscoverInput): Promise<ConfigFiles> {
  const named = input.file ?? (input.env.PANE_CONFIG || undefined);
  const project = named === undefined ? findFile(input) : namedFile(named, input);
  return filesBeside(project, input.env, input.repository);
}

/** The files that go with a project's file, which need not be there yet. */
export function filesBeside(
  project: string,
  env: DiscoverInput['env'],
  repository: Pick<Repository, 'common'>,
): ConfigFiles {
  // What another machine sent is complete: the user's file there was in it already.
  const user = isSentFile(repository, project) ? null : userFile(env);
  return { project, local: localFile(project), user };
}

function namedFile(name: string, input: DiscoverInput): string {
  const path = absolutePath(input.cwd, name);
  const origin = input.file === undefined ? 'PANE_CONFIG names' : '-f names';
  const found = fileAt(path);
  if (found === null) {
    assertNeverWas(inMainWorktree(realPlace(path), input.repository), input);
    throw new PaneError('usage', `no such file: ${path}`, {
      hint: `${origin} this file. Name one that exists.`,
    });
  }
  return inMain(found, input);
}

/** Where a file would really lie that is not there. */
function realPlace(path: string): string {
  return absolutePath(realFolder(folderOf(path)), baseName(path));
}

/** @throws {FileGone} */
function assertNeverWas(file: string, { records, env, repository }: DiscoverInput): void {
  if (records?.has(file) === true) throw new FileGone(filesBeside(file, env, repository), repository);
}

/** The place in the main worktree that the one in a linked worktree is a copy of. */
function inMainWorktree(file: string, { main, top }: Repository): string {
  return main === null || top === null || top === main || !isWithin(file, top)
    ? file
    : main + file.slice(top.length);
}

/** A copy that a linked worktree holds stands for the main worktree's file. */
function inMain(file: string, input: DiscoverInput): string {
  const place = inMainWorktree(file, input.repository);
  const original = place === file ? file : fileAt(place);
  if (original !== null) return original;
  assertNeverWas(place, input);
  const { main } = input.repository;
  throw new PaneError('usage', `${file} is in a linked worktree, but the main worktree has no such file`, {
    hint: `Move it to ${main}; there it stays when the worktree is removed.`,
  });
}

function findFile(input: DiscoverInput): string {
  const { cwd, repository, records } = input;
  const stamped = records?.ofWorktree() ?? null;
  const own = stamped === null ? null : fileAt(stamped);
  if (own !== null) return own;
  const home = repositoryRootOf(repository);
  if (home === null) {
    throw new NoFile('usage', 'no config file found: this repository has no known main worktree', {
      hint: 'Name the file with -f FILE, or in PANE_CONFIG.',
    });
  }
  for (const folder of foldersUpward(startFolder(cwd, home, repository), home)) {
    const places = fileNames.map((name) => `${folder}/${name}`);
    for (const place of places) {
      const found = fileAt(place);
      if (found !== null) return found;
    }
    // Further up is another project.
    for (const place of places) assertNeverWas(place, input);
  }
  const gone = records?.gone() ?? [];
  if (gone.length > 0) {
    throw new NoFile('usage', `no ${fileNames[0]} here or in a directory above, up to ${home}`, {
      hint: `These files are gone, but their tasks still exist: ${gone.join(', ')}. Name the one that you mean with -f FILE.`,
    });
  }
  throw new NoFile('usage', `no ${fileNames[0]} here or in a directory above, up to ${home}`, {
    hint: '`pane init` writes one; -f FILE names one elsewhere.',
  });
}

/** The place in the main worktree that the working directory is, or is a copy of; of a bare repository, it or its home. */
function startFolder(cwd: string, home: string, { main, top }: Repository): string {
  const real = realpathSync.native(cwd);
  if (main === null) return top === null && isWithin(real, home) ? real : home;
  return top === null || !isWithin(real, top) ? main : main + real.slice(top.length);
}

/** From `folder` to `top`, both included. */
function foldersUpward(folder: string, top: string): string[] {
  if (folder === top || !isWithin(folder, top)) return [top];
  return [folder, ...foldersUpward(folderOf(folder), top)];
}

/**
 * The place of a file, with symbolic links on the way resolved; null where nothing is. A link in the file's own
 * place is not: a file that becomes one, as dotfile managers do it, is still the same project's. What is there
 * but is no file is an error: to look further would find another project.
 */
function fileAt(path: string): string | null {
  try {
    const stats = statSync(path);
    if (stats.isFile()) return absolutePath(realpathSync.native(folderOf(path)), baseName(path));
    throw new PaneError('usage', `${path} is ${stats.isDirectory() ? 'a directory' : 'not a regular file'}`, {
      hint: 'Move it away, or name the file with -f FILE.',
    });
  } catch (error) {
    if (error instanceof PaneError) throw error;
    return absent(path, error as NodeJS.ErrnoException);
  }
}

function absent(path: string, error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    const target = targetOf(path);
    if (target === null) return null;
    throw new PaneError('usage', `${path} is a symbolic link to ${target}, which does not exist`);
  }
  const reason = error.code === 'EACCES' ? 'no permission' : error.message;
  throw new PaneError('usage', `can't read ${path}: ${reason}`, { cause: error });
}

/** Null: it is no symbolic link. */
function targetOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

/** `pane.config.local.yaml` beside `pane.config.yaml`; another file has its own. */
function localFile(project: string): string {
  const stem = `${folderOf(project)}/${baseName(project).replace(/\.ya?ml$/i, '')}.local`;
  const isShort = existsSync(`${stem}.yml`) && !existsSync(`${stem}.yaml`);
  return isShort ? `${stem}.yml` : `${stem}.yaml`;
}

/** XDG Base Directory Specification: a relative path in the variable is to be ignored. */
export function userFile(env: DiscoverInput['env']): string | null {
  const { XDG_CONFIG_HOME: config = '', HOME: home = '' } = env;
  if (config.startsWith('/')) return absolutePath(config, 'pane/config.yaml');
  return home.startsWith('/') ? absolutePath(home, '.config/pane/config.yaml') : null;
}

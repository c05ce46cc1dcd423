/**
 * The submodules of a linked worktree: their git directories lie below its admin directory, and they and their
 * checkouts name each other by relative paths (gitrepository-layout(5), git-config(1) `core.worktree`).
 */
import { join } from 'node:path';
import type { Command } from '../process/command.ts';
import { listIfThere, realPathIfThere } from './small-file.ts';

function isGitDirectory(path: string): boolean {
  return ['HEAD', 'objects', 'refs'].every((name) => realPathIfThere(join(path, name)) !== null);
}

/** A name may hold slashes, so that folders stand between; a submodule may have submodules. */
function below(folder: string): string[] {
  return listIfThere(folder).flatMap((name) => {
    const path = join(folder, name);
    return isGitDirectory(path) ? [path, ...below(join(path, 'modules'))] : below(path);
  });
}

/** Their git directories, each before those within it. */
export function listSubmodules(admin: string): string[] {
  return below(join(admin, 'modules'));
}

/** The file that has a submodule's `core.worktree`. */
export function settingsOf(gitDirectory: string): string[] {
  return ['config', 'config.worktree'].map((name) => join(gitDirectory, name));
}

/** Where its checkout lies, as the file says it: mostly relative to the git directory. Null: it does not say. */
export function readCheckout(settings: string): Command<string | null> {
  return {
    file: 'git',
    argv: ['config', '--null', '--file', settings, '--get', 'core.worktree'],
    reads: true,
    okCodes: [1],
    parse: ({ stdout, exitCode }) => (exitCode === 0 ? stdout.replace(/\0$/, '') : null),
  };
}

export function writeCheckout(settings: string, path: string): Command<void> {
  return {
    file: 'git',
    argv: ['config', '--file', settings, 'core.worktree', path],
    reads: false,
    parse: () => {},
  };
}

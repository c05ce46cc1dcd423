/**
 * Everything in a directory as lines of text, so that two looks at it can be compared and a difference read.
 */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from './sandbox.ts';

/** A name need not be UTF-8: each byte is a character here. */
const bytes = (path: string): Buffer => Buffer.from(path, 'latin1');

function describe(path: Buffer): string {
  const stat = lstatSync(path);
  const mode = (stat.mode & 0o7777).toString(8);
  if (stat.isDirectory()) return `directory ${mode}`;
  if (stat.isSymbolicLink()) return `link to ${readlinkSync(path, 'latin1')} ${stat.mtimeMs}`;
  const content = createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16);
  return `file ${mode} ${content} ${stat.mtimeMs}`;
}

function* walk(root: string, relative: string, leftOut: readonly string[]): Generator<string> {
  for (const name of readdirSync(bytes(join(root, relative)), 'latin1').sort()) {
    const path = join(relative, name);
    if (leftOut.includes(path)) continue;
    const place = bytes(join(root, path));
    yield `${path}: ${describe(place)}`;
    if (lstatSync(place).isDirectory()) yield* walk(root, path, leftOut);
  }
}

/** Type, mode, content and time of each file; empty directories too. `leftOut`: relative paths. */
export function snapshotTree(root: string, leftOut: readonly string[] = []): string[] {
  return [...walk(Buffer.from(root).toString('latin1'), '', leftOut)];
}

function isDirectory(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch {
    return false;
  }
}

export interface WorktreeSnapshot {
  readonly tree: readonly string[];
  /** git's own directory of the worktree: index, HEAD, what is in progress. */
  readonly admin: readonly string[];
  readonly status: string;
  /** The log of HEAD, which only ever grows. */
  readonly log: string;
}

/** A linked worktree and what git knows of it, looked at without touching the index. */
export async function snapshotWorktree(sandbox: Sandbox, path: string): Promise<WorktreeSnapshot> {
  const read = { env: { GIT_OPTIONAL_LOCKS: '0' } };
  const git = (...args: string[]) => sandbox.output('git', ['-C', path, ...args], read);
  const admin = await git('rev-parse', '--absolute-git-dir');
  if (!isDirectory(admin)) throw new Error(`${path} has no admin directory`);
  return {
    tree: snapshotTree(path),
    admin: snapshotTree(admin, ['pane', 'logs/HEAD'])
      // What a killed `pane` was about to write beside a file of git's.
      .filter((line) => !line.includes('.pane-tmp-'))
      // Without times: HEAD is written anew with the same content.
      .map((line) => line.replace(/ [\d.]+$/, '')),
    status: await git('status', '--porcelain=v2', '--branch', '--ignored'),
    // `git gc` adds a tab where a message is empty.
    log: readFileSync(join(admin, 'logs/HEAD'), 'utf8').replace(/[ \t]+$/gm, ''),
  };
}

/**
 * Another name for a branch, for which all is asked before. Pure.
 */
import type { Command } from '../process/command.ts';
import { parseRefs, REF_FORMAT, type Ref } from './refs.ts';

/** Whatever the new name could clash with, and where else the old one is known. */
export function listAround(cwd: string, from: string, to: string): Command<Ref[]> {
  const folders = to.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
  const patterns = [...folders, from].map((name) => `refs/heads/${name}`);
  return {
    file: 'git',
    argv: ['for-each-ref', `--format=${REF_FORMAT}`, ...patterns, `refs/remotes/*/${from}`],
    cwd,
    reads: true,
    parse: ({ stdout }) => parseRefs(stdout),
  };
}

/** Why the branch can't have another name, a clause; null: it can. `refs`: as `listAround`. */
export function faultOfRename(refs: readonly Ref[], from: string, to: string): string | null {
  const old = refs.find(({ name }) => name === `refs/heads/${from}`);
  if (old === undefined) return `no such branch: ${from}`;
  const remote = refs.find(({ name }) => name.startsWith('refs/remotes/'));
  if (remote !== undefined || old.upstream?.endsWith(`/${from}`)) return `a remote has it`;
  const isNear = (name: string) =>
    `${name}/`.startsWith(`refs/heads/${to}/`) || `refs/heads/${to}/`.startsWith(`${name}/`);
  const near = refs.find(({ name }) => isNear(name));
  return near === undefined ? null : `${near.name.slice('refs/heads/'.length)} is in the way`;
}

/** Its worktree, its reflog and its configuration go with it. */
export function renameBranch(cwd: string, from: string, to: string): Command<void> {
  return { file: 'git', argv: ['branch', '-m', '--', from, to], cwd, reads: false, parse: () => {} };
}

/**
 * Brings what was selected into a new worktree: what another machine sent, copies, then links, then what the user should know.
 */
import type { Runner } from '../process/command.ts';
import { copyEntries } from './copy.ts';
import { linkEntries } from './link.ts';
import type { Selection } from './select.ts';
import { warnOfUnignored } from './unignored.ts';
import { type SentFile, writeSent } from './write-sent.ts';

/** What a new worktree gets. */
export interface Bringing extends Selection {
  /** Of another machine's: these come first, and stand instead of copies of the same path. */
  readonly sent?: readonly SentFile[];
}

/** Paths relative to the root, sorted. */
export interface Brought {
  readonly copied: readonly string[];
  readonly linked: readonly string[];
  /** What was there already and stays as it is. */
  readonly kept: readonly string[];
  /** Sentences. */
  readonly warnings: readonly string[];
}

/**
 * Can be repeated: what is there is kept. The caller holds the task's lock.
 * @param roots absolute: the main worktree, of which nothing is selected where there is none, and the new one
 * @throws {PaneError} naming the entry that failed and how far it came; what is in place stays
 */
export async function bringFiles(
  runner: Runner,
  { sent = [], ...selection }: Bringing,
  roots: { readonly from: string; readonly to: string },
): Promise<Brought> {
  const files = await writeSent(sent, roots.to);
  const { copied, ...copies } = await copyEntries(runner, selection.copy, roots.from, roots.to);
  const { linked, ...links } = await linkEntries(selection.link, roots.from, roots.to);
  const whole = new Set(selection.copy.flatMap((entry) => (entry.kind === 'directory' ? [entry.path] : [])));
  const unignored = await warnOfUnignored(runner, roots.to, {
    directories: copied.filter((path) => whole.has(path)),
    others: [...files.written, ...copied.filter((path) => !whole.has(path)), ...linked],
  });
  return {
    copied: [...files.written, ...copied].sort(),
    linked,
    kept: [...files.kept, ...copies.kept, ...links.kept].sort(),
    warnings: [...selection.warnings, ...files.warnings, ...copies.warnings, ...links.warnings, ...unignored],
  };
}

/**
 * The table of operation kinds, in the order in which they come for one task: what each says of itself, and its effect,
 * which is loaded when it is carried out. Pure: nothing is loaded by reading it.
 */
import { definition as archiveWorktree } from './archive-worktree/operation.ts';
import { definition as clearHalfMade } from './clear-half-made/operation.ts';
import { definition as closeWindow } from './close-window/operation.ts';
import type { Common } from './common.ts';
import { definition as copyFiles } from './copy-files/operation.ts';
import { definition as createWorktree } from './create-worktree/operation.ts';
import type { Definition, Effect } from './definition.ts';
import type { Due, Subject } from './due.ts';
import { definition as openWindow } from './open-window/operation.ts';
import { definition as restartAgent } from './restart-agent/operation.ts';
import { definition as restoreWorktree } from './restore-worktree/operation.ts';
import { definition as startCheck } from './start-check/operation.ts';

interface Row<O extends Common> {
  readonly definition: Definition<O>;
  readonly load: () => Promise<{ readonly carryOut: Effect<O> }>;
}

function row<O extends Common>(definition: Definition<O>, load: Row<O>['load']): Row<O> {
  return { definition, load };
}

const table = {
  'restore-worktree': row(restoreWorktree, () => import('./restore-worktree/effect.ts')),
  'create-worktree': row(createWorktree, () => import('./create-worktree/effect.ts')),
  'copy-files': row(copyFiles, () => import('./copy-files/effect.ts')),
  'restart-agent': row(restartAgent, () => import('./restart-agent/effect.ts')),
  'close-window': row(closeWindow, () => import('./close-window/effect.ts')),
  'open-window': row(openWindow, () => import('./open-window/effect.ts')),
  'start-check': row(startCheck, () => import('./start-check/effect.ts')),
  'archive-worktree': row(archiveWorktree, () => import('./archive-worktree/effect.ts')),
  'clear-half-made': row(clearHalfMade, () => import('./clear-half-made/effect.ts')),
};

type Table = typeof table;
type DataOf<R> = R extends Row<infer O> ? O : never;

export type Kind = keyof Table;
/** The operations of one kind, or of several. */
export type OperationOf<K extends Kind> = { [P in K]: DataOf<Table[P]> & { readonly kind: P } }[K];
/** A closed union: `plan` makes them, `apply` carries them out, everything else prints them. */
export type Operation = OperationOf<Kind>;

const rows: { readonly [K in Kind]: Row<OperationOf<K>> } = table;

/** In the order in which they come in a plan. */
export const KINDS: readonly Kind[] = Object.values(rows).map(({ definition }) => definition.kind);

/** What a kind says of all its operations. */
export function definitionOf(kind: Kind): Omit<Definition<Common>, 'kind' | 'detail' | 'due'> {
  return rows[kind].definition;
}

/** Where it happens, as far as the cause does not say it. */
export function detailOf<K extends Kind>(operation: OperationOf<K>): string {
  return rows[operation.kind].definition.detail(operation);
}

/** Whether an operation of this kind is due for a task of the file. */
export function dueOf<K extends Kind>(kind: K, subject: Subject): Due<OperationOf<K>> {
  return rows[kind].definition.due(subject);
}

/** Loads them now: an upgrade of `pane` exchanges the files under a process that runs for long. */
export async function loadEffects(kinds: readonly Kind[]): Promise<void> {
  await Promise.all(kinds.map((kind) => rows[kind].load()));
}

export async function loadEffect<K extends Kind>(kind: K): Promise<Effect<OperationOf<K>>> {
  return (await rows[kind].load()).carryOut;
}

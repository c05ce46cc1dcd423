/**
 * What a plan goes by beside the file and what is there: what the user asked for, and what holds something back. Pure.
 */
import type { TaskName } from '../ids.ts';
import type { SessionWish } from '../snapshot/session.ts';

/** Tasks of the file that look like one that left it: the new name with the old one. */
export type Renames = ReadonlyMap<TaskName, TaskName>;

/** Tasks that exist, and how many of them are no longer in the file. */
export interface Left {
  readonly gone: number;
  readonly of: number;
}

export const NONE_LEFT: Left = { gone: 0, of: 0 };

/** So many at once may be an accident: nothing is archived without a word. Null: they are not. */
export function manyLeft(left: Left): Left | null {
  return left.gone >= 2 && left.gone * 2 > left.of ? left : null;
}

export interface Policy {
  /** The tasks that were named; null: all, and only then anything is archived. */
  readonly tasks: ReadonlySet<TaskName> | null;
  /** Those that were named wait for their turn as others do, and don't pass over `max_active` and `after`. */
  readonly waits: boolean;
  /** Tasks that can't begin at this moment, so that those behind them in the queue may. */
  readonly barred: ReadonlySet<TaskName>;
  /** Anew although an archive of that name is there. */
  readonly fresh: boolean;
  /** Archive also if more than half of the tasks left at once. */
  readonly yes: boolean;
  /** Tasks that left the file and are not archived yet: their grace is not over, or git took them out. */
  readonly kept: ReadonlySet<TaskName>;
  /** Whether windows that were closed by hand, and agents whose launcher failed, are opened again. */
  readonly reopens: boolean;
  /** Nobody asked for it just now: the watcher looks, and does what is due by itself. */
  readonly unattended: boolean;
  /** How many tasks may be checked at once, of those that the watcher has checked. */
  readonly checksAtOnce: number;
  /** Neither of the two is touched, unless it is named. */
  readonly renames: Renames;
  /** The tasks that the file has on other machines, with the host of each: none of them is to be here. */
  readonly elsewhere: ReadonlyMap<string, string>;
  /** The tasks of other machines. */
  readonly leftOnHosts: Left;
  /** Where the windows are to be. */
  readonly session: SessionWish['config'];
}

/** What a plain `up` does. */
export function plainPolicy(session: Policy['session']): Policy {
  return {
    tasks: null,
    waits: false,
    barred: new Set(),
    fresh: false,
    yes: false,
    kept: new Set(),
    reopens: true,
    unattended: false,
    checksAtOnce: 0,
    renames: new Map(),
    elsewhere: new Map(),
    leftOnHosts: NONE_LEFT,
    session,
  };
}

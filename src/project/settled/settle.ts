/**
 * Looks again where a look may have caught the midst of a change. What decides is who holds the task: its lock, which
 * counts its turns, and a process that is asked again.
 */

import type { Context } from '../../context.ts';
import { lockTurn, type Turn } from '../../gate/lock.ts';
import { pause } from '../../poll.ts';
import { liveness } from '../../process/identity.ts';
import { taskLock } from '../../records/store.ts';
import type { NoteOwner } from '../notes.ts';
import type { Doubt } from './doubtful.ts';

const PATIENCE_MS = 2_000;
/** Where somebody else goes on changing what is in doubt. */
const LONGEST_MS = 10_000;
/** Before the third look; twice as long before each further one. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;

/** A doubt about a task of some project. */
export interface PlacedDoubt extends Doubt {
  readonly owner: NoteOwner;
}

/** A doubt that is left, because that process is at work on the task. */
export interface Busy extends PlacedDoubt {
  readonly pid: number;
}

export interface Settled<T> {
  readonly seen: T;
  readonly busy: readonly Busy[];
}

export interface SettleOptions<T> {
  /** `count`: 1 for the first look. */
  readonly look: (count: number) => Promise<T>;
  readonly doubtsOf: (seen: T) => readonly PlacedDoubt[];
  /** Called for a wait of more than two seconds; without it, none is longer. */
  readonly onWait?: (busy: readonly Busy[]) => void;
}

interface Watched {
  readonly doubt: PlacedDoubt;
  readonly lock: string;
  readonly turn: Turn;
}

function watch(doubt: PlacedDoubt, { pid }: Context): Watched {
  const { repository, projectId } = doubt.owner.scope;
  const lock = taskLock(repository.common, projectId, doubt.task);
  const { number, holder } = lockTurn(lock);
  // Under a lock of our own nobody else is at the task.
  const isOther = holder !== null && liveness(holder) === 'alive' && holder.pid !== pid;
  return { doubt, lock, turn: { number, holder: isOther ? holder : null } };
}

function busyOf({ doubt, turn: { holder } }: Watched): Busy[] {
  return holder === null ? [] : [{ ...doubt, pid: holder.pid }];
}

/** Whether nobody else began or ended anything during the look; of the first look that is not known. */
function isUnchanged(before: Turn | undefined, after: Turn): boolean {
  return before?.number === after.number && before.holder?.pid === after.holder?.pid;
}

/**
 * Looks until nothing seems to change any more, or for two seconds has not ceased to. A look may take longer than that
 * on a busy machine: so a second one decides, and another one where somebody was at a task meanwhile. The first look
 * begins before this returns.
 */
export async function settle<T>(
  context: Context,
  { look, doubtsOf, onWait }: SettleOptions<T>,
): Promise<Settled<T>> {
  const { signal } = context;
  let begun = performance.now();
  /** By lock, as they were after the look before. */
  let turns: ReadonlyMap<string, Turn> = new Map();
  for (let count = 1; ; count += 1) {
    const seen = await look(count);
    const watched = doubtsOf(seen).map((doubt) => watch(doubt, context));
    const busy = watched.flatMap(busyOf);
    const isSame = watched.every(({ lock, turn }) => isUnchanged(turns.get(lock), turn));
    // Nobody was at the tasks during the look, so that what it showed is so.
    const isSure = isSame && busy.length === 0 && !watched.some(({ doubt }) => doubt.isEnding);
    if (isSure || signal.aborted) return { seen, busy };
    const waitedMs = performance.now() - begun;
    if (count > 1 && waitedMs >= (isSame ? PATIENCE_MS : LONGEST_MS)) {
      if (busy.length === 0 || onWait === undefined) return { seen, busy };
      onWait(busy);
      begun = performance.now(); // what these processes leave behind has its own time
    }
    turns = new Map(watched.map(({ lock, turn }) => [lock, turn]));
    if (count > 1) await pause(Math.min(FIRST_PAUSE_MS * 2 ** (count - 2), LONGEST_PAUSE_MS), signal);
  }
}

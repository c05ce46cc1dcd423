/**
 * Ending what runs in a task's window, for good: hang-up to its process groups, TERM after 5 s, KILL after
 * 10 s, then whatever carries the worktree's id in its environment. Who survives is named.
 */
import { isErrno, PaneError } from '../errors.ts';
import type { WorktreeId } from '../ids.ts';
import { poll } from '../poll.ts';
import { liveness, type ProcessIdentity } from '../process/identity.ts';
import { carriersOf, processTable, type Row, rowsOf } from '../process/table.ts';

const TERM_AFTER_MS = 5_000;
const KILL_AFTER_MS = 10_000;
const LIMIT_MS = 12_000;
const POLL_MS = 25;

/** ESRCH: it has ended meanwhile. */
function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    if (!isErrno(error, 'ESRCH')) throw error;
  }
}

function describe(rows: readonly Row[]): string {
  return rows.map(({ name, pid }) => `${name} (${pid})`).join(', ');
}

/** 0, -1 and -0 would signal our own group or everybody; a group that leads outside our namespace reads as 0. */
function isOne(pid: number): boolean {
  return Number.isSafeInteger(pid) && pid > 1;
}

/** What kill(2) is given to reach the process with its whole group. */
export function groupTarget({ pid, group }: Pick<Row, 'pid' | 'group'>): number {
  return isOne(group) ? -group : pid;
}

/**
 * For so long, at most, only those are looked at that were found: to look at all takes as long as a command. Others may
 * have come meanwhile, or one of a number that was theirs.
 */
const LOOK_ANEW_MS = 500;

/** At what is to be ended. `anew`: at all processes, since those that are found get a signal. */
type Look = (waitedMs: number, anew: boolean) => readonly Row[];

function sparing(first: readonly Row[], find: () => readonly Row[]): Look {
  let found = first;
  let foundMs = 0;
  const areThere = () => rowsOf(found.map(({ pid }) => pid)).some(({ zombie }) => !zombie);
  return (waitedMs, anew) => {
    if (waitedMs > 0 && (anew || waitedMs - foundMs >= LOOK_ANEW_MS || !areThere())) {
      found = find();
      foundMs = waitedMs;
    }
    return found;
  };
}

/** @returns those that survive KILL */
async function escalate(find: Look, signalOf: (row: Row) => number): Promise<Row[]> {
  let sent: NodeJS.Signals | null = null;
  const look = (waitedMs: number): Row[] => {
    const due = waitedMs >= KILL_AFTER_MS ? 'SIGKILL' : waitedMs >= TERM_AFTER_MS ? 'SIGTERM' : 'SIGHUP';
    const rows = find(waitedMs, due !== sent).filter(({ pid }) => isOne(pid));
    if (due !== sent) for (const target of new Set(rows.map(signalOf))) send(target, due);
    sent = due;
    return rows;
  };
  return await poll({ everyMs: POLL_MS, limitMs: LIMIT_MS }, look, (rows) => rows.length === 0);
}

export interface Ending {
  /** The first processes of the window's panes: each leads a session. */
  readonly leaders: readonly number[];
  /** The same of panes that stay, whatever runs in them; none by default. */
  readonly spared?: readonly number[];
  readonly worktreeId: WorktreeId;
  /** This very process: it and its ancestors are never ended. */
  readonly pid: number;
}

function ancestorsOf(pid: number, table: readonly Row[]): Set<number> {
  const parents = new Map(table.map((row) => [row.pid, row.parent]));
  const found = new Set<number>();
  for (let each: number | undefined = pid; each !== undefined && each > 0; each = parents.get(each)) {
    if (found.has(each)) break;
    found.add(each);
  }
  return found;
}

/**
 * @throws {PaneError} `conflict` if this command runs inside the window; `failed`, with their names, if
 * processes survive KILL.
 */
export async function endProcesses({ leaders, spared = [], worktreeId, pid }: Ending): Promise<void> {
  const table = processTable();
  const self = ancestorsOf(pid, table);
  const staying = table.filter(({ session }) => spared.includes(session)).map((row) => row.pid);
  const inSession = (rows: readonly Row[]) =>
    rows.filter((row) => isOne(row.session) && leaders.includes(row.session) && !row.zombie);
  if (inSession(table).some((row) => self.has(row.pid))) {
    throw new PaneError('conflict', 'this command runs inside the window that it would close', {
      hint: 'Run it from another window.',
    });
  }
  const left = await escalate(
    sparing(inSession(table), () => inSession(processTable())),
    groupTarget,
  );
  assertEnded([...left, ...(await endCarriers('PANE_ID', worktreeId, new Set([...self, ...staying])))]);
}

/** @returns those that survive KILL */
async function endCarriers(name: string, value: string, spared: ReadonlySet<number>): Promise<Row[]> {
  const carriers = () => {
    const numbers = carriersOf(name, value);
    return rowsOf(numbers).filter((row) => !row.zombie && !spared.has(row.pid));
  };
  return await escalate(sparing(carriers(), carriers), (row) => row.pid);
}

/**
 * Ends what a killed `pane` left at work on something in the making: git, a hook or `cp` go on without it.
 * Linux only, as `carriersOf`.
 * @param mark the value of their `PANE_MAKING`
 * @param pid this very process, where it could carry the mark too: it and its ancestors are never ended
 * @throws {PaneError} `failed`, with their names, if processes survive KILL.
 */
export async function endMakers(mark: string, pid: number | null): Promise<void> {
  const spared = pid === null ? new Set<number>() : ancestorsOf(pid, processTable());
  assertEnded(await endCarriers('PANE_MAKING', mark, spared));
}

function assertEnded(left: readonly Row[]): void {
  if (left.length === 0) return;
  throw new PaneError('failed', `these processes could not be ended: ${describe(left)}`, {
    hint: 'End them, then run the command again.',
  });
}

/** Asks a watcher to end, if the process is still the one that took the lock. */
export function endWatcher(who: ProcessIdentity): void {
  if (liveness(who) === 'alive') send(who.pid, 'SIGTERM');
  else
    throw new PaneError('conflict', `the watcher runs on ${who.host}, process ${who.pid}`, {
      hint: 'End it there.',
    });
}

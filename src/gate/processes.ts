/**
 * Ending what runs in a task's window, for good: hang-up to its first processes and then to its process groups, TERM
 * 5 s later, KILL after 5 s more, then whatever carries the worktree's id in its environment. Who survives is named.
 */
import { isErrno, PaneError } from '../errors.ts';
import type { WorktreeId } from '../ids.ts';
import { poll } from '../poll.ts';
import { liveness, type ProcessIdentity } from '../process/identity.ts';
import { carriersOf, processTable, type Row, rowsOf } from '../process/table.ts';

/** How it is asked, and how long it then has; a time in which this process did not run itself is no more than one of these. */
const STEPS = [
  { signal: 'SIGHUP', waitMs: 5_000 },
  { signal: 'SIGTERM', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 2_000 },
] as const;
const POLL_MS = 25;

/** For so long the process groups of a session are left alone, for its leader to end. */
const LEADER_MS = 2_000;

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

/** @returns what is left, in the end or when the time is over */
async function untilEnded(rows: readonly Row[], find: () => Row[], limitMs: number): Promise<readonly Row[]> {
  let found = rows;
  let foundMs = 0;
  const areThere = () => rowsOf(found.map(({ pid }) => pid)).some(({ zombie }) => !zombie);
  const look = (waitedMs: number): readonly Row[] => {
    if (waitedMs - foundMs < LOOK_ANEW_MS && areThere()) return found;
    foundMs = waitedMs;
    found = find();
    return found;
  };
  return await poll({ everyMs: POLL_MS, limitMs }, look, ({ length }) => length === 0);
}

/**
 * When the leader of a session ends, the kernel hangs up on the group in front. Signalled together with its leader, that group
 * would be hung up on twice: what an agent has begun at the first one, a commit for one, would be ended by the second.
 * @returns what was reached that way, as kill(2) is given it
 */
async function hangUpLeaders(rows: readonly Row[]): Promise<ReadonlySet<number>> {
  const leaders = rows.filter(({ pid, session }) => pid === session);
  for (const { pid } of leaders) send(pid, 'SIGHUP');
  const look = () => rowsOf(leaders.map(({ pid }) => pid)).filter(({ zombie }) => !zombie);
  const left = await poll({ everyMs: POLL_MS, limitMs: LEADER_MS }, look, ({ length }) => length === 0);
  const ended = leaders.filter(({ pid }) => !left.some((row) => row.pid === pid));
  return new Set(ended.filter(({ foreground }) => isOne(foreground)).map(({ foreground }) => -foreground));
}

/**
 * @param first what was found just now
 * @param findAll what is there of it
 * @param hungUp targets that need no hang-up any more
 * @returns those that survive KILL
 */
async function escalate(
  first: readonly Row[],
  findAll: () => readonly Row[],
  signalOf: (row: Row) => number,
  hungUp: ReadonlySet<number> = new Set(),
): Promise<readonly Row[]> {
  const find = () => findAll().filter(({ pid }) => isOne(pid));
  let left: readonly Row[] = first.filter(({ pid }) => isOne(pid));
  for (const { signal, waitMs } of STEPS) {
    if (left.length === 0) break;
    const targets = new Set(left.map(signalOf));
    for (const target of targets) if (signal !== 'SIGHUP' || !hungUp.has(target)) send(target, signal);
    left = await untilEnded(left, find, waitMs);
    // None that has ended meanwhile is asked the next time.
    if (left.length > 0) left = find();
  }
  return left;
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
    throw new PaneError('conflict', 'this command runs in the window that it would close', {
      hint: 'Run it from another window.',
    });
  }
  const find = () => inSession(processTable());
  const found = inSession(table);
  const hungUp = await hangUpLeaders(found);
  const still = inSession(rowsOf(found.map((row) => row.pid)));
  const left = await escalate(still.length > 0 ? still : find(), find, groupTarget, hungUp);
  assertEnded([...left, ...(await endCarriers('PANE_ID', worktreeId, new Set([...self, ...staying])))]);
}

/** @returns those that survive KILL */
async function endCarriers(
  name: string,
  value: string,
  spared: ReadonlySet<number>,
): Promise<readonly Row[]> {
  const carriers = () => {
    const numbers = carriersOf(name, value);
    return rowsOf(numbers).filter((row) => !row.zombie && !spared.has(row.pid));
  };
  return await escalate(carriers(), carriers, (row) => row.pid);
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

/**
 * Ends the check of a worktree with all that it has started. Elsewhere than on Linux, where no environment can be read,
 * a checker that was killed leaves behind what it ran.
 * @param checker the process that checks; null: none is known
 * @param pid this very process: it and its ancestors are never ended
 * @param wayOut what the user does about one that this machine can't ask
 * @throws {PaneError} `failed`, with their names, if processes survive KILL; `conflict` where it checks on another host
 */
export async function endCheck({
  checker,
  worktreeId,
  pid,
  wayOut = 'end it there',
}: {
  readonly wayOut?: string;
  readonly checker: ProcessIdentity | null;
  readonly worktreeId: WorktreeId;
  readonly pid: number;
}): Promise<void> {
  if (checker !== null && liveness(checker) === 'elsewhere')
    throw new PaneError(
      'conflict',
      `its work is perhaps being checked on ${checker.host} (process ${checker.pid}): ${wayOut}`,
    );
  const self = ancestorsOf(pid, processTable());
  const find = () =>
    checker !== null && liveness(checker) === 'alive' && !self.has(checker.pid) ? rowsOf([checker.pid]) : [];
  const left = await escalate(find(), find, (row) => row.pid);
  assertEnded([...left, ...(await endCarriers('PANE_CHECK', worktreeId, self))]);
}

function assertEnded(left: readonly Row[]): void {
  if (left.length === 0) return;
  throw new PaneError('failed', `could not end these processes: ${describe(left)}`, {
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

/**
 * A lock that two can never hold and that a dead holder can't keep. A lock is a directory of numbered
 * files; the highest number is the holder. Taking it over means to create the next number exclusively,
 * which one of all contenders does, and numbers only grow: so nobody ever removes a lock that another one
 * has just taken, which is the flaw of removing a stale lock file.
 */
import { existsSync, linkSync, mkdirSync, readdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isErrno, isNoRoom, PaneError } from '../errors.ts';
import { readIfThere } from '../git/small-file.ts';
import { poll } from '../poll.ts';
import { identityOf, liveness, type ProcessIdentity, thisPlace } from '../process/identity.ts';
import { writeFailure } from './write.ts';

export interface Lock {
  release(): Promise<void>;
}

interface Entry {
  readonly number: number;
  readonly free: boolean;
  readonly name: string;
}

/** Who has the lock, and the file that says so. */
interface Held {
  readonly who: ProcessIdentity;
  readonly path: string;
}

const POLL_MS = 40;

let own: ProcessIdentity | null = null;

/** Of the process that takes the lock: this one, of which nothing changes. Without /proc each asking is a call of `ps`. */
function ownIdentity(pid: number): ProcessIdentity {
  if (own?.pid !== pid) own = identityOf(pid);
  return own;
}

function entriesOf(directory: string): Entry[] {
  return readdirSync(directory)
    .flatMap((name) => {
      const match = /^(\d+)(\.free)?$/.exec(name);
      return match === null ? [] : [{ number: Number(match[1]), free: match[2] !== undefined, name }];
    })
    .sort((a, b) => b.number - a.number || Number(a.free) - Number(b.free));
}

/** Null: released or taken over since the listing; look again. */
function readHolder(path: string): ProcessIdentity | null {
  const text = readIfThere(path);
  if (text === null) return null;
  const [pid, start, boot, host] = text.split(' ');
  // A claim appears with its whole content; one without it was cut off by a loss of power: its holder is dead.
  return { pid: Number(pid), start: start ?? '', boot: boot ?? '', host: host ?? thisPlace().host };
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
  }
}

/** Creates `<directory>/<number>` with its whole content, or tells that somebody else has it. */
function claim(directory: string, number: number, pid: number): boolean {
  const who = ownIdentity(pid);
  const draft = join(directory, `draft-${pid}-${Math.random().toString(36).slice(2)}`);
  try {
    writeFileSync(draft, `${who.pid} ${who.start} ${who.boot} ${who.host} `, { mode: 0o600 });
    linkSync(draft, join(directory, String(number)));
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw writeFailure(draft, error);
  } finally {
    removeQuietly(draft);
  }
}

/** The user may have removed the file: whoever waits is told that this sets a lock free. */
function release(path: string): void {
  try {
    renameSync(path, `${path}.free`);
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
  }
}

function isDead(who: ProcessIdentity): boolean {
  return liveness(who) === 'dead';
}

interface Taken {
  /** The file that says so. */
  readonly mine: string;
}

function isSame(one: ProcessIdentity, other: ProcessIdentity): boolean {
  return (
    one.pid === other.pid && one.start === other.start && one.boot === other.boot && one.host === other.host
  );
}

// At once, not through Node's thread pool: that takes ten times as long for files of a few bytes.
function tryLock(
  directory: string,
  pid: number,
  isFree: (who: ProcessIdentity) => boolean,
): Taken | Held | null {
  const [highest] = entriesOf(directory);
  if (highest !== undefined && !highest.free) {
    const path = join(directory, highest.name);
    const who = readHolder(path);
    if (who === null) return null;
    if (!isFree(who)) return { who, path };
  }
  const number = (highest?.number ?? 0) + 1;
  if (!claim(directory, number, pid)) return null;
  const mine = join(directory, String(number));
  const entries = entriesOf(directory);
  if (entries.some((entry) => entry.number > number || (entry.number === number && entry.free))) {
    removeQuietly(mine); // taken and passed on since the first look
    return null;
  }
  for (const entry of entries) if (entry.number < number) removeQuietly(join(directory, entry.name));
  return { mine };
}

function lockOf({ mine }: Taken): Lock {
  return { release: async () => release(mine) };
}

function isTaken(value: Taken | Held): value is Taken {
  return 'mine' in value;
}

/** Two that are equal and have no holder mean that nobody held the lock between. */
export interface Turn {
  /** How often the lock was taken so far. */
  readonly number: number;
  /** Null: nobody has it. */
  readonly holder: ProcessIdentity | null;
}

/** With who took it last and has not let go of it, be it dead by now. */
function lastTurn(directory: string): Turn {
  const [highest] = existsSync(directory) ? entriesOf(directory) : [];
  const { number = 0, free = true, name = '' } = highest ?? {};
  return { number, holder: free ? null : readHolder(join(directory, name)) };
}

/** Whose turn it is. */
export function lockTurn(directory: string): Turn {
  const { number, holder } = lastTurn(directory);
  return { number, holder: holder === null || isDead(holder) ? null : holder };
}

/** The last holder, which ended without letting go; null: it let go, or holds the lock. */
export function lockLeft(directory: string): ProcessIdentity | null {
  const { holder } = lastTurn(directory);
  return holder !== null && isDead(holder) ? holder : null;
}

/** The process that holds the lock, null if nobody does. */
export function lockHolder(directory: string): ProcessIdentity | null {
  return lockTurn(directory).holder;
}

/** Another one that is quicker each time would have held it so often, within a few ms. */
const MOST_TRIES = 100;

/**
 * The lock, or who holds it; where another one was quicker, it is tried again.
 * @throws {PaneError} `failed` where an entry is listed, but not there: a link that leads nowhere
 */
function lockOrHolder(directory: string, pid: number): Taken | Held {
  mkdirSync(directory, { recursive: true });
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const got = tryLock(directory, pid, isDead);
    if (got !== null) return got;
  }
  const [highest] = entriesOf(directory);
  throw new PaneError('failed', `a lock can't be read: ${join(directory, highest?.name ?? '')}`, {
    hint: 'Remove it, if no `pane` runs.',
  });
}

/** Takes the lock if it is free; null if somebody holds it. */
export async function takeLockIfFree(directory: string, pid: number): Promise<Lock | null> {
  const got = lockOrHolder(directory, pid);
  return isTaken(got) ? lockOf(got) : null;
}

/**
 * Does the work under the lock, all at once: for work of less than a millisecond, whose holders are seen for as long.
 * @returns false where others held the lock for all of `mostMs`: nothing was done
 */
export function whileLocked(
  directory: string,
  { pid, mostMs }: { readonly pid: number; readonly mostMs: number },
  work: () => void,
): boolean {
  if (!existsSync(directory)) mkdirSync(directory, { recursive: true });
  const end = performance.now() + mostMs;
  const me = ownIdentity(pid);
  // Nothing of this process runs beside it: a claim of its own is one that it could not set free.
  const isFree = (who: ProcessIdentity) => isSame(who, me) || isDead(who);
  for (;;) {
    const got = tryLock(directory, pid, isFree);
    if (got !== null && isTaken(got)) {
      try {
        work();
        return true;
      } finally {
        release(got.mine);
      }
    }
    if (performance.now() > end) return false;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0.5);
  }
}

export interface WaitOptions {
  readonly pid: number;
  readonly signal: AbortSignal;
  /** Called once, when the lock was held by another for a second. `path`: the file that holds it. */
  readonly onWait?: (holder: ProcessIdentity, path: string) => void;
  /**
   * For ending what runs, which must be possible with a full disk too: where nobody holds the lock and none can be
   * written, the work is done without it. Only for work that another one may do at the same time.
   */
  readonly orWithout?: boolean;
}

const NO_LOCK: Lock = { release: async () => {} };

/**
 * Waits until the lock is ours.
 * @throws {PaneError} `interrupted` when the signal is aborted.
 */
export async function takeLock(directory: string, options: WaitOptions): Promise<Lock> {
  try {
    return await waitForLock(directory, options);
  } catch (error) {
    // Whoever holds it was waited for: it is written only where nobody does.
    if (options.orWithout === true && isNoRoom(error)) return NO_LOCK;
    throw error;
  }
}

/**
 * Waits until the lock is ours, does the work under it, and lets go of it.
 * @throws {PaneError} as `takeLock`; whatever the work throws
 */
export async function underLock<T>(
  directory: string,
  options: WaitOptions,
  work: () => Promise<T>,
): Promise<T> {
  const lock = await takeLock(directory, options);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function waitForLock(directory: string, { pid, signal, onWait }: WaitOptions): Promise<Lock> {
  let told = false;
  const look = (waitedMs: number): Taken | Held => {
    const got = lockOrHolder(directory, pid);
    if (isTaken(got) || told || waitedMs <= 1000) return got;
    told = true;
    onWait?.(got.who, got.path);
    return got;
  };
  const got = await poll({ everyMs: POLL_MS, signal }, look, isTaken);
  if (isTaken(got)) return lockOf(got);
  throw new PaneError('interrupted', `interrupted while waiting for ${directory}`);
}

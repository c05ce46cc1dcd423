/**
 * Reads what grows in two files at most, of which the older one is replaced by the newer one whenever that has grown
 * large: the log of a window, the events of a project.
 */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { isErrno } from '../errors.ts';

const PIECE = 1 << 16;
const LINE_BREAK = 0x0a;

/** One file of the log, which keeps its identity when it is renamed. */
interface Segment {
  readonly handle: FileHandle;
  readonly inode: number;
  /** As far as it was read. */
  position: number;
}

/** Where the two are, whether they exist or not. */
export interface Parts {
  readonly newest: string;
  readonly older: string;
}

export interface GrowingLog {
  /** What was added since the last call, piece by piece. */
  readonly read: () => AsyncGenerator<Uint8Array>;
  readonly close: () => Promise<void>;
}

/** Null: it is not there. */
function orNull(error: unknown): null {
  if (isErrno(error, 'ENOENT')) return null;
  throw error;
}

async function openSegment(path: string): Promise<Segment | null> {
  const handle = await open(path, 'r').catch(orNull);
  return handle === null ? null : { handle, inode: (await handle.stat()).ino, position: 0 };
}

/** Oldest first. The newest is opened first: if it is moved aside in between, it is found a second time. */
async function openSegments({ newest: newestPath, older: olderPath }: Parts): Promise<Segment[]> {
  const newest = await openSegment(newestPath);
  const older = await openSegment(olderPath);
  const found = [older, newest].filter((segment) => segment !== null);
  if (older === null || older.inode !== newest?.inode) return found;
  await older.handle.close();
  return [newest];
}

async function readPiece({ handle }: Segment, from: number, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
  return buffer.subarray(0, bytesRead);
}

async function* rest(segment: Segment): AsyncGenerator<Uint8Array> {
  const { size } = await segment.handle.stat();
  if (size < segment.position) segment.position = 0; // somebody emptied it
  for (;;) {
    const piece = await readPiece(segment, segment.position, PIECE);
    if (piece.length === 0) return;
    segment.position += piece.length;
    yield piece;
  }
}

/** Those that came after this one, which is perhaps no longer there. */
async function openLater(parts: Parts, current: Segment): Promise<Segment[]> {
  const newest = await stat(parts.newest).catch(orNull);
  if (newest === null || newest.ino === current.inode) return [];
  const all = await openSegments(parts);
  const known = all.findIndex(({ inode }) => inode === current.inode);
  for (const { handle } of all.slice(0, known + 1)) await handle.close();
  return all.slice(known + 1);
}

interface Found {
  /** The place behind the line break; null: the segment has not so many. */
  readonly start: number | null;
  /** How many line breaks more are to be passed. */
  readonly missing: number;
}

/** Looks for a line break after passing so many others from the end. */
async function passBreaks(segment: Segment, size: number, breaks: number): Promise<Found> {
  let missing = breaks;
  for (let end = size; end > 0; end = Math.max(0, end - PIECE)) {
    const from = Math.max(0, end - PIECE);
    const piece = await readPiece(segment, from, end - from);
    for (let at = piece.length - 1; at >= 0; at -= 1) {
      if (piece[at] !== LINE_BREAK) continue;
      if (missing === 0) return { start: from + at + 1, missing };
      missing -= 1;
    }
  }
  return { start: null, missing };
}

/** Leaves out all but the last lines; one that is not finished counts. */
async function skipToLines(segments: readonly Segment[], lines: number): Promise<void> {
  let missing: number | null = null;
  let isFound = lines === 0;
  for (const segment of segments.toReversed()) {
    const { size } = await segment.handle.stat();
    if (isFound) segment.position = size;
    if (isFound || size === 0) continue;
    // The break at the very end begins no line.
    missing ??= (await readPiece(segment, size - 1, 1))[0] === LINE_BREAK ? lines : lines - 1;
    const found = await passBreaks(segment, size, missing);
    segment.position = found.start ?? 0;
    missing = found.missing;
    isFound = found.start !== null;
  }
}

/**
 * Null: there is no log.
 * @param lines only so many of the last lines that are there by now; null: all
 */
export async function openGrowingLog(parts: Parts, lines: number | null): Promise<GrowingLog | null> {
  const segments = await openSegments(parts);
  if (segments.length === 0) return null;
  if (lines !== null) await skipToLines(segments, lines);
  return {
    async *read() {
      for (;;) {
        const [current, ...later] = segments;
        if (current === undefined) return;
        yield* rest(current);
        if (later.length === 0) segments.push(...(await openLater(parts, current)));
        if (segments.length === 1) return;
        yield* rest(current); // what was added before it was moved aside
        await current.handle.close();
        segments.shift();
      }
    },
    async close() {
      for (const { handle } of segments) await handle.close();
    },
  };
}

/**
 * Requests that change something are carried out once: the first that comes with an id claims it, with a file that only
 * one can make, and leaves what came of it for whoever asks again. The newest are kept.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as c from '../../codec.ts';
import { secondsSince } from '../../elapsed.ts';
import { PaneError } from '../../errors.ts';
import { removeOwnFile } from '../../gate/own-files.ts';
import { writeFileAtomically, writeNewFile } from '../../gate/write.ts';
import { changedAtIfThere, listIfThere, readIfThere } from '../../git/small-file.ts';
import { poll } from '../../poll.ts';
import { identityOf, liveness } from '../../process/identity.ts';
import { commonDirectory } from '../../records/store.ts';

const result = c.object({
  out: c.text,
  err: c.text,
  end: c.nullable(c.number),
});

/** What a command printed, base64, and its exit code. Null: a signal ended it. */
export type Result = c.Checked<typeof result>;

const parseResult = c.decoder(result);
const parseClaim = c.decoder(c.object({ pid: c.number, start: c.text, boot: c.text, host: c.text }));

export interface Requests {
  readonly common: string;
  /** Of the project there. */
  readonly directory: string;
  readonly pid: number;
  readonly signal: AbortSignal;
}

const MOST_KEPT = 100;
const POLL_MS = 50;
/** For whom nobody here can tell: on another login node of the same files it may still be at work, in a container that was started again not. */
const ELSEWHERE_MS = 60_000;

/** Carries it out, or gives what came of it. @throws {PaneError} `failed` where it was begun and nobody knows how it ended */
export async function once(requests: Requests, id: string, work: () => Promise<Result>): Promise<Result> {
  const { directory, pid } = requests;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const claim = `${JSON.stringify(identityOf(pid))}\n`;
  if (!(await writeNewFile(join(directory, `${id}.claim`), claim, 0o600)))
    return await resultOf(requests, id);
  const done = await work();
  await writeFileAtomically(join(directory, `${id}.result`), JSON.stringify(done), { mode: 0o600 });
  await removeOld(requests);
  return done;
}

async function resultOf({ directory, signal }: Requests, id: string): Promise<Result> {
  const read = (): Result | null => parseResult(readIfThere(join(directory, `${id}.result`)) ?? '');
  const isOver = (waitedMs: number): boolean => {
    const claim = parseClaim(readIfThere(join(directory, `${id}.claim`)) ?? '');
    const found = claim === null ? 'dead' : liveness(claim);
    return found === 'dead' || (found === 'elsewhere' && waitedMs > ELSEWHERE_MS);
  };
  // In this order: what has ended has left its result.
  const look = (waitedMs: number) => ({ isOver: isOver(waitedMs), found: read() });
  const { found } = await poll(
    { everyMs: POLL_MS, signal },
    look,
    (seen) => seen.found !== null || seen.isOver,
  );
  if (found !== null) return found;
  throw new PaneError(
    'failed',
    'this was begun on the host and cut off there, so nobody knows how it ended',
    {
      hint: 'Look at `pane status`; `pane up` continues from there.',
    },
  );
}

/** The oldest that are done. The claim goes last: without its result nothing is done again. */
async function removeOld({ common, directory }: Requests): Promise<void> {
  const ids = listIfThere(directory).flatMap((name) => /^([a-f0-9]{32})\.result$/.exec(name)?.[1] ?? []);
  if (ids.length <= MOST_KEPT) return;
  const place = (id: string, what: 'claim' | 'result'): string => join(directory, `${id}.${what}`);
  const now = Date.now() / 1000;
  const aged = ids.map((id) => ({
    id,
    seconds: secondsSince((changedAtIfThere(place(id, 'result')) ?? 0) / 1000, now),
  }));
  // Of several from before the clock was put back any one goes: the difference of two that are infinite is no number.
  aged.sort((a, b) => (a.seconds === b.seconds ? 0 : a.seconds - b.seconds));
  for (const { id } of aged.slice(MOST_KEPT)) {
    for (const what of ['result', 'claim'] as const)
      await removeOwnFile(commonDirectory(common), place(id, what));
  }
}

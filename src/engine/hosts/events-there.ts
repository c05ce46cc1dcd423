/**
 * What happened on hosts, as their own `pane events` prints it. Each counts its events for itself, so one that is asked again
 * goes on after the last number that came from it.
 */
import * as c from '../../codec.ts';
import { messageOf, PaneError } from '../../errors.ts';
import { lineReader } from '../../hosts/lines.ts';
import { type Asked, asCode, MOST_LINE } from '../../hosts/protocol.ts';
import { Unreachable } from '../../hosts/unreachable.ts';
import { pause } from '../../poll.ts';
import type { Stored } from './merged-events.ts';
import type { Reached } from './reach.ts';

const event = c.object({ seq: c.number, time: c.text });
const parseAny = c.decoder(c.record(c.anything));

/** Where to begin on one host. */
export interface Since {
  /** Only events with a higher number; null: of all. */
  readonly after: number | null;
  /** Only those of so many ms before now, by the clock there; null: of any time. */
  readonly lastMs: number | null;
}

export interface EventsThere {
  /** Oldest first. */
  readonly stored: () => Promise<Stored[]>;
  /** Goes on after what came before until the signal is aborted, also where the host can't be asked for a while. */
  readonly follow: (told: Told) => Promise<void>;
}

export interface Told {
  /** Why it could not be asked for what is stored; null: it could. */
  readonly before: unknown;
  readonly onEvent: (event: Stored) => void;
  /** It can't be asked now, and is asked again. */
  readonly onLost: (error: unknown) => void;
  /** It can be asked again. */
  readonly onBack: () => void;
  readonly signal: AbortSignal;
}

/** Null: what the host printed is no event. Another version's fields stay. */
function storedOf(line: string, host: string): (Stored & { readonly seq: number }) | null {
  const told = parseAny(line);
  const head = event(told);
  const time = head === c.wrong ? Number.NaN : Date.parse(head.time);
  if (head === c.wrong || Number.isNaN(time)) return null;
  return { time, seq: head.seq, text: JSON.stringify({ ...told, host }) };
}

const FIRST_MS = 1000;
const LONGEST_MS = 15_000;
const MOST_ERR = 2000;

/** `names`: only events of these tasks; empty: all. */
export function eventsThere({ name, host }: Reached, names: readonly string[], since: Since): EventsThere {
  const begun = Date.now();
  let after = since.after;

  const sinceWords = (): string[] => {
    if (after !== null) return [`--since=${after}`];
    if (since.lastMs === null) return [];
    const now = Date.now();
    const back = Math.min(since.lastMs + now - begun, now); // not beyond 1970
    return [`--since=${Math.ceil(back / 1000)}s`];
  };
  const take = (line: string): Stored[] => {
    const found = storedOf(line, name);
    if (found === null) return [];
    after = found.seq;
    return [found];
  };
  const asked = (words: readonly string[]): Asked => {
    const all = [...words, ...sinceWords(), ...names];
    return { do: 'run', command: 'events', words: all, stdin: '', changes: false };
  };

  /** Until it ends, by an error or not. */
  const followOnce = async (onEvent: Told['onEvent'], signal: AbortSignal): Promise<never> => {
    const decoder = new TextDecoder();
    const read = lineReader(MOST_LINE);
    let said = '';
    const { end } = await host.ask(asked(['--follow']), {
      onPrinted: (where, piece) => {
        if (where === 'err') said = `${said}${Buffer.from(piece)}`.slice(-MOST_ERR);
        else if (!signal.aborted)
          for (const line of read(decoder.decode(piece, { stream: true }))) take(line).forEach(onEvent);
      },
    });
    throw ended(name, said, end);
  };

  return {
    stored: async () => {
      const { opened } = await host.greet();
      if (!opened.hasList) return []; // nothing was sent yet, so nothing happened
      const { out, err, end } = await host.ask(asked([]));
      const events = out.toString().split('\n').flatMap(take);
      if (asCode(end) !== 0) throw ended(name, err.toString(), end);
      return events;
    },
    follow: async (told) => {
      const { before, onLost, onBack, onEvent, signal } = told;
      let lost: unknown = null;
      let waitMs = FIRST_MS;
      const lose = (error: unknown): void => {
        if (lost === null) waitMs = FIRST_MS;
        if (lost === null || messageOf(error) !== messageOf(lost)) onLost(error);
        lost = error;
      };
      const found = (event: Stored): void => {
        lost = null;
        onEvent(event);
      };
      if (before !== null) lose(before);
      while (!signal.aborted) {
        let hasList = true;
        try {
          const { opened } = await host.greet();
          ({ hasList } = opened);
          if (lost instanceof Unreachable) {
            onBack();
            lost = null;
          }
          await followOnce(found, signal);
        } catch (error) {
          if (signal.aborted) return;
          // Where nothing was sent yet there is nothing to follow, which is no fault.
          if (hasList || error instanceof Unreachable) lose(error);
        }
        await pause(waitMs, signal);
        waitMs = Math.min(2 * waitMs, LONGEST_MS);
      }
    },
  };
}

function ended(host: string, said: string, end: unknown): PaneError {
  const text = said.trim().replace(/^error: /, '');
  return new PaneError('failed', `${host}: ${text === '' ? `\`pane events\` ended there (${end})` : text}`);
}

/**
 * `--since` of `pane events` where several machines count events, each for itself: `2h`, or `1042,big=17`. Pure.
 */
import { parseDuration } from '../../config/keys/duration.ts';
import { PaneError } from '../../errors.ts';

export interface SinceEach {
  /** Milliseconds before now; null: of any time. */
  readonly lastMs: number | null;
  /** Only events after this number of this machine's; null: of all. */
  readonly here: number | null;
  readonly hosts: ReadonlyMap<string, number>;
}

const NUMBER = /^(?:(.+)=)?(\d+)$/;

/**
 * `machines`: how many are asked; a number alone is the one's that is asked, so it comes back under each name.
 * @throws {PaneError} `usage`
 */
export function parseSinceEach(
  written: string | null,
  asked: { readonly here: boolean; readonly hosts: readonly string[] },
  known: readonly string[],
): SinceEach {
  const none: SinceEach = { lastMs: null, here: null, hosts: new Map() };
  if (written === null) return none;
  const lastMs = parseDuration(written);
  if (lastMs !== null) return { ...none, lastMs };
  const [only, ...others] = asked.hosts;
  if (/^\d+$/.test(written)) {
    const number = Number(written);
    if (only === undefined) return { ...none, here: number };
    if (!asked.here && others.length === 0) return { ...none, hosts: new Map([[only, number]]) };
    throw new PaneError('usage', `--since ${written}: each machine counts its own events`, {
      hint: `Give the number of each, --since ${written},${only}=17, or a duration, --since 2h.`,
    });
  }
  const hosts = new Map<string, number>();
  let here: number | null = null;
  for (const part of written.split(',')) {
    const [, name, number] = NUMBER.exec(part) ?? [];
    if (number === undefined) throw notSince(written);
    if (name === undefined) here = Number(number);
    else if (known.includes(name)) hosts.set(name, Number(number));
    else
      throw new PaneError('usage', `--since: no host ${name}`, { hint: `The hosts: ${known.join(', ')}.` });
  }
  return { lastMs: null, here, hosts };
}

function notSince(written: string): PaneError {
  return new PaneError(
    'usage',
    `--since takes a duration such as 2h, 30m or 10s, or numbers such as 1042,big=17, not "${written}"`,
  );
}

/**
 * How far commits are on their way between here and hosts: nothing of what takes less than a second. On a terminal one line
 * in place, elsewhere a line at the beginning and at the end.
 */
import type { Context } from '../../context.ts';
import type { OnPassing } from '../../engine/hosts/bring-starts.ts';
import { formatBytes } from '../../ui/quantity.ts';
import { truncate } from '../../ui/width.ts';

const AFTER_MS = 1000;
const EVERY_MS = 250;
const CLEAR = '\r\x1b[K';

interface Passing {
  readonly since: number;
  bytes: number;
  isTold: boolean;
}

/** `doing`: `sending commits to`. */
export function showPassing({ stderr, stderrIsTerminal, columns }: Context, doing: string): OnPassing {
  const passing = new Map<string, Passing>();
  let drawn = 0;
  const draw = (now: number): void => {
    const told = [...passing].filter(([, { isTold }]) => isTold);
    const parts = told.map(([host, { bytes }]) => `${host} (${formatBytes(bytes)})`);
    const text = parts.length === 0 ? '' : truncate(`${doing} ${parts.join(', ')}`, columns - 1);
    stderr(`${CLEAR}${text}`);
    drawn = now;
  };
  return (host, bytes) => {
    const now = Date.now();
    const known = passing.get(host);
    if (bytes === 0) {
      passing.delete(host);
      if (known?.isTold !== true) return;
      if (stderrIsTerminal) draw(now);
      else stderr(`${doing} ${host}: ${formatBytes(known.bytes)}, done\n`);
      return;
    }
    const one = known ?? { since: now, bytes, isTold: false };
    one.bytes = bytes;
    passing.set(host, one);
    if (now - one.since < AFTER_MS) return;
    const isFirst = !one.isTold;
    one.isTold = true;
    if (stderrIsTerminal && now - drawn >= EVERY_MS) draw(now);
    if (!stderrIsTerminal && isFirst) stderr(`${doing} ${host}: ${formatBytes(bytes)} so far\n`);
  };
}

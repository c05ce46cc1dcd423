/**
 * How far commits are on their way between here and hosts: nothing of what takes less than a second. On a terminal one line
 * in place, elsewhere a line at the beginning and at the end.
 */
import type { Context } from '../../context.ts';
import type { OnPassing } from '../../engine/hosts/bring-starts.ts';
import { clearLine } from '../../ui/line-in-place.ts';
import { formatBytes } from '../../ui/quantity.ts';
import { truncate } from '../../ui/width.ts';

const AFTER_MS = 1000;
const EVERY_MS = 250;

interface Passing {
  readonly since: number;
  bytes: number;
  isTold: boolean;
}

/** `doing`: `sending commits to`. It looks at the clock by itself: git may think for long before anything passes. */
export function showPassing({ stderr, stderrIsTerminal, columns }: Context, doing: string): OnPassing {
  const passing = new Map<string, Passing>();
  let timer: NodeJS.Timeout | null = null;
  const draw = (): void => {
    const told = [...passing].filter(([, { isTold }]) => isTold);
    const parts = told.map(([host, { bytes }]) => `${host} (${formatBytes(bytes)})`);
    const text = parts.length === 0 ? '' : truncate(`${doing} ${parts.join(', ')}`, columns - 1);
    stderr(`${clearLine}${text}`);
  };
  const look = (): void => {
    const now = Date.now();
    for (const [host, one] of passing) {
      if (one.isTold || now - one.since < AFTER_MS) continue;
      one.isTold = true;
      if (!stderrIsTerminal) stderr(`${doing} ${host}…\n`);
    }
    if (stderrIsTerminal && [...passing.values()].some(({ isTold }) => isTold)) draw();
  };
  const end = (host: string): void => {
    const known = passing.get(host);
    passing.delete(host);
    if (timer !== null && passing.size === 0) {
      clearInterval(timer);
      timer = null;
    }
    if (known?.isTold !== true) return;
    if (stderrIsTerminal) draw();
    else stderr(`${doing} ${host}: ${formatBytes(known.bytes)}\n`);
  };
  return (host, bytes) => {
    if (bytes === 0) return end(host);
    const known = passing.get(host);
    if (known === undefined) passing.set(host, { since: Date.now(), bytes, isTold: false });
    else known.bytes = bytes;
    timer ??= setInterval(look, EVERY_MS);
  };
}

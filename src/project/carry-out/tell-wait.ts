import type { Context } from '../../context.ts';
import { liveness, type ProcessIdentity, thisPlace } from '../../process/identity.ts';

/** Says for whom a lock is waited for. `path`: the file that holds it. */
export function tellWait(context: Context, what: string, holder: ProcessIdentity, path: string): void {
  // Tasks of one `up` wait for each other too, which is nothing to tell.
  if (holder.pid === context.pid && holder.host === thisPlace().host) return;
  // Of another place only the user can tell that its process is gone.
  const isElsewhere = liveness(holder) === 'elsewhere';
  const where = isElsewhere ? ` on ${holder.host}` : '';
  const wayOut = isElsewhere ? `; if that process is gone, remove ${path}` : '';
  context.stderr(`waiting for ${what}: process ${holder.pid}${where} is working on it${wayOut}\n`);
}

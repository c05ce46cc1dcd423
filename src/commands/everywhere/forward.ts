/**
 * `pane forward` of a task on a host.
 */
import type { PaneError } from '../../errors.ts';
import { openTunnel } from '../../hosts/tunnel.ts';
import { pause } from '../../poll.ts';
import { forMany } from '../../signals.ts';
import { formatError } from '../../ui/error.ts';
import { portsOf, showPorts } from '../forward.ts';
import { errPalette } from '../terminal.ts';
import { type Everywhere, meant } from './all.ts';
import { onlyHere } from './here.ts';

/** The longest that a timer runs. */
const FOR_EVER_MS = 2 ** 31 - 1;

/** Until it is interrupted. */
export async function runForward(all: Everywhere): Promise<number> {
  const { definition, call } = all;
  const { context, args, json } = call;
  const [task = '', ...words] = args;
  const [reached] = meant(all);
  if (reached === undefined) return await onlyHere(definition, call);
  const ports = portsOf(words);
  await reached.host.greet(); // it is the machine that it was, and can be reached
  reached.host.close();
  const { name: host } = reached;
  const stop = new AbortController();
  const signal = forMany(AbortSignal.any([context.signal, stop.signal]));
  const destination = { ...reached.destination, signal };
  const warn = (error: PaneError): void =>
    context.stderr(formatError(error, context.program.version, errPalette(context)));
  try {
    const open = await Promise.all(ports.map((wanted) => openTunnel(destination, wanted, warn)));
    await showPorts(context, { task, host, open, json });
    await pause(FOR_EVER_MS, signal);
    return 0;
  } finally {
    stop.abort();
  }
}

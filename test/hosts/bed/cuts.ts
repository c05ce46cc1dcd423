/**
 * Ways in which a connection between the laptop and a host is lost, and is there again.
 */
import type { Bed } from './bed.ts';

export interface Cut {
  /** What is done; for messages. */
  readonly name: string;
  readonly cut: (bed: Bed, host: string) => Promise<void>;
  /** What is over by itself has nothing to mend. */
  readonly mend?: (bed: Bed, host: string) => Promise<void>;
}

const blackhole = (bed: Bed, host: string): string => `blackhole ${bed.addressOfLaptop(host)}`;

export const CUTS: readonly Cut[] = [
  {
    name: 'the link is down',
    cut: (bed, host) => bed.link(host, 'down'),
    mend: (bed, host) => bed.link(host, 'up'),
  },
  {
    name: 'what the host sends is lost',
    cut: async (bed, host) => void (await bed.host(host).root(`ip route add ${blackhole(bed, host)}`)),
    mend: async (bed, host) => void (await bed.host(host).root(`ip route del ${blackhole(bed, host)}`)),
  },
  {
    name: 'the ssh of the laptop is killed',
    cut: async ({ laptop }) => await laptop.signal(await laptop.processes('ssh'), 'KILL'),
  },
  {
    name: 'the sshd of the connection is killed',
    cut: async (bed, name) => {
      const host = bed.host(name);
      await host.signal((await host.sshds()).sessions, 'KILL');
    },
  },
  {
    name: '`pane rpc` is killed',
    cut: async (bed, name) => {
      const host = bed.host(name);
      await host.signal(await host.processes('node /home/me/.local/bin/pane rpc'), 'KILL');
    },
  },
  {
    name: '`pane` on the laptop is killed',
    cut: async ({ laptop }) => {
      const all = await laptop.processes('node /home/me/.local/bin/pane');
      await laptop.signal(all, 'KILL');
    },
  },
];

/**
 * Asks hosts side by side: what one of them fails in costs the others nothing.
 */
import { isInterrupt } from '../../errors.ts';
import { forEachOf } from '../../pool.ts';
import type { Reached } from './reach.ts';

export type FromHost<T> = { readonly host: string } & (
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: unknown }
);

/** At a time. */
const MOST = 20;

/** In the order of the hosts. @throws {PaneError} `interrupted` */
export async function fromEach<T>(
  hosts: readonly Reached[],
  work: (host: Reached) => Promise<T>,
): Promise<FromHost<T>[]> {
  const answers = new Map<Reached, FromHost<T>>();
  await forEachOf(hosts, MOST, async (reached) => {
    const host = reached.name;
    const answer = await work(reached).then(
      (value): FromHost<T> => ({ host, ok: true, value }),
      (error: unknown): FromHost<T> => {
        if (isInterrupt(error)) throw error;
        return { host, ok: false, error };
      },
    );
    answers.set(reached, answer);
  });
  return hosts.flatMap((reached) => answers.get(reached) ?? []);
}

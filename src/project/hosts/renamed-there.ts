/**
 * Tasks of hosts that look renamed in the file: one left it, and one came to the same host that differs from it in nothing but
 * the name, and the branch that is named by it. Where several fit none is guessed. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Config, HostEntry } from '../../config/config.ts';
import type { HostRecord } from './host-record.ts';
import { goneFrom } from './with-recorded.ts';

/** The new name of each with its old one. `config`: as `withRecorded` gives it. */
export function renamedThere(config: Config, record: HostRecord): ReadonlyMap<string, string> {
  const gone = new Set(goneFrom(config, record));
  const pairs = config.elsewhere.flatMap(({ name, content }): [string, string][] => {
    const sent = record[name]?.tasks ?? [];
    const former = sent.filter((task) => gone.has(task.name));
    const come = content.tasks.filter((task) => sent.every((each) => each.name !== task.name));
    return come.flatMap((task): [string, string][] => {
      const [old, ...others] = former.filter((each) => isLike(each, task));
      const isOnly = others.length === 0 && come.filter((each) => isLike(each, task)).length === 1;
      return old !== undefined && isOnly ? [[task.name, old.name]] : [];
    });
  });
  return new Map(pairs);
}

function isLike(one: HostEntry, other: HostEntry): boolean {
  return isDeepStrictEqual(plain(one), plain(other));
}

function plain({ name: _, branch: __, ...rest }: HostEntry): unknown {
  return rest;
}

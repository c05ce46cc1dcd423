/**
 * Tasks of hosts that look renamed in the file: one left it, and one came to the same host that differs from it in nothing but
 * the name, and the branch that is named by it. Where several fit none is guessed. Pure.
 */
import type { Config, HostEntry } from '../../config/config.ts';
import type { HostRecord } from './host-record.ts';
import { goneFrom } from './with-recorded.ts';

/** The new name of each with its old one. `config`: as `withRecorded` gives it. */
export function renamedThere(config: Config, record: HostRecord): ReadonlyMap<string, string> {
  const gone = new Set(goneFrom(config, record));
  const pairs = config.elsewhere.flatMap((part): [string, string][] => {
    const sent = record[part.name]?.tasks ?? [];
    const former = sent.filter((task) => gone.has(task.name));
    if (former.length === 0) return [];
    const known = new Set(sent.map((task) => task.name));
    const come = part.content.tasks.filter((task) => !known.has(task.name));
    const alike = namesByText(former);
    return [...namesByText(come)].flatMap(([text, [name, ...others]]): [string, string][] => {
      const [old, ...more] = alike.get(text) ?? [];
      const isOnly = others.length === 0 && more.length === 0;
      return isOnly && name !== undefined && old !== undefined ? [[name, old]] : [];
    });
  });
  return new Map(pairs);
}

/** Those that differ in nothing but the name and the branch have one text. */
function namesByText(tasks: readonly HostEntry[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const task of tasks) {
    const text = plain(task);
    names.set(text, [...(names.get(text) ?? []), task.name]);
  }
  return names;
}

/** In whatever order their keys are written. */
function plain({ name: _, branch: __, ...rest }: HostEntry): string {
  return JSON.stringify(rest, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

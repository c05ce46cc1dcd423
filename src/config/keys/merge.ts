/**
 * Several files as one, as the entries of their keys say. Pure.
 */
import { type Keys, type Merge, onceForEach } from './key.ts';
import { type FileData, projectKeys } from './project-keys.ts';

type Said = Readonly<Record<string, unknown>>;

/** What `upper` says wins. The order of tasks is the lower file's, then what the upper one adds. */
export function mergeFiles(lower: FileData, upper: FileData): FileData {
  return mergeMaps(projectKeys, lower, withoutNulls(upper)) as FileData;
}

/** A top-level key without a value holds nothing yet: it takes nothing away. */
function withoutNulls(data: FileData): Said {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));
}

const moreThanReplaced = onceForEach((keys) =>
  Object.entries(keys).filter(([, { merge, insteadOf }]) => merge !== undefined || insteadOf !== undefined),
);

/** What `upper` says wins, key by key. */
export function mergeMaps(keys: Keys, lower: Said, upper: Said): Said {
  const merged: Record<string, unknown> = { ...lower, ...upper };
  for (const [name, { merge, short, keys: inner = {}, insteadOf }] of moreThanReplaced(keys)) {
    const [below, above] = [lower[name], upper[name]].map((value) => inFull(value, short));
    if (merge !== undefined && isThere(below) && isThere(above)) {
      merged[name] = mergers[merge](inner, below, above);
    }
    if (insteadOf === undefined) continue;
    // One thing, in whatever way it is said: the upper file's replaces the lower one's.
    if (above !== undefined && upper[insteadOf] === undefined) delete merged[insteadOf];
    if (above === undefined && upper[insteadOf] !== undefined) delete merged[name];
  }
  return merged;
}

/** A map also where a text or a list stands for one. */
function inFull(value: unknown, short: string | undefined): unknown {
  if (short === undefined || typeof value === 'boolean' || value == null) return value;
  if (typeof value === 'string') return { [short]: [value] };
  return Array.isArray(value) ? { [short]: value } : value;
}

/** `false` is nothing to add to, and adds nothing. */
function isThere(value: unknown): boolean {
  return value != null && value !== false;
}

/** The schema says that the values are what is merged so. */
const mergers: Readonly<Record<Merge, (keys: Keys, lower: unknown, upper: unknown) => unknown>> = {
  maps: (keys, lower, upper) => mergeMaps(keys, lower as Said, upper as Said),
  'named maps': (keys, lower, upper) => {
    const pairs = (maps: unknown) => Object.entries(maps as Readonly<Record<string, Said | null>>);
    return Object.fromEntries(mergeNamed(keys, pairs(lower), pairs(upper)));
  },
  'named items': (keys, lower, upper) => {
    const pairs = (items: unknown) => (items as readonly Said[]).map((item) => [item.name, item] as const);
    return mergeNamed(keys, pairs(lower), pairs(upper)).map(([, item]) => item);
  },
};

type Named = readonly (readonly [name: unknown, map: Said | null])[];

function mergeNamed(keys: Keys, lower: Named, upper: Named): [unknown, Said][] {
  const merged = new Map(lower.map(([name, map]) => [name, map ?? {}]));
  for (const [name, map] of upper) merged.set(name, mergeMaps(keys, merged.get(name) ?? {}, map ?? {}));
  return [...merged];
}

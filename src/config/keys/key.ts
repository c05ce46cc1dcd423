/**
 * An entry for a key of the file: all that is to be said about it, said once. Pure; the package that checks files
 * is handed to `schema` when a file is checked, and loaded by nothing else.
 */
import type * as zod from 'zod/mini';

/** What of the package schemas are made of; the rest of it is not in the bundle. */
export type Zod = Pick<
  typeof zod,
  | 'array'
  | 'boolean'
  | 'enum'
  | 'exactOptional'
  | 'int'
  | 'minLength'
  | 'nullable'
  | 'nullish'
  | 'positive'
  | 'record'
  | 'refine'
  | 'regex'
  | 'strictObject'
  | 'string'
  | 'union'
>;
export type Schema = zod.ZodMiniType;
export type Build<S extends Schema = Schema> = (z: Zod) => S;

/**
 * How two files that both say something come together; without it the upper one's value replaces the lower one's.
 * `maps`: key by key. `named maps`: name by name, and there key by key. `named items`: likewise, in a list.
 */
export type Merge = 'maps' | 'named maps' | 'named items';

/**
 * What a change of the key means for a task that is up. `prompt`: it was given already. `window`: a new window
 * applies it. `worktree`: the worktree was made with it. `files`: only new worktrees get it. `none`: nothing is
 * to be done.
 */
export type Concern = 'prompt' | 'window' | 'worktree' | 'files' | 'none';

interface Entry {
  /** What it means, for editors and docs/configuration.md: Markdown without a full stop. */
  readonly text: string;
  /** What docs/configuration.md says besides. */
  readonly more?: string;
  /** The value where no file has one. */
  readonly default?: unknown;
  /** The same in words, where the value itself says too little: Markdown. */
  readonly defaultText?: string;
  readonly merge?: Merge;
  /** Of a map: the key that a value stands for which is no map, as `verify: COMMAND` does for `verify: { run: COMMAND }`. */
  readonly short?: string;
  /** The keys of the map, or of each map, that stands here. */
  readonly keys?: Keys;
  /** Such maps stand under names of the user's: what each of them is. */
  readonly named?: string;
  /** `pane status` tells its value too, under the name of the field; of a task that is in no file the default. */
  readonly inStatus?: true;
  /** The key that says the same in another way: only one of the two can be there. */
  readonly insteadOf?: string;
  /** Of tasks. */
  readonly concern?: Concern;
  readonly resolve?: (written: never) => unknown;
}

/** Its value comes into the configuration as it is written, its default, or what `resolve` makes of these. */
interface Taken {
  /** The name that it has there. */
  readonly field: string;
  readonly default: unknown;
}

/** Whether its value needs approval. */
interface Risky {
  /** The texts that the user is shown for the value in the configuration. */
  readonly risk: (value: never) => readonly string[];
}

interface Unshown {
  /** `elsewhere`: `trust/values.ts` makes the texts, of more than this value. Null: it runs, loads, copies and names nothing. */
  readonly risk: 'elsewhere' | null;
}

type Told = Entry & ((Taken & (Risky | Unshown)) | (Unshown & { readonly field?: never }));

export type Key = Told & { readonly schema: Build };

export type Keys = Readonly<Record<string, Key>>;

/** Of a map that stands in another one: no value of one key alone is shown for approval. */
export type InnerKeys = Readonly<Record<string, Key & Unshown>>;

/** What a file can hold for the key. */
export type Written<K extends Key> = NonNullable<zod.infer<ReturnType<K['schema']>>>;

/** What comes into the configuration where `field` names it. */
export type Value<K extends Key> = K extends { readonly resolve: (written: never) => infer R }
  ? R
  : Readonly<Written<K>>;

/** The fields of the configuration that come from entries alone. */
export type Fields<K extends Keys> = {
  readonly [N in keyof K as K[N] extends { readonly field: infer F extends string } ? F : never]: Value<K[N]>;
};

/** Holds the functions and the default of an entry against its schema. */
interface Fitting<S extends Schema> {
  readonly default?: Readonly<NonNullable<zod.infer<S>>>;
  readonly resolve?: (written: Readonly<NonNullable<zod.infer<S>>>) => unknown;
}

export function key<B extends Build, const E extends Told>(
  schema: B,
  entry: E & Fitting<ReturnType<B>>,
): E & { readonly schema: B } {
  return { ...entry, schema };
}

export type Shape<K extends Keys> = { [N in keyof K]: ReturnType<K[N]['schema']> };

/** What files can say with these keys. */
export type Data<K extends Keys> = zod.infer<zod.ZodMiniObject<Shape<K>>>;

/** A map with these keys and no others. */
export function mapOf<K extends Keys>(keys: K) {
  return (z: Zod) =>
    z.strictObject(
      Object.fromEntries(Object.entries(keys).map(([name, { schema }]) => [name, schema(z)])) as Shape<K>,
    );
}

/** The keys that may stand at a path; indices of lists and the user's own names are steps like others. */
export function keysAt(keys: Keys, path: readonly PropertyKey[]): Keys {
  let found = keys;
  let isName = false;
  for (const step of path) {
    if (typeof step === 'number') continue;
    const at: Key | null | undefined = isName ? null : keyAt(found, step);
    if (at !== null) found = at?.keys ?? {};
    isName = at?.named !== undefined;
  }
  return isName ? {} : found;
}

function keyAt(keys: Keys, step: PropertyKey): Key | undefined {
  return Object.hasOwn(keys, step) ? keys[String(step)] : undefined;
}

/** What is made of a table, made once: it is asked for with each task. */
export function onceForEach<T>(make: (keys: Keys) => T): (keys: Keys) => T {
  const made = new Map<Keys, T>();
  return (keys) => {
    const known = made.get(keys) ?? make(keys);
    made.set(keys, known);
    return known;
  };
}

const takenOf = onceForEach((keys) =>
  Object.entries(keys).flatMap(([name, entry]) => (entry.field === undefined ? [] : [{ name, ...entry }])),
);

/** The configuration's fields of entries: what the files say, over the defaults. */
export function fieldsOf<K extends Keys>(keys: K, written: Readonly<Record<string, unknown>>): Fields<K> {
  const fields: Record<string, unknown> = {};
  for (const { name, field, resolve, default: unsaid } of takenOf(keys)) {
    const value = written[name] ?? unsaid;
    fields[field] = resolve === undefined ? value : resolve(value as never);
  }
  return fields as Fields<K>;
}

/** The other way round: the values of the configuration by the keys of the file. */
export function writtenOf(keys: Keys, configuration: object): Record<string, unknown> {
  const values = new Map<string, unknown>(Object.entries(configuration));
  return Object.fromEntries(takenOf(keys).map(({ name, field }) => [name, values.get(field)]));
}

/** The fields that come from entries alone, each with the path of its key. */
export function pathsOf<K extends Keys>(keys: K, prefix = ''): Record<keyof Fields<K>, string> {
  const paths = takenOf(keys).map(({ name, field }) => [field, prefix + name]);
  return Object.fromEntries(paths) as Record<keyof Fields<K>, string>;
}

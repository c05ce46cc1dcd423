/**
 * Checks of plain data that every command reads: what `pane` stored itself, in small files. A tenth of zod's
 * time in a process that has just started; zod stays where a user's mistake has to be told. Pure.
 */

/** Returns the value as T, or `wrong`. */
export type Check<T> = (value: unknown) => T | typeof wrong;
export type Checked<C> = C extends Check<infer T> ? T : never;

/** No value that JSON can have. */
export const wrong: unique symbol = Symbol('wrong');

/** Whatever it is. */
export const anything: Check<unknown> = (value) => value;
export const text: Check<string> = (value) => (typeof value === 'string' ? value : wrong);
export const number: Check<number> = (value) => (typeof value === 'number' ? value : wrong);
export const boolean: Check<boolean> = (value) => (typeof value === 'boolean' ? value : wrong);

export function oneOf<const T extends string | number | boolean>(...allowed: readonly T[]): Check<T> {
  return (value) => allowed.find((each) => each === value) ?? wrong;
}

/** A text that `parse` does not answer with null. */
export function parsed<T>(parse: (text: string) => T | null): Check<T> {
  return (value) => (typeof value === 'string' ? (parse(value) ?? wrong) : wrong);
}

export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value) => (value === null ? null : check(value));
}

export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value) => (value === undefined ? undefined : check(value));
}

/** The one, else the other. */
export function either<A, B>(one: Check<A>, other: Check<B>): Check<A | B> {
  return (value) => {
    const found = one(value);
    return found === wrong ? other(value) : found;
  };
}

export function list<T>(check: Check<T>): Check<T[]> {
  return (value) => {
    if (!Array.isArray(value)) return wrong;
    const items: T[] = [];
    for (const each of value) {
      const item = check(each);
      if (item === wrong) return wrong;
      items.push(item);
    }
    return items;
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Any keys, each with such a value. */
export function record<T>(check: Check<T>): Check<Record<string, T>> {
  return (value) => {
    if (!isRecord(value)) return wrong;
    const entries: [string, T][] = [];
    for (const [key, each] of Object.entries(value)) {
      const item = check(each);
      if (item === wrong) return wrong;
      entries.push([key, item]);
    }
    return Object.fromEntries(entries);
  };
}

type Shape = Readonly<Record<string, Check<unknown>>>;
type OfShape<S extends Shape> = {
  [K in keyof S as undefined extends Checked<S[K]> ? never : K]: Checked<S[K]>;
} & {
  [K in keyof S as undefined extends Checked<S[K]> ? K : never]?: Exclude<Checked<S[K]>, undefined>;
};

/** These keys; others are left out, so that a later version may add some. */
export function object<const S extends Shape>(shape: S): Check<OfShape<S>> {
  const checks = Object.entries(shape);
  return (value) => {
    if (!isRecord(value)) return wrong;
    const result: Record<string, unknown> = {};
    for (const [key, check] of checks) {
      const item = check(Object.hasOwn(value, key) ? value[key] : undefined);
      if (item === wrong) return wrong;
      if (item !== undefined) result[key] = item;
    }
    return result as OfShape<S>;
  };
}

/** Reads JSON; null for text that is none, or that does not pass the check: another version's, or damaged. */
export function decoder<T>(check: Check<T>): (json: string) => T | null {
  return (json) => {
    try {
      const value = check(JSON.parse(json));
      return value === wrong ? null : value;
    } catch {
      return null;
    }
  };
}

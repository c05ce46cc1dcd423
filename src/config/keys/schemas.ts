/**
 * What values of keys look like, for `schema` of their entries. Pure.
 */

import type { Build, Schema, Zod } from './key.ts';
import { isPattern } from './pattern.ts';
import { variableName } from './variable-name.ts';

export const text = (z: Zod) => z.string().check(z.minLength(1));
export const anyText = (z: Zod) => z.string();
export const texts = (z: Zod) => z.array(text(z));
export const anyTexts = (z: Zod) => z.array(z.string());
export const flag = (z: Zod) => z.boolean();

/** A whole number from the one to the other: nothing is ever unlimited. */
export function count(least: number, most: number) {
  return (z: Zod) =>
    z.int().check(
      z.refine((written) => written >= least && written <= most, {
        error: `expected a whole number from ${least} to ${most}`,
      }),
    );
}

export const env = (z: Zod) =>
  z.record(z.string().check(z.regex(variableName)), z.string(), {
    error: (issue) =>
      issue.code === 'invalid_key'
        ? 'not a valid name of an environment variable, or one that `pane` sets itself'
        : undefined,
  });

export const patterns = (z: Zod) =>
  z.array(text(z).check(z.refine(isPattern, { error: 'not a regular expression' })));

export function oneOf<const T extends readonly string[]>(...words: T) {
  return (z: Zod) => z.enum(words);
}

export function listOf<S extends Schema>(item: Build<S>) {
  return (z: Zod) => z.array(item(z));
}

/** The key need not be there. */
export function optional<S extends Schema>(value: Build<S>) {
  return (z: Zod) => z.exactOptional(value(z));
}

/** Nor need it have a value: one that is written alone holds nothing yet, and is no error. */
export function orNothing<S extends Schema>(value: Build<S>) {
  return (z: Zod) => z.nullish(value(z));
}

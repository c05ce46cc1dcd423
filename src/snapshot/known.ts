/**
 * What git or tmux told, or why it could not be asked: a value to the end, so that nobody takes silence for "nothing
 * there". Pure.
 */
export type Known<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly reason: string };

export function known<T>(value: T): Known<T> {
  return { known: true, value };
}

export function unknown(reason: string): Known<never> {
  return { known: false, reason };
}

/** Null also where it is not known: for who may do without it. */
export function orNull<T>(what: Known<T>): T | null {
  return what.known ? what.value : null;
}

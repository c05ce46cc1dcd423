/**
 * What is looked up at most once, and only if somebody wants to know. Pure, where what looks it up is.
 */

export function lazy<T>(look: () => T): () => T {
  let found: { readonly value: T } | null = null;
  return () => {
    found ??= { value: look() };
    return found.value;
  };
}

/**
 * How a value may be written. Pure.
 */
import type { Entry } from '../load/tree.ts';

/** Where it ends in each of the ways in which it may be written, as far as they stand there. */
export function writtenEnds(
  text: string,
  { value, valueOffset }: Pick<Entry, 'value' | 'valueOffset'>,
): number[] {
  if (value.kind !== 'scalar') return [];
  const { source } = value;
  const forms = [source, JSON.stringify(source), `'${source.replaceAll("'", "''")}'`];
  return forms.filter((form) => text.startsWith(form, valueOffset)).map((form) => valueOffset + form.length);
}

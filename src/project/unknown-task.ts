/** What is said of a name that no task has. Pure. */
import { nearest } from '../config/suggest.ts';
import { PaneError } from '../errors.ts';

/** More are not read. */
const MOST_NAMES = 12;

/** `file`: where the tasks stand. */
export function unknownTask(name: string, known: readonly string[], file: string): PaneError {
  return new PaneError('usage', `no task ${name} in ${file}`, { hint: hintFor(name, known) });
}

function hintFor(name: string, known: readonly string[]): string {
  if (known.length === 0) return 'It has no tasks yet; `pane add` adds one.';
  const meant = nearest(name, known);
  if (meant !== null) return `Did you mean ${meant}?`;
  const more = known.length - MOST_NAMES;
  const names = known.slice(0, MOST_NAMES).join(', ');
  return more > 0 ? `Its tasks: ${names}, and ${more} more.` : `Its tasks: ${names}.`;
}

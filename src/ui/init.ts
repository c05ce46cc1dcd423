/**
 * What `pane init` says when it is done. Pure.
 */
import { printable } from './printable.ts';

export function formatInit(made: {
  readonly file: string;
  readonly excluded: readonly string[];
  readonly ignore: readonly string[];
  readonly commit: readonly string[];
}): string {
  const list = (names: readonly string[]): string => names.map(printable).join(', ');
  return [
    `Wrote ${printable(made.file)} and trusted it.`,
    ...(made.commit.length > 0 ? [`Commit: ${list(made.commit)}`] : []),
    ...(made.excluded.length > 0
      ? [`Ignored by git from now on, by .git/info/exclude: ${list(made.excluded)}`]
      : []),
    ...(made.ignore.length > 0 ? [`Add to .gitignore: ${list(made.ignore)}`] : []),
    'Then: write tasks into it, or `pane add "PROMPT"`; `pane up` makes it so.',
  ]
    .map((line) => `${line}\n`)
    .join('');
}

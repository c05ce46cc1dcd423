/**
 * What `pane init` says when it is done. Pure.
 */
import { printable } from './printable.ts';

export function formatInit(made: {
  readonly file: string;
  readonly agent: string;
  readonly agentFound: boolean;
  readonly excluded: readonly string[];
  readonly ignore: readonly string[];
  readonly commit: readonly string[];
}): string {
  const list = (names: readonly string[]): string => names.map(printable).join(', ');
  return [
    `Wrote and approved ${printable(made.file)}.`,
    made.agentFound
      ? `Agent: ${printable(made.agent)}`
      : `No agent was found on PATH: install ${printable(made.agent)}, or name another one in the file; \`agent: demo\` plays one.`,
    ...(made.commit.length > 0 ? [`Commit: ${list(made.commit)}`] : []),
    ...(made.excluded.length > 0 ? [`Excluded from git in .git/info/exclude: ${list(made.excluded)}`] : []),
    ...(made.ignore.length > 0 ? [`Add to .gitignore: ${list(made.ignore)}`] : []),
    'Next: add tasks to the file or run `pane add "PROMPT"`, then run `pane up`.',
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/**
 * What `fetch` brought, as text. Pure.
 */
import type { FetchedTask } from '../engine/hosts/fetch.ts';
import type { Palette } from './colour.ts';
import { printable } from './printable.ts';
import { formatCount } from './quantity.ts';

/** A line for each task of which something was fetched. */
export function formatFetched(tasks: readonly FetchedTask[], palette: Palette): string {
  return tasks
    .filter(({ error }) => error === null)
    .map((each) => `${palette.bold(printable(each.task))}: ${printable(textOf(each))}\n`)
    .join('');
}

function textOf({ host, branch, ref, commit, commits, local, next }: FetchedTask): string {
  const what = commits === 0 ? `nothing new on ${host}` : `${formatCount(commits, 'commit')} from ${host}`;
  if (local === 'created') return `${what}; branch ${branch} is new here`;
  if (local === 'forwarded') return `${what}; branch ${branch} is at ${commit?.slice(0, 10)} now`;
  if (next !== null) return `${what}, in ${ref}; ${next}`;
  return local === 'ahead' ? `${what}; branch ${branch} here has it all, and more` : what;
}

/** What stays there, and what could not be fetched, for stderr. */
export function formatFetchProblems(tasks: readonly FetchedTask[], palette: Palette): string {
  return tasks
    .flatMap(({ task, host, changed, detached, error }) => {
      const of = `${printable(task)} on ${printable(host)}`;
      if (error !== null) return [`${palette.red('failed')} ${of}: ${printable(error)}`];
      const warned = (text: string): string => `${palette.yellow('warning')} ${of}: ${text}`;
      return [
        ...(changed
          ? [
              warned(
                `${formatCount(changed, 'uncommitted change')} ${changed === 1 ? 'stays' : 'stay'} there`,
              ),
            ]
          : []),
        ...(detached === null
          ? []
          : [warned(`HEAD is at ${detached.slice(0, 10)}, on no branch, and that stays there`)]),
      ];
    })
    .map((line) => `${line}\n`)
    .join('');
}

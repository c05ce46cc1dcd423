/**
 * `pane fetch`, from several hosts side by side.
 */
import { fromEach } from '../../engine/hosts/each.ts';
import { fetchFrom } from '../../engine/hosts/fetch.ts';
import { leftWarning } from '../../engine/hosts/status-there.ts';
import { messageOf } from '../../errors.ts';
import { taskNamed } from '../../project/project.ts';
import { formatFetched, formatFetchProblems } from '../../ui/fetched.ts';
import { exitCodeOfHost, formatHostProblems, joinedCode } from '../../ui/hosts.ts';
import { formatJson } from '../../ui/json.ts';
import { errPalette, outPalette } from '../terminal.ts';
import { type Everywhere, meant } from './all.ts';
import { showPassing } from './passing.ts';

/** @returns 1 where a host, or a task, could not be fetched from */
export async function runFetch(all: Everywhere): Promise<number> {
  const { call, found, hosts, split } = all;
  const { context, json } = call;
  const here = split.here.map((name) => taskNamed(found.project, name).name);
  const onPassing = showPassing(context, 'fetching commits from');
  const answers = await fromEach(meant(all), (reached) =>
    fetchFrom(found.project, reached, split.there.get(reached.name) ?? [], onPassing),
  );
  const tasks = answers.flatMap((answer) => (answer.ok ? answer.value : []));
  const left = split.isAll ? hosts.left.map(leftWarning) : [];
  const failed = answers.flatMap((answer) => (answer.ok ? [] : [answer]));
  if (json) {
    const told = answers.map((each) => ({
      name: each.host,
      error: each.ok ? null : messageOf(each.error),
    }));
    const others = hosts.left.map(({ name }, index) => ({ name, error: left[index] ?? null }));
    context.stdout(formatJson({ tasks, hosts: split.isAll ? [...told, ...others] : told }));
  } else {
    const isNothing = tasks.length === 0 && failed.length === 0 && here.length === 0;
    context.stdout(
      isNothing ? 'No task has a worktree on a host.\n' : formatFetched(tasks, outPalette(context)),
    );
    for (const name of here) context.stdout(`${name}: is on this machine, and so are its commits\n`);
  }
  const palette = errPalette(context);
  context.stderr(formatFetchProblems(tasks, palette));
  context.stderr(formatHostProblems(failed, palette));
  context.stderr(left.map((message) => `${palette.red('conflict:')} ${message}\n`).join(''));
  const isWhole = left.length === 0 && tasks.every(({ error }) => error === null);
  return joinedCode([isWhole ? 0 : 1, ...failed.map(exitCodeOfHost)]);
}

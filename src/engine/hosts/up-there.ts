/**
 * `up`, `plan`, `down` and `archive` of what a host has.
 */
import type { TaskConfig } from '../../config/config.ts';
import { PaneError } from '../../errors.ts';
import { asEvent } from '../../events/event.ts';
import type { Asked } from '../../hosts/protocol.ts';
import { parseTaskName } from '../../ids.ts';
import type { Notice } from '../../plan/notice.ts';
import type { FollowedContext } from '../../project/carry-out/tell.ts';
import type { Project } from '../../project/project.ts';
import { bringStarts, lookAtStarts, type OnPassing, type Starts } from './bring-starts.ts';
import { type LookedAtFiles, lookAtFiles, readFiles } from './files-to-send.ts';
import { type Choice, forgetTasks, goneThere, listFor, notRenamed, sendList } from './lists.ts';
import type { Reached } from './reach.ts';
import { type HostReport, reportFrom, reportOf } from './report.ts';
import { type ResolvedStarts, resolveStarts, type Unready } from './resolve-starts.ts';
import { statusThere } from './status-there.ts';

export interface There {
  readonly project: Project;
  readonly reached: Reached;
  readonly choice: Choice;
  /** As `resolveMeant` gives it. */
  readonly resolved: Promise<ResolvedStarts>;
}

export interface CallThere {
  readonly command: string;
  /** Options. */
  readonly words: readonly string[];
  /** Tasks; none: all of the host. */
  readonly names: readonly string[];
}

type OnEvent = FollowedContext['onEvent'];

export interface UpOptions {
  /** Also where another computer sent the last list. */
  readonly takeOver: boolean;
  readonly onPassing: OnPassing;
  /** Told what the host does. */
  readonly onEvent: OnEvent;
}

/** The tasks of the file that are to be there, and are meant. */
function namesMeant({
  reached,
  choice: { here, named },
}: Pick<There, 'reached' | 'choice'>): ReadonlySet<string> {
  const names = (reached.part?.tasks ?? []).map(({ name }) => name);
  return new Set(names.filter((name) => !here.has(name) && named?.has(name) !== false));
}

/** Where those of all hosts start, begun now. What fails is told by each host whose tasks it is about. */
export function resolveMeant(
  project: Project,
  hosts: readonly Reached[],
  choice: Choice,
): Promise<ResolvedStarts> {
  const tasks = hosts.flatMap((reached) => {
    const names = namesMeant({ reached, choice });
    return (reached.part?.tasks ?? []).filter(({ name }) => names.has(name));
  });
  const resolved = resolveStarts(project, tasks);
  resolved.catch(() => {});
  return resolved;
}

/** Without the tasks of which nobody can tell where they start. */
function readyOf(there: There, unready: readonly Unready[]): There {
  const before = there.choice.unready ?? [];
  const names = unready.map(({ task }) => task);
  return { ...there, choice: { ...there.choice, unready: new Set([...before, ...names]) } };
}

/** The tasks that are to be made there, as far as is known by now. */
function begun({ reached }: There, { starts }: Starts): readonly TaskConfig[] {
  return (reached.part?.tasks ?? []).filter(({ name }) => Object.hasOwn(starts, name));
}

interface Ready {
  /** Without the tasks that can't be made there now. */
  readonly there: There;
  readonly starts: Starts['starts'];
  /** Null: tasks were named, and none of them is ready. */
  readonly names: readonly string[] | null;
  /** What is to be told of the others, and of the files. */
  readonly told: readonly Notice[];
}

/** `names`: those that were named. */
function readied(all: There, found: Starts, files: LookedAtFiles, names: readonly string[]): Ready {
  const unready = [...found.unready, ...files.unready];
  const isReady = (name: string): boolean => unready.every(({ task }) => task !== name);
  const ready = names.filter(isReady);
  const withoutFiles = new Set(files.unready.map(({ task }) => task));
  const starts = Object.entries(found.starts).filter(([name]) => !withoutFiles.has(name));
  return {
    there: readyOf(all, unready),
    starts: Object.fromEntries(starts),
    names: names.length > 0 && ready.length === 0 ? null : ready,
    told: [...files.warnings, ...unready.map(noticeOf)],
  };
}

/** Brings what new tasks start from, sends the list, and carries it out there. */
export async function upThere(all: There, call: CallThere, options: UpOptions): Promise<HostReport> {
  const { project, reached, resolved } = all;
  const bringing = { project, reached, resolved, names: namesMeant(all) };
  const brought = await bringStarts(bringing, options.onPassing);
  const { files, ...looked } = await readFiles(project, await lookAtFiles(project, begun(all, brought)));
  const { there, starts, names, told } = readied(all, brought, looked, call.names);
  if (names === null) return withNotices(reportFrom({}, 0), told);
  await sendList(project, reached, there.choice, { takeOver: options.takeOver, starts, files });
  const report = await changeThere(reached, { ...call, names }, options.onEvent);
  await forgetGone(there);
  return withNotices(report, told);
}

/** What `up` would do there, without anything being sent. */
export async function planThere(
  all: There,
  options: { readonly tasks: readonly string[]; readonly fresh: boolean; readonly yes: boolean },
): Promise<HostReport> {
  const { project, reached, resolved } = all;
  const { renaming } = reached.known ?? {};
  if (renaming !== undefined) throw notRenamed(reached.name, renaming);
  const found = await lookAtStarts({ project, reached, resolved, names: namesMeant(all) });
  const looked = await lookAtFiles(project, begun(all, found));
  const { there, starts, names, told } = readied(all, found, looked, options.tasks);
  if (names === null) return withNotices(reportFrom({}, 0), told);
  const { text } = listFor(reached, there.choice);
  const { end } = await reached.host.ask({ do: 'plan', text, ...options, tasks: [...names], starts });
  if (typeof end !== 'object' || end === null) throw new PaneError('failed', `${reached.name} sent no plan`);
  return withNotices(reportFrom({ ...end }, 0), told);
}

/** No operation was planned for it. */
function noticeOf({ task, message, hint }: Unready): Notice {
  const name = parseTaskName(task);
  const text = hint === null ? message : `${message}: ${hint.charAt(0).toLowerCase()}${hint.slice(1)}`;
  return { kind: 'failed', message: text, ...(name === null ? {} : { task: name }) };
}

/** As notices of the host's. */
function withNotices(report: HostReport, notices: readonly Notice[]): HostReport {
  if (notices.length === 0) return report;
  const told = report.document.notices;
  const isFailed = notices.some(({ kind }) => kind === 'failed');
  return {
    ...report,
    document: { ...report.document, notices: [...(Array.isArray(told) ? told : []), ...notices] },
    notices: [...report.notices, ...notices],
    exitCode: report.exitCode === 0 && isFailed ? 1 : report.exitCode,
  };
}

/** A command that changes something there, and prints a report. `onEvent`: told what it does meanwhile. */
export async function changeThere(
  reached: Reached,
  { command, words, names }: CallThere,
  onEvent: OnEvent = undefined,
): Promise<HostReport> {
  const all = ['--json', ...words, ...names];
  const asked: Asked = {
    do: 'run',
    command,
    words: all,
    stdin: '',
    changes: true,
    events: onEvent !== undefined,
  };
  const tell = (told: unknown): void => {
    const event = asEvent(told);
    if (event !== null) onEvent?.(event, reached.name);
  };
  return reportOf(reached.name, await reached.host.ask(asked, { onEvent: tell }));
}

/** Tasks that left the file are remembered until the host says that they are gone. */
async function forgetGone({ project, reached, choice }: There): Promise<void> {
  const sent = new Set(listFor(reached, choice).tasks.map(({ name }) => name));
  const known = reached.known?.tasks ?? [];
  if (known.every(({ name }) => sent.has(name))) return;
  const { names } = await statusThere(reached, [], false);
  await forgetTasks(project, new Map([[reached.name, goneThere(reached, new Set([...sent, ...names]))]]));
}

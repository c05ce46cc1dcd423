/**
 * Brings to a host what its new tasks start from. What it has is not sent, what is cut off is asked for again: git there has
 * a commit as a whole or not at all.
 */
import type { SentStart } from '../../config/config.ts';
import { isInterrupt, messageOf, PaneError } from '../../errors.ts';
import { firstCommits, givingArgv, isShallow } from '../../git/exchange.ts';
import { untilAnswered } from '../../hosts/again.ts';
import { linkGit } from '../../hosts/git-link.ts';
import { asKept, asStarts, type StartsThere } from '../../hosts/protocol.ts';
import { Unreachable } from '../../hosts/unreachable.ts';
import type { Project } from '../../project/project.ts';
import { defaultBase } from '../../snapshot/work/branch-start.ts';
import type { Reached } from './reach.ts';
import type { ResolvedStarts, Unready } from './resolve-starts.ts';

/** Of first commits that are told, to see whether both have to do with each other. */
const MOST_ROOTS = 20;

/** Told as commits pass between here and a host: how many bytes so far. */
export type OnPassing = (host: string, bytes: number) => void;

export interface Starts {
  /** Of the tasks that are to be made there. */
  readonly starts: Readonly<Record<string, SentStart>>;
  readonly unready: readonly Unready[];
}

interface Bringing {
  readonly project: Project;
  readonly reached: Reached;
  /** Those that are meant. */
  readonly names: ReadonlySet<string>;
  /** Where the tasks of all hosts start: git is asked once, not for each host. */
  readonly resolved: Promise<ResolvedStarts>;
}

interface Looked extends Starts {
  readonly lacks: readonly string[];
}

/** As both machines have it now; nothing is sent. @throws as `Host.ask` */
export async function lookAtStarts({ reached, names, resolved }: Bringing): Promise<Looked> {
  const tasks = (reached.part?.tasks ?? []).filter(({ name }) => names.has(name));
  // It connects while git works here.
  const [{ starts, unready }] = await Promise.all([startsOf(resolved, names), reached.host.greet()]);
  if (Object.keys(starts).length === 0)
    return { starts, unready: await butMade(reached, unready), lacks: [] };
  const there = await askStarts(reached, tasks, starts);
  const made = new Set(there.made);
  const diverged = there.diverged.map((each) => divergedOn(reached.name, each));
  const barred = new Set([...made, ...diverged.map(({ task }) => task)]);
  return {
    starts: Object.fromEntries(Object.entries(starts).filter(([name]) => !barred.has(name))),
    unready: [...unready.filter(({ task }) => !made.has(task)), ...diverged],
    lacks: there.lacks,
  };
}

async function startsOf(
  resolved: Promise<ResolvedStarts>,
  names: ReadonlySet<string>,
): Promise<ResolvedStarts> {
  const { starts, unready } = await resolved;
  return {
    starts: Object.fromEntries(Object.entries(starts).filter(([name]) => names.has(name))),
    unready: unready.filter(({ task }) => names.has(task)),
  };
}

async function askStarts(
  { name, host }: Reached,
  tasks: readonly { readonly name: string; readonly branch: string }[],
  starts: Readonly<Record<string, SentStart>>,
): Promise<StartsThere> {
  const onto = tasks.map((task) => ({ name: task.name, onto: task.branch }));
  const { end } = await host.ask({ do: 'starts', tasks: onto, starts });
  const found = asStarts(end);
  if (found === null) throw new PaneError('failed', `${name} did not say what it has`);
  return found;
}

/** A task that is made there starts nowhere any more. */
async function butMade(reached: Reached, unready: readonly Unready[]): Promise<readonly Unready[]> {
  if (unready.length === 0) return unready;
  const made = new Set((await askStarts(reached, [], {})).made);
  return unready.filter(({ task }) => !made.has(task));
}

function divergedOn(host: string, { task, branch, at }: StartsThere['diverged'][number]): Unready {
  return {
    task,
    message: `branch ${branch} is at ${at.slice(0, 10)} on ${host}, without what it has here`,
    hint: `No branch is moved there. Set another \`branch:\`, or let one of the two have what the other has.`,
  };
}

/** @throws {Unreachable} @throws {PaneError} `interrupted` */
export async function bringStarts(bringing: Bringing, onPassing: OnPassing): Promise<Starts> {
  const looked = await lookAtStarts(bringing);
  if (looked.lacks.length === 0) return looked;
  const failure = await sendAll(bringing, looked.lacks, onPassing);
  const after = await lookAtStarts(bringing);
  // git says of a shallow clone's commits only that they were refused.
  return after.lacks.length === 0 ? after : without(after, failure ?? (await whyNot(bringing)));
}

/** @returns why they could not be sent; null: they were, as far as is known here. @throws {Unreachable} */
async function sendAll(
  bringing: Bringing,
  commits: readonly string[],
  onPassing: OnPassing,
): Promise<Omit<Unready, 'task'> | null> {
  try {
    await untilAnswered(bringing.reached.destination, () => send(bringing, commits, onPassing), {
      wasConnected: true,
    });
    return null;
  } catch (error) {
    if (isInterrupt(error) || error instanceof Unreachable) throw error;
    const message = messageOf(error);
    const said = `${bringing.reached.name}: `; // the notice says where too
    return {
      message: message.startsWith(said) ? message.slice(said.length) : message,
      hint: error instanceof PaneError ? (error.hint ?? null) : null,
    };
  }
}

/** The tasks that need what could not be brought. */
function without({ starts, unready, lacks }: Looked, why: Omit<Unready, 'task'>): Starts {
  const missing = new Set(lacks);
  const lacksIt = ({ base, branch }: SentStart): boolean =>
    [base, branch].some((commit) => commit !== null && missing.has(commit));
  const entries = Object.entries(starts);
  return {
    starts: Object.fromEntries(entries.filter(([, start]) => !lacksIt(start))),
    unready: [...unready, ...entries.flatMap(([task, start]) => (lacksIt(start) ? [{ task, ...why }] : []))],
  };
}

/** What was sent, and is not there as a whole. */
async function whyNot({ project, reached }: Bringing): Promise<Omit<Unready, 'task'>> {
  const { runner, repository } = project.scope;
  if (await runner.run(isShallow(repository.common))) {
    return {
      message: `this clone is shallow, and ${reached.name} lacks commits that it begins with`,
      hint: 'Run `git fetch --unshallow` here, then `pane up`.',
    };
  }
  return { message: `${reached.name} did not keep the commits that it was sent`, hint: null };
}

async function send(
  { project, reached }: Bringing,
  commits: readonly string[],
  onPassing: OnPassing,
): Promise<void> {
  const { name, host, destination } = reached;
  const { runner, repository } = project.scope;
  const usual = defaultBase({ refs: [], listed: project.worktrees });
  const histories = [...commits.slice(0, MOST_ROOTS), ...(usual === null ? [] : [usual])];
  // A shallow clone's history begins anywhere.
  const roots = (await runner.run(isShallow(repository.common)))
    ? []
    : (await runner.run(firstCommits(repository.common, histories))).slice(0, MOST_ROOTS);
  const kept = asKept((await host.ask({ do: 'take', commits: [...commits], roots })).end);
  if (kept === null) throw new PaneError('failed', `${name} did not keep the call`);
  const { program } = await host.greet();
  try {
    await linkGit(destination, {
      program,
      token: kept.token,
      argv: givingArgv(repository.common),
      here: 'gives',
      onBytes: (bytes) => onPassing(name, bytes),
    });
  } finally {
    onPassing(name, 0);
  }
}

/**
 * `status --all`: every project that has a window on one tmux server, or that `up` was run in, from wherever it is
 * asked. The windows' marks and the index lead to the repositories, whose files tell the rest; git is asked for none.
 */

import type { Context } from '../../context.ts';
import { messageOf, PaneError } from '../../errors.ts';
import { createRunner } from '../../process/runner.ts';
import { openAsApplied } from '../../project/open-as-applied.ts';
import type { Project } from '../../project/project.ts';
import { listProjects } from '../../project/project-index.ts';
import { doubtsOf } from '../../project/settled/doubtful.ts';
import { settle } from '../../project/settled/settle.ts';
import type { ProjectOptions } from '../../project/types.ts';
import { projectIdOf } from '../../records/project-id.ts';
import { nowSeconds } from '../../snapshot/clock.ts';
import { claimsOf } from '../../snapshot/read/observe.ts';
import { chooseSocket, observeServer } from '../../snapshot/read/observe-server.ts';
import { approvedRules, type IsUsable, readScreens } from '../../snapshot/read/screens.ts';
import type { ServerStatus } from '../../snapshot/status.ts';
import type { TmuxPane, TmuxServer } from '../../tmux/panes.ts';
import { describeMarked, type Found, findIndexed, findMarked, withBusy } from './marked-project.ts';

export interface StatusAllRequest extends ProjectOptions {
  readonly long: boolean;
}

/** The project that this directory is in; null: none that could be opened, which is no fault here. */
async function projectHere(context: Context, options: ProjectOptions): Promise<Project | null> {
  return await openAsApplied(context, options).catch((error: unknown) => {
    if (error instanceof PaneError && options.file === undefined) return null;
    throw error;
  });
}

/** The server is that of the project here; outside of any the one that the environment names. */
async function serverHere(context: Context, options: ProjectOptions) {
  const project = await projectHere(context, options);
  const claims = () => (project === null ? [] : [...claimsOf(project.scope)]);
  const socket = chooseSocket(project?.scope.config ?? { socket: null }, context.env, claims());
  if (project?.scope.socketIsApproved === false) {
    throw new PaneError('untrusted', `the tmux socket ${socket} is not approved`, {
      hint: '`pane trust` shows and approves it.',
    });
  }
  try {
    return { socket, server: await observeServer(createRunner(context.env), socket, claims) };
  } catch (error) {
    throw new PaneError('failed', `could not ask the tmux server at ${socket}: ${messageOf(error)}`);
  }
}

/** The panes of each project. */
function byProject({ panes }: TmuxServer): Found['panes'][] {
  const groups = new Map<string, [TmuxPane, ...TmuxPane[]]>();
  for (const pane of panes) {
    if (pane.project === null) continue;
    const group = groups.get(pane.project);
    if (group === undefined) groups.set(pane.project, [pane]);
    else group.push(pane);
  }
  return [...groups.values()];
}

interface Seen {
  readonly socket: string;
  readonly found: readonly Found[];
}

async function look(context: Context, options: ProjectOptions): Promise<Seen> {
  const { socket, server } = await serverHere(context, options);
  const groups = server === null ? [] : byProject(server);
  const marked = new Set<string | null>(
    groups.flatMap(([first]) => (first === undefined ? [] : [first.project])),
  );
  const others = listProjects(context.env).filter((place) => !marked.has(projectIdOf(place, place.file)));
  const found = await Promise.all([
    ...(server === null ? [] : groups.map((panes) => findMarked(context, server, panes))),
    ...others.map((place) => findIndexed(context, server?.socketPath ?? socket, server, place)),
  ]);
  return { socket, found: found.filter((each) => each !== null) };
}

/** What is there, once nothing seems to change any more. */
async function lookSettled(context: Context, options: ProjectOptions): Promise<Seen> {
  const { seen, busy } = await settle<Seen>(context, {
    look: () => look(context, options),
    doubtsOf: ({ found }) =>
      found.flatMap(({ known }) =>
        known === null
          ? []
          : doubtsOf(known.tasks, known.observed).map((doubt) => ({ ...doubt, owner: known.owner })),
      ),
  });
  return { ...seen, found: seen.found.map((each) => withBusy(each, busy)) };
}

/** @throws {PaneError} `failed` where the server does not answer, `untrusted` where it may not be asked */
export async function statusAll(context: Context, options: StatusAllRequest): Promise<ServerStatus> {
  const { socket, found } = await lookSettled(context, options);
  const usable = found.map(({ known }) => {
    const isUsable = known?.project == null ? () => false : approvedRules(known.project.scope);
    return { isUsable, tasks: known?.tasks ?? [] };
  });
  const tasks = usable.flatMap((each) => each.tasks);
  const isUsable: IsUsable = (task) =>
    usable.some((each) => each.tasks.includes(task) && each.isUsable(task));
  const screens = await readScreens(createRunner(context.env), socket, tasks, isUsable);
  const at = { screens, now: nowSeconds(), long: options.long, socket };
  const projects = await Promise.all(found.map((each) => describeMarked(each, at)));
  const order = ({ project, root }: (typeof projects)[number]) => `${project}\0${root ?? ''}`;
  return { socket, projects: projects.sort((a, b) => (order(a) < order(b) ? -1 : 1)) };
}

/**
 * One look of the watcher and what follows from it, as `up` would do it, but for what the guards on removals and the
 * tries that failed hold back.
 */

import { finishRenames, isRenamed } from '../engine/rename/renames.ts';
import { isInterrupt, messageOf } from '../errors.ts';
import { nextMoment } from '../plan/moments.ts';
import { areAsLoaded, loadedHashes, readApplied, recordApplied } from '../project/applied/applied.ts';
import { recordClosed } from '../project/applied/closed-by-hand.ts';
import type { ServerBefore } from '../project/applied/windowless.ts';
import { afterwards } from '../project/carry-out/afterwards.ts';
import { applyOperations } from '../project/carry-out/applying.ts';
import {
  type FollowedContext,
  noticeEvents,
  tell,
  tellEnd,
  warningEvent,
} from '../project/carry-out/tell.ts';
import { isUnexpected } from '../project/carry-out/unexpected.ts';
import { openProject, type Project } from '../project/project.ts';
import { observeSettled } from '../project/settled/settled.ts';
import type { ProjectOptions } from '../project/types.ts';
import type { Applied, Holding } from '../project/watcher/watcher-codec.ts';
import { withBases } from '../snapshot/read/bases.ts';
import { observe } from '../snapshot/read/observe.ts';
import { BUT_SCREENS, FOR_PLAN } from '../snapshot/request.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { inState } from '../snapshot/view.ts';
import { type Due, duePrompts, noticeOf, typeReadyPrompts } from '../talk/launch-prompts.ts';
import { sendMessages } from '../talk/messages.ts';
import type { Socket } from '../tmux/server.ts';
import type { Agents } from './agents.ts';
import { type Decision, decide, holdEvent } from './decision.ts';
import type { Missing } from './guards.ts';
import { type FilesHeld, findHold, keepHeldSources } from './hold.ts';
import { addNews, endNews, type Standing, type Told } from './news.ts';
import { readFingerprint } from './rest.ts';
import { type Failures, updateFailures } from './retry.ts';

/** What the watcher remembers from look to look; all of it can be lost without harm. */
export interface Memory {
  project: Project;
  missing: Missing;
  /** The tmux server of the last look; null: there was none. */
  socket: Socket | null;
  server: ServerBefore | null;
  /** Whether prompts were to be typed in at the last look. */
  prompts: Due;
  failures: Failures;
  told: Told;
  /** Something was applied in the look that is on its way. */
  hasApplied: boolean;
  /** Beside the looks. */
  readonly agents: Agents;
}

/** Tells what is new since the last look, once. */
function tellSome(memory: Memory, standing: readonly Standing[]): void {
  const { told, news } = addNews(memory.told, standing);
  memory.told = told;
  tell(memory.project, news);
}

/** The same at the end of a look: what it did not come to is over. */
function tellAll(memory: Memory, standing: readonly Standing[]): void {
  const { told, news } = endNews(memory.told, standing);
  memory.told = told;
  tell(memory.project, news);
  tellEnd(memory.project);
}

export interface Look {
  /** What is not applied, and why. */
  readonly holding: readonly Holding[];
  /** Nothing at all is, or what git wrote is not. */
  readonly isHeld: boolean;
  /** As long as it stays the same there is nothing to look at; null: there may be. */
  readonly fingerprint: string | null;
  /** When something is due by time alone, Unix time in milliseconds; null: nothing is known to be. */
  readonly moment: number | null;
}

function nothingApplied(memory: Memory, reason: string, lasts: Holding['while'] = 'look'): Look {
  const holding: Holding = { message: reason, while: lasts, task: null };
  tellAll(memory, [holdEvent(holding)]);
  return { holding: [holding], isHeld: true, fingerprint: null, moment: null };
}

/** What was applied before it went wrong was told. */
function notAllApplied(memory: Memory, reason: string): Look {
  const holding: Holding = { message: `not everything is applied: ${reason}`, while: 'look', task: null };
  tellAll(memory, [holdEvent(holding)]);
  return { holding: [holding], isHeld: false, fingerprint: null, moment: null };
}

/**
 * Whatever fails is told and tried again at the next look: a watcher that ends at a full disk is of no use to anybody.
 * @throws what is a mistake of ours
 */
export async function look(context: FollowedContext, options: ProjectOptions, memory: Memory): Promise<Look> {
  memory.hasApplied = false;
  try {
    memory.project = await openProject(context, options);
    const applied = readApplied(memory.project);
    const hold = await findHold(memory.project, applied);
    if (typeof hold === 'string') return nothingApplied(memory, hold);
    memory.project = hold.project;
    return await reconcile(options, memory, applied, hold);
  } catch (error) {
    if (isInterrupt(error))
      return { holding: [], isHeld: !memory.hasApplied, fingerprint: null, moment: null };
    if (isUnexpected(error)) throw error;
    if (memory.hasApplied) return notAllApplied(memory, messageOf(error));
    return nothingApplied(memory, `nothing is applied: ${messageOf(error)}`);
  }
}

async function reconcile(
  options: ProjectOptions,
  memory: Memory,
  applied: Applied | null,
  held: FilesHeld,
): Promise<Look> {
  const { project } = memory;
  const fingerprint = await readFingerprint(memory);
  const begunAt = Date.now();
  const observed = await observeAll(memory, performance.now());
  if (isRenamed(observed)) {
    memory.hasApplied = true;
    await finishRenames(project.context, options, observed);
    return { holding: [], isHeld: false, fingerprint: null, moment: null };
  }
  const decision = await decide(memory, held, observed);
  if (typeof decision === 'string') return nothingApplied(memory, decision, 'many-left');
  memory.missing = decision.missing;
  tellSome(memory, decision.standing);
  const isHeld = held.reasons.length > 0;
  // It changed while we looked: the next look is about to come.
  if (!areAsLoaded(project)) return { holding: decision.holding, isHeld, fingerprint: null, moment: null };
  const done = await carryOut(memory, decision, observed);
  const unnoted = [...done.warnings, ...(await recordedApplied(project, observed, applied, held))];
  tellAll(memory, [...decision.standing, ...unnoted.map(warningEvent)]);
  const isSettled = decision.isSettled && done.wasIdle && unnoted.length === 0;
  return {
    holding: [
      ...decision.holding,
      ...unnoted.map((message): Holding => ({ message, while: 'look', task: null })),
    ],
    isHeld,
    fingerprint: isSettled ? fingerprint : null,
    moment: nextMoment(decision.views.map(inState), project.scope.config, begunAt),
  };
}

/** The project as it is, with what each agent does. What was closed by hand is noted on the way. */
async function observeAll(memory: Memory, begunAt: number): Promise<Snapshot> {
  const { project } = memory;
  const settled = await observeSettled(project, { request: BUT_SCREENS });
  const closed = await recordClosed(project, settled, memory.server);
  memory.socket = closed.socket;
  memory.server = serverOf(closed, memory.server);
  return await withBases(project.scope, await memory.agents.observed(closed, begunAt), project.desired);
}

interface Done {
  /** What could not be done beside the operations. */
  readonly warnings: readonly string[];
  /** Nothing was done, and nothing is left to be typed in. */
  readonly wasIdle: boolean;
}

/** The operations, then the prompts and messages that are due. */
async function carryOut(
  memory: Memory,
  { operations, approved }: Decision,
  observed: Snapshot,
): Promise<Done> {
  const { project } = memory;
  memory.hasApplied = operations.length > 0;
  const applying = { project, socket: observed.socket, facts: approved.facts };
  const results = await applyOperations(applying, operations);
  memory.failures = updateFailures(memory.failures, loadedHashes(project), results, performance.now());
  const after = results.length > 0 ? await observe(project.scope, FOR_PLAN) : observed;
  memory.server = serverOf(after, memory.server);
  const untyped = await typePrompts(memory, after);
  const messages = await giveMessages(memory, observed);
  return {
    warnings: [...untyped, ...messages.failures],
    wasIdle: results.length === 0 && memory.prompts === 'none' && !messages.wereDue,
  };
}

/** Everything is applied by then: what can't be noted is told, and tried again at the next look. */
async function recordedApplied(
  project: Project,
  observed: Snapshot,
  applied: Applied | null,
  held: FilesHeld,
): Promise<readonly string[]> {
  const notices = await afterwards('warning', 'could not record what was applied', async () => {
    if (held.reasons.length > 0) await keepHeldSources(held, observed);
    else await recordApplied(project, observed, applied);
    return [];
  });
  return notices.map(({ message }) => message);
}

/** What is not typed in now is at the next look; `status` tells of it meanwhile. Returns what keeps all from being typed in. */
async function typePrompts(memory: Memory, observed: Snapshot): Promise<readonly string[]> {
  memory.prompts = duePrompts(observed);
  if (memory.prompts === 'none') return [];
  const notices = await afterwards('warning', 'could not type in the prompts', async () => {
    const still = await typeReadyPrompts(memory.project, null);
    tell(memory.project, noticeEvents(still.filter(({ claimed }) => claimed).map(noticeOf)));
    return [];
  });
  return notices.map(({ message }) => message);
}

/** Likewise. `wereDue`: they have changed what was observed, or are still to be given. */
async function giveMessages(
  { project }: Memory,
  observed: Snapshot,
): Promise<{ readonly wereDue: boolean; readonly failures: readonly string[] }> {
  let wereDue = true;
  const notices = await afterwards('warning', 'could not send the messages that are due', async () => {
    wereDue = await sendMessages(project, observed);
    return [];
  });
  return { wereDue, failures: notices.map(({ message }) => message) };
}

/** `before`: for a server that could not be asked. */
function serverOf({ tmux }: Snapshot, before: ServerBefore | null): ServerBefore | null {
  if (!tmux.known) return before;
  if (tmux.value === null) return null;
  const { pid, panes } = tmux.value;
  return { pid, windows: new Set(panes.map(({ window }) => window)).size };
}

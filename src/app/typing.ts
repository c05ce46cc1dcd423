/**
 * Types a text into one agent and submits it: looked at before, between and after, because what is typed at the
 * wrong moment is lost or answers a dialog. The caller holds the task's lock.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { findPreset } from '../agents/presets.ts';
import { LONGEST_LINE, longestLine } from '../agents/typed-text.ts';
import { PaneError } from '../errors.ts';
import type { TaskName } from '../ids.ts';
import { readsLines } from '../process/terminal.ts';
import { type Readiness, readinessOf } from '../reconcile/readiness.ts';
import {
  type DrawnPane,
  deleteBuffer,
  drawPane,
  loadBuffer,
  pasteBuffer,
  sendKeys,
} from '../tmux/pane-input.ts';
import type { Project } from './project.ts';
import { paneOf, type SeenTask, seeTasks, type TaskPane } from './task-pane.ts';

const POLL_MS = 50;
/** A program that draws nothing of what is typed is not waited for any longer. */
const ECHO_MS = 1000;
const TAKEN_MS = 10_000;

type Refused = Extract<Readiness, { ready: false }>;

async function look(project: Project, name: TaskName): Promise<SeenTask & { readonly socket: string }> {
  const { observed, tasks } = await seeTasks(project, new Set([name]));
  const [task] = tasks;
  if (task === undefined) throw new PaneError('failed', `${name} is not there`);
  return { ...task, socket: observed.socket };
}

async function draw(project: Project, { socket, pane, worktreeId }: TaskPane): Promise<DrawnPane | null> {
  const drawn = await project.scope.runner.run(drawPane(socket, pane, { colours: false }));
  return drawn?.worktreeId === worktreeId ? drawn : null;
}

function differs(a: DrawnPane | null, b: DrawnPane | null): boolean {
  return a?.screen !== b?.screen || a?.cursor !== b?.cursor;
}

/** Waits until `check` is true; false: it was not within this time. */
async function within(ms: number, check: () => Promise<boolean>): Promise<boolean> {
  const end = Date.now() + ms;
  for (;;) {
    if (await check()) return true;
    if (Date.now() >= end) return false;
    await delay(POLL_MS);
  }
}

async function paste(project: Project, { socket, pane }: TaskPane, text: string): Promise<void> {
  const { runner } = project.scope;
  const buffer = `pane-${randomBytes(8).toString('hex')}`;
  await runner.run(loadBuffer(socket, buffer, text));
  try {
    await runner.run(pasteBuffer(socket, pane, buffer));
  } catch (error) {
    await runner.run(deleteBuffer(socket, buffer));
    throw error;
  }
}

/** Whether the agent has begun with it; of one that tells nothing, whether Enter has changed anything. */
async function wasTaken(
  project: Project,
  before: SeenTask,
  at: TaskPane,
  text: string,
  typed: DrawnPane | null,
): Promise<boolean> {
  const isCommand = /^[/!]/.test(text); // one of the agent's own commands begins no turn
  if (before.view.desired?.agent.reports == null || isCommand) return differs(typed, await draw(project, at));
  const { state } = await look(project, before.view.name);
  const isNewTurn = state.source === 'event' && state.since !== before.state.since;
  return state.state === 'working' || state.state === 'waiting' || isNewTurn;
}

/**
 * Null: it was typed, submitted and taken.
 * @throws {PaneError} `failed` where it was typed in, and then not submitted or not taken.
 */
export async function typeInto(project: Project, name: TaskName, text: string): Promise<Refused | null> {
  const before = await look(project, name);
  const readiness = readinessOf(before.view, before.state);
  if (!readiness.ready) return readiness;
  const at = paneOf(before.socket, before.view);
  const empty = await draw(project, at);
  if (empty === null) return { ready: false, reason: 'its window is closed', passes: false };
  const longest = longestLine(text);
  if (longest > LONGEST_LINE && (await project.scope.runner.run(readsLines(empty.tty))) === true) {
    const reason = `its program reads plain lines of ${LONGEST_LINE} bytes at most; one has ${longest}`;
    return { ready: false, reason, passes: false };
  }
  await paste(project, at, text);
  await within(ECHO_MS, async () => differs(empty, await draw(project, at)));
  await delay(findPreset(before.view.desired?.agent.preset ?? '')?.submitDelayMs ?? 0);
  const { state } = await look(project, name);
  // A dialog may have come up meanwhile: Enter would answer it.
  if (!['idle', 'running', 'working'].includes(state.state)) {
    throw new PaneError('failed', `it was typed in, but not submitted: ${name} is ${state.state} now`);
  }
  const typed = await draw(project, at);
  await project.scope.runner.run(sendKeys(at.socket, at.pane, ['Enter']));
  if (await within(TAKEN_MS, () => wasTaken(project, before, at, text, typed))) return null;
  throw new PaneError('failed', 'it was typed in and submitted, but nothing shows that it was taken');
}

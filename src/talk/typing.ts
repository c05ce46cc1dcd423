/**
 * Types a text into one agent and submits it: looked at before, between and after, because what is typed at the
 * wrong moment is lost or answers a dialog. The caller holds the task's lock.
 */
import { randomBytes } from 'node:crypto';
import { findPreset } from '../agents/presets.ts';
import { asOneLine, longestLine } from '../agents/typed-text.ts';
import { secondsSince } from '../elapsed.ts';
import { PaneError } from '../errors.ts';
import type { TaskName } from '../ids.ts';
import { pause, poll } from '../poll.ts';
import { LONGEST_LINE, readsLines } from '../process/terminal.ts';
import type { Project } from '../project/project.ts';
import { noteTurn } from '../records/doings.ts';
import { paneDirectory } from '../records/store.ts';
import { nowSeconds } from '../snapshot/clock.ts';
import { orNull } from '../snapshot/known.ts';
import { asAgent, type State } from '../snapshot/state.ts';
import type { TaskInState } from '../snapshot/view.ts';
import {
  type DrawnPane,
  deleteBuffer,
  drawPane,
  loadBuffer,
  pasteBuffer,
  pressEnter,
} from '../tmux/pane-input.ts';
import { READY, type Readiness, readinessOf } from './readiness.ts';
import { observeTasks, paneOf, type TaskPane } from './task-pane.ts';

const POLL_MS = 50;
/** A program that draws nothing of what is typed, or never stops to draw, is not waited for any longer. */
const ECHO_MS = 1000;
const TAKEN_MS = 10_000;
/** One that tells nothing has perhaps not begun to read its keys before that; what is typed then is lost. */
const BEGINNING_SECONDS = 3;

export type Refused = Extract<Readiness, { ready: false }> & {
  /** Whatever the agent does next, it would not get this text. */
  readonly lasts?: true;
};

type Seen = TaskInState & { readonly socket: string };

async function look(project: Project, name: TaskName): Promise<Seen> {
  const { observed, tasks } = await observeTasks(project, new Set([name]));
  const [task] = tasks;
  if (task === undefined) throw new PaneError('failed', `${name} is gone`);
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
  return await poll({ everyMs: POLL_MS, limitMs: ms }, check);
}

/** Waits until it has drawn something, and then until it has drawn all: an Enter in its midst may be lost. */
async function waitForEcho(project: Project, at: TaskPane, before: DrawnPane): Promise<void> {
  let last: DrawnPane | null = before;
  await within(ECHO_MS, async () => {
    last = await draw(project, at);
    return differs(before, last);
  });
  await within(ECHO_MS, async () => {
    await pause(POLL_MS);
    const now = await draw(project, at);
    const isSteady = !differs(last, now);
    last = now;
    return isSteady;
  });
}

/** Its program collects lines: each is what it is given next. */
async function takesLines({ scope }: Project, pane: DrawnPane): Promise<boolean> {
  return (await scope.runner.run(readsLines(pane.tty))) === true;
}

/** Why it would not get the text as it is, though its state does not forbid it; null: it would. */
async function obstacleOf(
  project: Project,
  task: TaskInState,
  pane: DrawnPane,
  text: string,
): Promise<Refused | null> {
  if (pane.isOff)
    return {
      ready: false,
      reason: 'its tmux pane takes no input: `tmux select-pane -e` turns input on',
      passes: false,
      lasts: true,
    };
  const isPlain = () => takesLines(project, pane);
  if (!(await isPlain())) return null;
  if (task.state.state === 'running') {
    // All programs of presets read keys as soon as they can take a prompt.
    if (findPreset(task.view.desired?.agent.preset ?? '')?.isProgram) {
      return { ready: false, reason: 'its program is not reading keys right now', passes: true };
    }
    const age = secondsSince(task.state.since ?? 0, nowSeconds());
    const left = Math.min(BEGINNING_SECONDS, BEGINNING_SECONDS - age);
    await within(left * 1000, async () => !(await isPlain()));
  }
  const longest = longestLine(text);
  if (longest <= LONGEST_LINE || !(await isPlain())) return null;
  const reason = `its program reads plain lines of at most ${LONGEST_LINE} bytes; one has ${longest}`;
  return { ready: false, reason, passes: false, lasts: true };
}

/** False: something was reported since the look, and nothing was pasted. */
async function paste(project: Project, at: TaskPane, text: string, mark: string | null): Promise<boolean> {
  const { runner } = project.scope;
  const buffer = `pane-${randomBytes(8).toString('hex')}`;
  await runner.run(loadBuffer(at.socket, buffer, text));
  let pasted = false;
  try {
    pasted = await runner.run(pasteBuffer(at.socket, at, buffer, mark));
  } finally {
    if (!pasted) await runner.run(deleteBuffer(at.socket, buffer));
  }
  return pasted;
}

/** Looks again before it presses Enter: a dialog may have come up meanwhile, which it would answer. */
async function submit(
  project: Project,
  see: () => Promise<Seen>,
  mark: string | null,
): Promise<DrawnPane | null> {
  let typed: DrawnPane | null = null;
  const isDone = await within(TAKEN_MS, async () => {
    const { socket, view, state } = await see();
    if (![...READY, 'running', 'working'].includes(state.state)) {
      throw new PaneError('failed', `typed in, but not submitted: ${view.name} is now ${state.state}`);
    }
    const at = paneOf(socket, view);
    typed = await draw(project, at);
    return await project.scope.runner.run(pressEnter(socket, at, mark));
  });
  if (isDone) return typed;
  throw new PaneError('failed', 'typed in, but not submitted: the state of the task keeps changing');
}

function reports({ view }: TaskInState): boolean {
  return view.desired?.agent.reports != null;
}

/** One of the agent's own: it begins no turn. */
function isCommand(text: string): boolean {
  return /^[/!]/.test(text);
}

/** The turn that a text begins, which an agent that reports tells of by itself. */
async function noteItsTurn(task: TaskInState, text: string): Promise<void> {
  const worktree = orNull(task.view.worktree);
  if (worktree === null || reports(task) || isCommand(text)) return;
  const now = nowSeconds();
  const launchedAt = worktree.launcher?.at ?? now;
  // It was typed in whether this can be written or not.
  await noteTurn(paneDirectory(worktree.admin), { state: 'open', since: now, now, launchedAt }).catch(
    () => {},
  );
}

/** Whether the agent has begun with it; of one that tells nothing, whether Enter has changed anything. */
async function wasTaken(
  project: Project,
  see: () => Promise<Seen>,
  before: TaskInState,
  at: TaskPane,
  text: string,
  typed: DrawnPane | null,
): Promise<boolean> {
  if (!reports(before) || isCommand(text)) return differs(typed, await draw(project, at));
  const { state } = await see();
  const isNewTurn = state.source === 'event' && state.since !== before.state.since;
  return state.state === 'working' || state.state === 'waiting' || isNewTurn;
}

/** A user may say something else where `pane` is about to have the agent go on. */
function whileCutOff(state: State): State {
  return state.state === 'starting' ? asAgent(state) : state;
}

/** What is recorded around the typing of what must be typed in once: a launch prompt, or a message of `pane`'s own. */
export interface Claim {
  /** What the agent does, but for what this very text is to make an end of. */
  readonly seenAs: (state: State) => State;
  /** False: it is another's. */
  readonly take: () => Promise<boolean>;
  /** Its text goes as one line to a program that would take each of its lines for a turn. */
  readonly isLine?: true;
  /** By which tmux notes how far the text has come, once it was taken; null: it need not. */
  readonly mark: () => string | null;
  /** Nothing was typed. */
  readonly giveBack: () => Promise<void>;
}

/**
 * Null: it was typed, submitted and taken. `claim`: null: it is the user's text.
 * @throws {PaneError} `failed` where it was typed in, and then not submitted or not taken.
 */
export async function typeInto(
  project: Project,
  name: TaskName,
  text: string,
  claim: Claim | null = null,
): Promise<Refused | null> {
  const see = async (): Promise<Seen> => {
    const seen = await look(project, name);
    return { ...seen, state: (claim?.seenAs ?? whileCutOff)(seen.state) };
  };
  const before = await see();
  const readiness = readinessOf(before.view, before.state);
  if (!readiness.ready) return readiness;
  const at = paneOf(before.socket, before.view);
  const empty = await draw(project, at);
  if (empty === null) return { ready: false, reason: 'its window is closed', passes: false };
  const given = claim?.isLine && (await takesLines(project, empty)) ? asOneLine(text, LONGEST_LINE) : text;
  const obstacle = await obstacleOf(project, before, empty, given);
  if (obstacle !== null) return obstacle;
  if (claim !== null && !(await claim.take())) {
    return { ready: false, reason: 'somebody else has given it already', passes: false };
  }
  const mark = claim?.mark() ?? null;
  if (!(await paste(project, at, given, mark))) {
    await claim?.giveBack();
    return { ready: false, reason: 'its state has just changed', passes: true };
  }
  await waitForEcho(project, at, empty);
  await pause(findPreset(before.view.desired?.agent.preset ?? '')?.submitDelayMs ?? 0);
  const typed = await submit(project, see, mark);
  if (await within(TAKEN_MS, () => wasTaken(project, see, before, at, given, typed))) {
    await noteItsTurn(before, given);
    return null;
  }
  throw new PaneError('failed', 'typed in and submitted, but nothing shows that the agent took it');
}

/**
 * Submits a text that was typed in by somebody who did not come to that. False: its window is not there, or the agent
 * does something else by now.
 */
export async function submitTyped(
  project: Project,
  name: TaskName,
  { seenAs, mark }: Pick<Claim, 'seenAs' | 'mark'>,
): Promise<boolean> {
  const { socket, view, state } = await look(project, name);
  if (orNull(view.window) === null || !readinessOf(view, seenAs(state)).ready) return false;
  return await project.scope.runner.run(pressEnter(socket, paneOf(socket, view), mark()));
}

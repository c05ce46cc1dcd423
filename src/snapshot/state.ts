/**
 * The state of a task, from its view: first what the launcher recorded, then what the agent reported, and where
 * that is silent what stands on its screen. Pure.
 */
import { activityOf } from '../agents/activity.ts';
import { limitEnd } from '../agents/limit-end.ts';
import type { ScreenState } from '../agents/screen.ts';
import type { DesiredTask } from '../config/desired.ts';
import { NO_ATTEMPTS } from '../records/attempts.ts';
import { checkedState } from './checked.ts';
import { whyWornOut } from './continuation.ts';
import { doneOf, QUIET } from './done.ts';
import { failureOfEnd, limitOfEnd, needsNoWindow } from './ended.ts';
import { holdOf, howLost, whyKeptClosed } from './held.ts';
import { tellJob } from './job.ts';
import { isArchiveOf, isHeldInArchive, type JoinedTask } from './joined.ts';
import { orNull } from './known.ts';
import { describeMissing } from './missing.ts';
import { ifAsked, NOT_ASKED, requested } from './request.ts';
import { type LastSeen, parseSeen, sinceOf } from './since.ts';
import type { OurWorktree, Prompts } from './snapshot.ts';
import { stallMessage } from './stall.ts';
import type { TaskState } from './status.ts';
import type { UnseenAgent } from './unseen-agent.ts';
import type { TaskWindow } from './windows.ts';

export interface State {
  readonly state: TaskState;
  readonly message: string | null;
  readonly exitCode: number | null;
  /** When its limit is over, as the agent said, Unix time in seconds; null: it did not, or there is none. */
  readonly until: number | null;
  /** When its work is to be checked, Unix time in seconds, perhaps past; null: it is not. */
  readonly checkAt: number | null;
  /** Unix time in seconds. */
  readonly since: number | null;
  readonly source: 'event' | 'screen' | 'process' | null;
  /** What it would be, had its prompt not still to be typed in; null: none has. */
  readonly due: TaskState | null;
  /** What its agent does, where the state tells what becomes of its work; null: the state tells that itself. */
  readonly beneath: TaskState | null;
  /** Another process is at work on the task: the state will pass. */
  readonly isBusy: boolean;
  /** It is `stopped`, and no watcher changes that. */
  readonly staysClosed: boolean;
  /** What is to be written down, so that `since` stays what it is; null: nothing is. */
  readonly record: LastSeen | null;
}

/** What else was looked at. */
export interface Look {
  /** On the screen of the agent's pane. */
  readonly screenStates: readonly ScreenState[];
  /** Why the screen tells nothing, a sentence; null, or nothing: it could be read. */
  readonly fault?: string | null;
  /** Unix time in seconds. */
  readonly now: number;
}

function state(name: TaskState, message: string | null = null, since: number | null = null): State {
  return {
    state: name,
    message,
    since,
    exitCode: null,
    until: null,
    checkAt: null,
    source: null,
    due: null,
    beneath: null,
    isBusy: false,
    staysClosed: false,
    record: null,
  };
}

/** Until the user does something. */
function closed(message: string): State {
  return { ...state('stopped', message), staysClosed: true };
}

/** What is told of a task while a process changes it; of several at once too, so it says neither `it` nor `them`. */
export function atWork(pid: number): string {
  return `process ${pid} is at work there`;
}

/** In the midst of a change: what was seen of it is neither a conflict nor a failure. */
function busy(worktree: OurWorktree | null, pid: number): State {
  return { ...state(worktree === null ? 'pending' : 'stopped', atWork(pid)), isBusy: true };
}

const UNDELIVERED = 'prompt may not have been delivered';
const NOT_TYPED = 'its prompt is not typed in yet; the watcher or `pane up` does that';
export const UNTYPABLE = "its prompt can't be typed in: ";
/** As if no prompt had to be typed in. */
export function withoutDue(told: State): State {
  if (told.due === null) return told;
  return { ...told, state: told.due, message: told.state === told.due ? told.message : null, due: null };
}

/** What its agent does, whatever becomes of its work. */
export function asAgent(told: State): State {
  return told.beneath === null ? told : { ...told, state: told.beneath, message: null, beneath: null };
}

function promptsOf({ prompts }: OurWorktree): Prompts {
  return requested(prompts, 'prompts');
}

/** Whether a prompt is to be typed in that nobody has claimed for good. */
function isDue({ desired }: JoinedTask, worktree: OurWorktree): boolean {
  const { launcher } = worktree;
  if (launcher === null) return desired?.agent.prompt === 'paste' && desired.prompt !== null;
  return launcher.paste !== '' && promptsOf(worktree)[launcher.paste] !== 'started';
}

/** Why the launcher gave up, for people. */
export function failureOf(worktree: OurWorktree): string {
  const { reason, code } = worktree.launcher ?? { reason: '', code: null };
  const step = /^setup (\d+)$/.exec(reason)?.[1];
  if (step !== undefined) return `setup command ${step} failed with exit code ${code}`;
  const program = /^program (.+)$/.exec(reason)?.[1];
  if (program !== undefined) return `command not found: ${program}`;
  if (reason === 'prompt') return UNDELIVERED;
  if (worktree.launcher?.state === 'stopped') return reason;
  if (reason === 'directory') return "could not enter the worktree's directory";
  return 'the window ended before the agent';
}

/**
 * A prompt was claimed, and its launcher, or who was to type it in, ended before it wrote that an agent began with
 * it. `dead`: so is the launcher's process.
 */
export function isUndelivered(worktree: OurWorktree, dead: boolean): boolean {
  const { launcher } = worktree;
  if (launcher?.reason === 'prompt') return true;
  if (launcher !== null && launcher.paste !== '' && promptsOf(worktree)[launcher.paste] === 'claimed')
    return true;
  return (dead || launcher?.state === 'exited') && Object.values(promptsOf(worktree)).includes('claimed');
}

function exited(worktree: OurWorktree, task: DesiredTask | null): State {
  const { launcher, attempts } = worktree;
  const { at = null, code = null } = launcher ?? {};
  const limit = limitOfEnd(worktree, task);
  if (limit !== null) {
    const { message, since, until } = limit;
    const wornOut = whyWornOut(ifAsked(attempts) ?? NO_ATTEMPTS, ifAsked(worktree.turns));
    const told = { ...state('limited', message, since), source: 'process', exitCode: code } as const;
    return wornOut === null ? { ...told, until } : { ...told, state: 'stuck', message: wornOut };
  }
  const restarts = ifAsked(attempts)?.restarts.length ?? 0;
  const again =
    restarts === 0 || code === 0 ? null : `started again ${restarts === 1 ? 'once' : `${restarts} times`}`;
  const message = failureOfEnd(worktree, task)?.message ?? again;
  return { ...state('exited', message, at), source: 'process', exitCode: code };
}

function stateWithWindow(view: JoinedTask, worktree: OurWorktree, window: TaskWindow, look: Look): State {
  const { launcher } = worktree;
  const since = launcher?.at ?? null;
  const told = (name: TaskState, message: string | null = null): State => ({
    ...state(name, message, since),
    source: 'process',
  });
  if (isUndelivered(worktree, window.dead)) return told('failed', UNDELIVERED);
  if (launcher?.state === 'exited') return exited(worktree, view.desired);
  if (launcher?.state === 'failed') return told('failed', failureOf(worktree));
  if (launcher?.state === 'stopped') return { ...told('stopped', launcher.reason), staysClosed: true };
  if (window.dead) return told('failed', 'the window ended before the agent');
  const due = isDue(view, worktree);
  const ofJob = worktree.job === undefined ? null : tellJob(worktree.job, launcher !== null);
  if (ofJob !== null) return { ...told(ofJob.state, ofJob.message), due: due ? ofJob.state : null };
  if (launcher?.state !== 'running') {
    const name = launcher?.state ?? 'starting';
    return { ...told(name), due: due ? name : null };
  }
  const main = window.panes.find(({ pane }) => pane === window.main);
  const activity = activityOf({
    reported: main?.reported ?? '',
    reportedSince: main?.reportedSince ?? 0,
    why: main?.reportedWhy ?? '',
    screenStates: look.screenStates,
    hasRules: (view.desired?.agent.screen ?? null) !== null,
    reports: (view.desired?.agent.reports ?? null) !== null,
    isUnread: view.desired?.agent.unread !== undefined,
    hasPrompt: ['start', 'next'].includes(launcher.reason) && view.desired?.agent.prompt !== 'none',
    startedAt: launcher.at,
    now: look.now,
  });
  const change = sinceOf(activity.state, {
    launchedAt: launcher.at,
    reportedSince: main?.reportedSince ?? 0,
    seen: parseSeen(main?.seen ?? ''),
    drawnAt: main?.drawnAt ?? 0,
    now: look.now,
  });
  const doing = {
    ...told('running'),
    ...activity,
    message: activity.message ?? look.fault ?? unansweredOf(worktree, activity.state),
    ...(activity.since === null ? change : { since: activity.since }),
  };
  const running = {
    ...doing,
    message: doing.message ?? stallMessage(view, doing, look.now) ?? unmatched(view, doing, look),
    until: doing.state === 'limited' ? limitEnd(doing.message ?? '', doing.since) : null,
  };
  if (!due) return { ...running, ...doneOf(view, worktree, running, look.now) };
  if (!QUIET.includes(running.state)) return { ...running, due: running.state };
  const untyped = requested(worktree.untyped, 'what keeps prompts from being typed in');
  const shown =
    untyped === null
      ? ({ state: 'starting', message: NOT_TYPED } as const)
      : ({ state: 'failed', message: `${UNTYPABLE}${untyped.reason}` } as const);
  return { ...running, ...shown, due: running.state };
}

/** One that is known by its screen, and nothing known stands there. */
function unmatched(
  { name, desired }: JoinedTask,
  { state }: Pick<State, 'state'>,
  { screenStates }: Look,
): string | null {
  const { screen = null, oneShot = false } = desired?.agent ?? {};
  if (state !== 'running' || oneShot || screenStates.length > 0) return null;
  if ((screen?.screen.idle ?? []).length === 0) return null;
  return `no screen rule matches; \`pane peek ${name}\` shows its screen`;
}

/** Until its next turn: what it asked before it was lost. Told only to those who asked for it. */
function unansweredOf({ unanswered }: OurWorktree, name: TaskState): string | null {
  if (unanswered === NOT_ASKED || unanswered === null || !QUIET.includes(name)) return null;
  return `was waiting: ${unanswered.question}`;
}

function stateWithoutWindow(
  worktree: OurWorktree,
  unseen: UnseenAgent | null,
  desired: DesiredTask | null,
): State {
  const { stamp } = worktree;
  if (unseen?.where === 'job') return state('running', unseen.message);
  if (unseen !== null) return state('conflict', unseen.message);
  if (stamp.error !== null) return state('failed', stamp.error);
  if (desired?.paused) return state('paused');
  if (needsNoWindow(worktree, desired) && holdOf(worktree, desired) !== 'down')
    return exited(worktree, desired);
  if (isUndelivered(worktree, true)) return state('failed', UNDELIVERED);
  if (stamp.archive !== null) return closed(`${stamp.archive.step}: \`pane up\` finishes it`);
  if (stamp.progress !== 'made') return state('pending');
  const kept = whyKeptClosed(worktree, desired);
  return kept === null ? state('stopped', desired === null ? null : howLost(worktree)) : closed(kept);
}

/** Why nothing can be done for a task, as a notice tells it. */
export interface Refusal {
  readonly kind: 'conflict' | 'failed';
  readonly message: string;
}

/** Why the last try to bring the task back from its archive failed, as far as only a try could tell; null: none did. */
function whyNotBack({ desired, archives: [newest] }: JoinedTask): string | null {
  return newest !== undefined && desired !== null && isArchiveOf(newest, desired) ? newest.stamp.error : null;
}

/** It was not begun, because it is not its turn. */
export function queuedState(message: string): State {
  return state('queued', message);
}

const HELD_IN_ARCHIVE = 'archived by `down --archive`; `pane up` with its name brings it back';

/** As the planner's refusal tells it. `refused`: what it found in the way of the task's worktree; null: nothing. */
export function refusedState(told: State, refused: Refusal | null): State {
  return refused === null || told.isBusy ? told : state(refused.kind, refused.message);
}

export function stateOf(task: JoinedTask, look: Look): State {
  const { desired, making, busy: pid } = task;
  if (pid !== null) return busy(orNull(task.worktree), pid);
  if (!task.worktree.known) return state('unknown', task.worktree.reason);
  const worktree = task.worktree.value;
  if (worktree === null) {
    if (desired?.paused) return state('paused');
    if (isHeldInArchive(task)) return closed(HELD_IN_ARCHIVE);
    const error = making === null ? whyNotBack(task) : making.error;
    return error === null ? state('pending') : state('failed', error);
  }
  if (!task.window.known) return state('unknown', task.window.reason);
  if (worktree.path === null) return state('conflict', describeMissing(worktree).message);
  const window = task.window.value;
  const told =
    window === null
      ? stateWithoutWindow(worktree, orNull(task.unseen), desired)
      : stateWithWindow(task, worktree, window, look);
  return desired === null ? told : checkedState(told, desired, worktree, look.now);
}

/**
 * What an agent does: its own events first, its screen where they are silent or have been overtaken. Pure.
 */
import { secondsSince } from '../elapsed.ts';
import type { Activity } from './agent.ts';
import { judgeFault, NEEDS_LOGIN } from './failure.ts';
import type { ScreenState } from './screen.ts';

/** The screen is a little behind an event, and the other way round: before that the event counts. */
export const SETTLED_SECONDS = 3;
/** What `report.sh` gives as the reason of an agent's being idle that has told of its start, and no turn since. */
const STARTED = 'start';
/** An agent that reports has started when its first event came; after that long it is taken as running. */
const STARTING_SECONDS = 60;
/** Before its first event its input box is drawn already; longer than that it is really idle, unless it has a prompt. */
const BOX_SECONDS = 10;

export interface Signs {
  /** The event that came last; empty: none. */
  readonly reported: string;
  /** Unix time in seconds. */
  readonly reportedSince: number;
  readonly why: string;
  /** What counts most first. */
  readonly screenStates: readonly ScreenState[];
  /** There are rules for its screen. */
  readonly hasRules: boolean;
  /** The agent was told to report its events. */
  readonly reports: boolean;
  /** It would report, but does not read where in this launch. */
  readonly isUnread?: boolean;
  /** It was launched with a prompt: its first turn comes by itself, after a minute at times. */
  readonly hasPrompt: boolean;
  readonly startedAt: number;
  readonly now: number;
}

export interface ActivityState {
  readonly state: Activity | 'starting' | 'running';
  readonly source: 'event' | 'screen' | 'process';
  /** What it waits for, or how its turn failed. */
  readonly message: string | null;
  /** Null: not known. */
  readonly since: number | null;
}

function fromScreen(screenState: ScreenState | undefined): ActivityState | null {
  if (screenState === undefined) return null;
  const { activity, line, isBackground } = screenState;
  const isPlain = activity === 'idle' || (activity === 'working' && !isBackground);
  return { state: activity, source: 'screen', message: isPlain ? null : line, since: null };
}

/** What the event comes to that was reported last; null: there was none. */
function fromEvent({ reported, reportedSince: since, why }: Signs): ActivityState | null {
  if (reported === 'failed') {
    const { activity: state, message } = judgeFault(why);
    return { state, source: 'event', message, since };
  }
  if (reported !== 'working' && reported !== 'waiting' && reported !== 'idle') return null;
  const message = reported === 'waiting' && why !== '' ? why : null;
  return { state: reported, source: 'event', message, since };
}

/** Whether what stands on the screen says the same as the event, among other things. */
function isConfirmed(reported: string, states: readonly ScreenState[]): boolean {
  // The box is always there, and an error above it is the one that was told.
  if (reported === 'failed') return !states.some(({ activity }) => activity === 'working') && !asks(states);
  return states.some(({ activity }) => activity === reported);
}

/** Of the screen: an error that is shown where a login is needed is no question. */
function asks([first]: readonly ScreenState[]): boolean {
  return first?.activity === 'waiting' && !first.line.startsWith(NEEDS_LOGIN);
}

/**
 * Whether one that has just told of its start takes a prompt: some draw their box, clear the screen to draw the former
 * conversation, and lose what is typed meanwhile.
 */
function isReady({ hasRules, screenStates, reportedSince, now }: Signs): boolean {
  const isDrawn = screenStates.some(({ activity, isDrawn }) => activity === 'idle' && isDrawn);
  return !hasRules || (isDrawn && secondsSince(reportedSince, now) >= SETTLED_SECONDS);
}

/** For how long the box that is drawn before the first turn says nothing. */
function boxSecondsOf({ reports, isUnread, hasPrompt }: Signs): number {
  if (reports) return hasPrompt ? STARTING_SECONDS : BOX_SECONDS;
  return isUnread && hasPrompt ? BOX_SECONDS : 0;
}

export function activityOf(signs: Signs): ActivityState {
  const { reported, reportedSince, why, screenStates, now } = signs;
  const seen = fromScreen(screenStates[0]);
  const age = secondsSince(signs.startedAt, now);
  const starting = { state: 'starting', source: 'process', message: null, since: null } as const;
  if (reported === 'idle' && why === STARTED && age < STARTING_SECONDS && !isReady(signs)) return starting;
  const told = fromEvent(signs);
  if (told === null) {
    const isFirstBox = seen?.state === 'idle' && age < boxSecondsOf(signs);
    if (seen !== null && !isFirstBox) return seen;
    return signs.reports && age < STARTING_SECONDS ? starting : { ...starting, state: 'running' };
  }
  if (reported === 'idle') {
    const background = fromScreen(screenStates.find(({ isBackground }) => isBackground));
    if (background !== null) return background;
  }
  if (
    seen !== null &&
    !isConfirmed(reported, screenStates) &&
    secondsSince(reportedSince, now) >= SETTLED_SECONDS
  )
    return seen;
  return told;
}

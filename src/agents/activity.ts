/**
 * What an agent does: its own events first, its screen where they are silent or have been overtaken. Pure.
 */
import type { Activity } from './agent.ts';
import type { Sighting } from './screen.ts';

/** The screen is a little behind an event, and the other way round: before that the event counts. */
export const SETTLED_SECONDS = 3;
/** An agent that reports has started when its first event came; after that long it is taken as running. */
const STARTING_SECONDS = 60;
/** Before the first turn its input box is drawn already, for a moment; longer than that it is really idle. */
const BOX_SECONDS = 10;

export interface Signs {
  /** The event that came last; empty: none. */
  readonly reported: string;
  /** Unix time in seconds. */
  readonly reportedSince: number;
  readonly why: string;
  /** What counts most first. */
  readonly sightings: readonly Sighting[];
  /** The agent was told to report its events. */
  readonly reports: boolean;
  readonly startedAt: number;
  readonly now: number;
}

export interface ActivityState {
  readonly state: Activity | 'starting' | 'running';
  readonly source: 'event' | 'screen' | 'process';
  /** What it waits for. */
  readonly message: string | null;
  /** Null: not known. */
  readonly since: number | null;
}

function isActivity(text: string): text is Activity {
  return text === 'working' || text === 'waiting' || text === 'idle';
}

function fromScreen([sighting]: readonly Sighting[]): ActivityState | null {
  if (sighting === undefined) return null;
  const message = sighting.activity === 'waiting' ? sighting.line : null;
  return { state: sighting.activity, source: 'screen', message, since: null };
}

export function activityOf(signs: Signs): ActivityState {
  const { reported, reportedSince, why, sightings, now } = signs;
  const seen = fromScreen(sightings);
  if (!isActivity(reported)) {
    const age = now - signs.startedAt;
    const isFirstBox = seen?.state === 'idle' && signs.reports && age < BOX_SECONDS;
    if (seen !== null && !isFirstBox) return seen;
    const isStarting = signs.reports && age < STARTING_SECONDS;
    return { state: isStarting ? 'starting' : 'running', source: 'process', message: null, since: null };
  }
  const isConfirmed = sightings.some(({ activity }) => activity === reported);
  if (seen !== null && !isConfirmed && now - reportedSince >= SETTLED_SECONDS) return seen;
  const message = reported === 'waiting' && why !== '' ? why : null;
  return { state: reported, source: 'event', message, since: reportedSince };
}

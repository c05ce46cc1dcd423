/**
 * Since when an agent does what it does, where it does not say so itself: from what was seen before and what tmux
 * tells. Pure.
 */

/** What somebody saw last, and since when it is so: the window option `@pane_seen`. */
export interface LastSeen {
  readonly state: string;
  /** Unix time in seconds. */
  readonly since: number;
}

/** Null for any other text than one of `formatSeen`. */
export function parseSeen(text: string): LastSeen | null {
  const [, state, since] = /^([a-z]+) (\d{1,12})$/.exec(text) ?? [];
  return state === undefined ? null : { state, since: Number(since) };
}

/** In letters that no parser of tmux's minds. */
export function formatSeen({ state, since }: LastSeen): string {
  return `${state} ${since}`;
}

/** All times are Unix times in seconds. */
export interface Times {
  readonly launchedAt: number;
  /** When the agent's last event came; 0: none has. */
  readonly reportedSince: number;
  readonly seen: LastSeen | null;
  /** When something was last drawn in the window: what stands still was there then. */
  readonly drawnAt: number;
  readonly now: number;
}

/** What a busy program draws all the time: when it was drawn last does not tell when it began. */
const MOVING = ['working', 'running', 'starting'];

/** `record`: a change that nobody has written down yet; null: there is none. */
export function sinceOf(
  state: string,
  times: Times,
): { readonly since: number; readonly record: LastSeen | null } {
  const { launchedAt, reportedSince, drawnAt, now } = times;
  const begun = Math.max(launchedAt, reportedSince);
  // What was seen before the last launch or event is overtaken.
  const seen = times.seen !== null && times.seen.since >= begun ? times.seen : null;
  if (seen?.state === state) return { since: seen.since, record: null };
  const isFirst = seen === null && reportedSince < launchedAt;
  if (isFirst && MOVING.includes(state)) {
    const record = state === 'working' ? { state, since: launchedAt } : null;
    return { since: launchedAt, record };
  }
  const since = Math.min(now, Math.max(begun, seen?.since ?? 0, drawnAt));
  return { since, record: { state, since } };
}

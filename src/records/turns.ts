/**
 * The turns of a task's agent: `<admin>/pane/turns`, one line that `report.sh`, `launcher.sh` and whoever sees a screen
 * change write. Pure; `doings.ts` reads it.
 */

export interface Turns {
  /** `open`: one is under way; else how the last one ended. */
  readonly state: 'open' | 'done' | 'failed';
  /** How many ended well since the worktree was made. */
  readonly ended: number;
  /** Since when it is so, Unix time in seconds. */
  readonly at: number;
}

/** Null for any other text. */
export function parseTurns(text: string): Turns | null {
  const [, state, ended, at] = /^(open|done|failed) (\d{1,9}) (\d{1,12})\n?$/.exec(text) ?? [];
  if (state === undefined) return null;
  return { state: state as Turns['state'], ended: Number(ended), at: Number(at) };
}

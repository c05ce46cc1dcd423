/**
 * Panes that the user split off in a window of ours. Pure.
 */
import type { TmuxPane } from './panes.ts';

/** Panes that `pane` did not open and in which something runs: what has ended in one is nobody's. */
export function othersIn(panes: readonly TmuxPane[]): TmuxPane[] {
  return panes.filter(({ opened, dead }) => !opened && !dead);
}

/** What runs in these panes, each name once: `vim, less`. */
export function programsIn(panes: readonly TmuxPane[]): string {
  return [...new Set(panes.map(({ program }) => program))].join(', ');
}

/** One sentence for each window that stays open with them. */
export function tellStaying(staying: readonly TmuxPane[]): string[] {
  return [...new Set(staying.map(({ window }) => window))].map((window) => {
    const programs = programsIn(staying.filter((pane) => pane.window === window));
    return `window ${window} stays open, since you opened a pane there (${programs}); \`pane\` no longer counts it as its own`;
  });
}

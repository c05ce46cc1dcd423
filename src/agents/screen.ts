/**
 * What an agent does, read from its screen and title. Pure. Only the bottom counts: what scrolled by says
 * nothing about now.
 */
import type { Activity, ScreenRules } from './agent.ts';

/** Lines that are looked at, empty ones not counted. */
const BOTTOM_LINES = 15;

export interface Sighting {
  readonly activity: Activity;
  /** The rule that matched, for `status --long`. */
  readonly rule: string;
  /** The line that it matched. */
  readonly line: string;
  /** False: the title alone tells it, nothing is drawn. */
  readonly isDrawn: boolean;
}

/** What one look at a screen came to. */
export interface ScreenLook {
  readonly sightings: readonly Sighting[];
  /** Why nothing could be read from it, a sentence; null: it could. */
  readonly fault: string | null;
}

/** What is asked first wins: a question stands above everything, work above the prompt that is always there. */
const ORDER: readonly Activity[] = ['waiting', 'working', 'idle'];

/** The first of the rules that matches a line, and the last line that it matches; null: none does. */
export type MatchRules = (
  lines: readonly string[],
  rules: readonly string[],
) => { readonly rule: string; readonly line: string } | null;

const matchRules: MatchRules = (lines, rules) => {
  for (const rule of rules) {
    const pattern = new RegExp(rule, 'iu');
    const line = lines.findLast((each) => pattern.test(each));
    if (line !== undefined) return { rule, line: line.trim() };
  }
  return null;
};

/** Everything that matches, what counts most first; empty: nothing is known. `match`: for rules that may be slow. */
export function classifyScreen(
  rules: ScreenRules,
  screen: string,
  title: string,
  match: MatchRules = matchRules,
): Sighting[] {
  const lines = screen
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-BOTTOM_LINES);
  return ORDER.flatMap((activity) => {
    const found = match([title], rules.title[activity] ?? []) ?? match(lines, rules.screen[activity] ?? []);
    return found === null ? [] : [{ activity, ...found, isDrawn: lines.length > 0 }];
  });
}

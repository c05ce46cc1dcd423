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

/** What is asked first wins: a question stands above everything, work above the prompt that is always there. */
const ORDER: readonly Activity[] = ['waiting', 'working', 'idle'];

function matchIn(
  lines: readonly string[],
  patterns: readonly string[],
): { rule: string; line: string } | null {
  for (const rule of patterns) {
    const pattern = new RegExp(rule, 'iu');
    const line = lines.findLast((each) => pattern.test(each));
    if (line !== undefined) return { rule, line: line.trim() };
  }
  return null;
}

/** Everything that matches, what counts most first; empty: nothing is known. */
export function classifyScreen(rules: ScreenRules, screen: string, title: string): Sighting[] {
  const lines = screen
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-BOTTOM_LINES);
  return ORDER.flatMap((activity) => {
    const found =
      matchIn([title], rules.title[activity] ?? []) ?? matchIn(lines, rules.screen[activity] ?? []);
    return found === null ? [] : [{ activity, ...found, isDrawn: lines.length > 0 }];
  });
}

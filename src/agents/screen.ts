/**
 * What an agent does, read from its screen and title. Pure. Only the bottom counts: what scrolled by says
 * nothing about now.
 */
import type { Activity, ScreenRules } from './agent.ts';

/** Lines that are looked at, empty ones not counted. */
const BOTTOM_LINES = 15;

export interface ScreenState {
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
  readonly screenStates: readonly ScreenState[];
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
): ScreenState[] {
  const lines = screen
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-BOTTOM_LINES);
  const question = match(lines, rules.screen.waiting ?? []);
  // A box for the next prompt that stands above a question is one that was filled in.
  const below = question === null ? lines : linesBelow(lines, question.line);
  return ORDER.flatMap((activity) => {
    const drawn =
      activity === 'waiting'
        ? question
        : match(activity === 'idle' ? below : lines, rules.screen[activity] ?? []);
    const found = match([title], rules.title[activity] ?? []) ?? drawn;
    if (found === null) return [];
    const line = activity === 'waiting' ? asked(lines, found.line) : withoutFrame(found.line);
    return [{ activity, rule: found.rule, line, isDrawn: lines.length > 0 }];
  });
}

/** Those after the last one with this text. */
function linesBelow(lines: readonly string[], text: string): string[] {
  return lines.slice(lines.findLastIndex((line) => line.trim() === text) + 1);
}

/** What a program asks before it works in a folder, in the words of those that do. */
const TRUST = /\b(do you trust|trust this folder|one you trust)\b/i;

/** The line that asks; of a trust dialog, whose last lines are only its choices, it is another one. */
function asked(lines: readonly string[], line: string): string {
  const trust = lines.findLast((each) => TRUST.test(each) && each.includes('?'));
  return trust === undefined ? withoutFrame(line) : `trust dialog: ${withoutFrame(trust)}`;
}

/** Without the frame that it is drawn in. */
function withoutFrame(line: string): string {
  return line.replace(/^[\s│┃]+|[\s│┃]+$/g, '');
}

/**
 * What an agent does, read from its screen and title. Pure. Only the bottom counts: what scrolled by says
 * nothing about now.
 */
import type { Activity, ScreenRules } from './agent.ts';
import { type Failure, judgeFailure } from './failure.ts';

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
  /** It works on after the end of its turn. */
  readonly isBackground?: true;
}

/** What one look at a screen came to. */
export interface ScreenLook {
  readonly screenStates: readonly ScreenState[];
  /** Why nothing could be read from it, a sentence; null: it could. */
  readonly fault: string | null;
}

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

interface Drawn {
  /** As they stand there; empty ones end a paragraph. */
  readonly all: readonly string[];
  /** The last of those that are not empty. */
  readonly lines: readonly string[];
}

function linesOf(screen: string): Drawn {
  const all = screen.split('\n').map((line) => line.trimEnd());
  return { all, lines: all.filter((line) => line !== '').slice(-BOTTOM_LINES) };
}

/**
 * Everything that matches, what counts most first: a question stands above everything, work above an error that is left
 * over, and that above the box for the next prompt, which is always there. Empty: nothing is known. `match`: for rules
 * that may be slow.
 */
export function classifyScreen(
  rules: ScreenRules,
  screen: string,
  title: string,
  match: MatchRules = matchRules,
): ScreenState[] {
  const drawn = linesOf(screen);
  const { lines } = drawn;
  const isDrawn = lines.length > 0;
  const question = match(lines, rules.screen.waiting ?? []);
  // A box for the next prompt that stands above a question is one that was filled in.
  const below = question === null ? lines : linesBelow(lines, question.line);
  const simple = (activity: 'waiting' | 'working' | 'idle', found: ReturnType<MatchRules>): ScreenState[] => {
    // While it asks, its title may tell of work all the same.
    const ofTitle = activity === 'working' && question !== null ? [] : (rules.title[activity] ?? []);
    const shown = match([title], ofTitle) ?? found;
    if (shown === null) return [];
    const line = activity === 'waiting' ? asked(lines, shown.line) : withoutFrame(shown.line);
    return [{ activity, rule: shown.rule, line, isDrawn }];
  };
  const background = match(lines, rules.background ?? []);
  return [
    ...simple('waiting', question),
    ...simple('working', match(lines, rules.screen.working ?? [])),
    ...(background === null
      ? []
      : [
          {
            activity: 'working' as const,
            ...{ rule: background.rule, line: withoutFrame(background.line), isDrawn },
            isBackground: true as const,
          },
        ]),
    ...failureIn(rules, drawn, match),
    ...simple('idle', match(below, rules.screen.idle ?? [])),
  ];
}

/** Lines of one error that are told. */
const PARAGRAPH_LINES = 4;

/** The error that ended the last turn; empty: there is none, or another prompt was given since. */
function failureIn(rules: ScreenRules, drawn: Drawn, match: MatchRules): ScreenState[] {
  const idle = rules.screen.idle ?? [];
  const prompts = rules.prompts ?? idle;
  for (const key of ['limited', 'stuck'] as const) {
    const found = match(drawn.lines, rules.screen[key] ?? []);
    if (found === null || isOvertaken(linesBelow(drawn.lines, found.line), prompts, match)) continue;
    const text = paragraphAt(drawn.all, found.line, (line) => match([line], idle) !== null);
    const { activity, message }: Failure =
      key === 'limited' ? { activity: key, message: text } : judgeFailure('', text);
    return [{ activity, rule: found.rule, line: message, isDrawn: true }];
  }
  return [];
}

/** A box is always there; a second one above it was filled in. */
function isOvertaken(below: readonly string[], prompts: readonly string[], match: MatchRules): boolean {
  const box = match(below, prompts);
  if (box === null) return false;
  const index = below.findLastIndex((line) => line.trim() === box.line);
  return match(below.slice(0, index), prompts) !== null;
}

/** Of another thing than the line above: it has a sign of its own, or stands at the right. */
const APART = /^\s*[\p{So}ℹ]|^\s{12}/u;

/** What begins in the last line with this text, up to an empty one, without scroll bar and decoration. */
function paragraphAt(all: readonly string[], line: string, isEnd: (line: string) => boolean): string {
  const first = all.findLastIndex((each) => each.trim() === line);
  const following = all.slice(first + 1, first + PARAGRAPH_LINES);
  const end = following.findIndex((each) => each.trim() === '' || APART.test(each) || isEnd(each));
  const text = [line, ...(end === -1 ? following : following.slice(0, end))]
    .map((each) => withoutFrame(each.replace(/\s[█▓▒░]$/u, '')))
    .join(' ');
  return text.replace(/^[^\p{L}\p{N}{[("']+/u, '');
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

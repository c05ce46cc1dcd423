/**
 * Matches the file's own screen rules within a time limit: some regular expressions take for ever on some texts, and
 * the file may come with a commit of somebody else's.
 */
import { types } from 'node:util';
import { type Context, createContext, Script } from 'node:vm';
import type { MatchRules } from './screen.ts';

/** A sane set of rules takes a thousandth of that. */
const LIMIT_MS = 200;
/** The limit is one of the clock on the wall: on a busy machine nothing may have run meanwhile. */
const MOST_ATTEMPTS = 5;

export class TooSlow extends Error {
  override readonly name = 'TooSlow';
}

/** `RULE LINE`, two indexes; empty: no rule matches. */
const MATCH = `(() => {
  for (let rule = 0; rule < rules.length; rule += 1) {
    const pattern = new RegExp(rules[rule], 'iu');
    const line = lines.findLastIndex((each) => pattern.test(each));
    if (line >= 0) return rule + ' ' + line;
  }
  return '';
})()`;

/** Only code of a context of its own can be stopped. To make one takes a hundred times as long as to match. */
let matcher: { readonly script: Script; readonly context: Context } | null = null;

function runMatch(lines: readonly string[], rules: readonly string[]): string {
  matcher ??= { script: new Script(MATCH), context: createContext({}) };
  Object.assign(matcher.context, { rules, lines });
  return String(matcher.script.runInContext(matcher.context, { timeout: LIMIT_MS }));
}

/** The error comes from the other context, where `Error` is another one. */
function isTimeout(error: unknown): boolean {
  return types.isNativeError(error) && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

/** @throws {TooSlow} where they have not matched in time */
export const matchWithin: MatchRules = (lines, rules) => {
  if (rules.length === 0 || lines.length === 0) return null;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const found = runMatch(lines, rules);
      if (found === '') return null;
      const [rule = '', line = ''] = found.split(' ');
      return { rule: rules[Number(rule)] ?? '', line: (lines[Number(line)] ?? '').trim() };
    } catch (error) {
      matcher = null;
      if (!isTimeout(error)) throw error;
      if (attempt === MOST_ATTEMPTS) throw new TooSlow('the rules take too long');
    }
  }
};

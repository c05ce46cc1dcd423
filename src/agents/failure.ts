/**
 * What a turn that ended in an error comes to, by the words in which agents tell of it. Pure.
 */
import type { Activity } from './agent.ts';

export const FAILURES = ['limited', 'waiting', 'stuck'] as const satisfies readonly Activity[];

export interface Failure {
  readonly activity: (typeof FAILURES)[number];
  readonly message: string;
}

/** How the message begins where the user has to log in, or to pay. */
export const NEEDS_LOGIN = 'needs login: ';
const FAILED = 'turn failed: ';

/** The kinds of errors that claude tells of; others come with their text only. */
const KINDS: Readonly<Record<string, Failure['activity']>> = {
  rate_limit: 'limited',
  overloaded: 'limited',
  server_error: 'limited',
  authentication_failed: 'waiting',
  oauth_org_not_allowed: 'waiting',
  account_on_hold: 'waiting',
  verification_required: 'waiting',
  billing_error: 'waiting',
  cloud_credential_error: 'waiting',
};

/** What stands before the status of an answer: any other number is just a number. */
const STATUS = '(^|\\b(error|status|http|code)\\W{0,4})';

/** It says when to come again, whatever else it advises. */
const COMES_AGAIN = /\b(try again|retry|resets?) (in|at|on)\b/i;
const LOGIN = new RegExp(
  [
    `${STATUS}(401|403)\\b`,
    'unauthori[sz]ed|unauthenticated|forbidden',
    '\\b(api[ _-]?key|credentials?|token) ((is|was|has) )?(not valid|invalid|missing|expired|revoked)',
    '(invalid|incorrect|missing|expired|no) (x-)?api[ _-]?key',
    '\\b(log|sign) ?in\\b|/login\\b|not logged in|authenticat',
    'permission[ _]denied.*\\bapi\\b|does not have permission to use',
    'credit balance|insufficient[ _](quota|credits?|funds)|billing|payment',
  ].join('|'),
  'i',
);
const LIMIT = new RegExp(
  [
    '\\b429\\b|too many requests|rate[ _-]?limit',
    '\\b(usage|session|weekly|daily|monthly|hourly|spend|plan|opus|sonnet)\\b.{0,20}\\blimit',
    'hit your .{0,40}limit|limit (reached|exceeded)|quota|resource[ _]exhausted|out of .{0,20}usage',
    `${STATUS}(500|502|503|504|529)\\b`,
    'overloaded|internal (server )?error|server error|server had an error|bad gateway',
    'unavailable|at capacity|high demand',
    'time[ds]? ?out|\\b(econn\\w+|enotfound|eai_again|etimedout|epipe)\\b|connection|network|socket|fetch failed|stream (disconnected|closed|error)|error sending request|dns',
  ].join('|'),
  'i',
);

function activityIn(text: string): Failure['activity'] {
  if (COMES_AGAIN.test(text)) return 'limited';
  if (LOGIN.test(text)) return 'waiting';
  return LIMIT.test(text) ? 'limited' : 'stuck';
}

const PREFIXES = { limited: '', waiting: NEEDS_LOGIN, stuck: FAILED } as const;

/** `KIND TEXT`, as `report.sh` gives the reason of a turn's failure. */
const FAULT = /^(\S*) ?(.*)$/s;

/** `fault`: `KIND TEXT`. */
export function judgeFault(fault: string): Failure {
  const [, kind = '', text = ''] = FAULT.exec(fault) ?? [];
  return judgeFailure(kind, text);
}

const KIND_OF = { limited: 'rate_limit', waiting: 'authentication_failed', stuck: 'unknown' } as const;

/** As `judgeFault` takes it, on one line. */
export function faultOf({ activity, message }: Failure): string {
  const prefix = PREFIXES[activity];
  const text = message.startsWith(prefix) ? message.slice(prefix.length) : message;
  return `${KIND_OF[activity]} ${text.replace(/\s+/g, ' ')}`;
}

/** `kind`: as the agent calls it; empty: it does not. */
export function judgeFailure(kind: string, text: string): Failure {
  const activity = KINDS[kind] ?? activityIn(text === '' ? kind : text);
  const said = text === '' ? kind.replaceAll('_', ' ') : text;
  return { activity, message: `${PREFIXES[activity]}${said === '' ? 'the agent does not say why' : said}` };
}

/**
 * What `pane` did by itself for a task, and how often: `<admin>/pane/attempts.json`. Written under the task's lock only,
 * before what it counts is done: a crash counts it, and never does it twice. Pure codec; `doings.ts` reads and writes it.
 */
import * as c from '../codec.ts';

const check = c.object({
  /**
   * `green`, `red`; `unchanged`: the worktree is as it was at its start, nothing was run; `fault`: the file's own, its first
   * command could not be run at all.
   */
  outcome: c.oneOf('green', 'red', 'unchanged', 'fault'),
  /** When it ended, Unix time in seconds. */
  at: c.number,
  /** Of the command that failed; null: none did, or it was ended at its time limit. */
  exitCode: c.nullable(c.number),
  /** The command that failed; null: none did. */
  command: c.nullable(c.text),
  /** The last lines that it printed; of a `fault`, what is wrong. */
  said: c.text,
  /** How long it took. */
  seconds: c.number,
  /** How many turns had ended when it began. */
  turn: c.number,
  /** HEAD and a fingerprint of what is not committed, taken when it ended. */
  head: c.text,
  trace: c.text,
  /** Of `verify` as the file had it. */
  hash: c.text,
  /** It was made again because the worktree had changed without a turn. */
  isAgain: c.boolean,
  /** What it ran has changed files itself. */
  changed: c.boolean,
  /** The agent is told if it is red: not of one that the user made by hand. */
  tells: c.boolean,
  /** It was red, and the turn that followed has changed nothing. */
  repeats: c.boolean,
  /** The worktree has changed once more since, without a turn. */
  changedSince: c.boolean,
});

const message = c.object({
  /** Why it is sent: a red check, a limit that is over, a turn that was cut off. */
  reason: c.oneOf('check', 'limit', 'cut-off'),
  /** `claimed`: it is about to be typed in, or was; only `sent` means that the agent took it. */
  state: c.oneOf('claimed', 'sent'),
  at: c.number,
  /** How many turns had ended by then: one message for each reason and turn. */
  turn: c.number,
});

const process = c.object({ pid: c.number, start: c.text, boot: c.text, host: c.text });

export const attemptsCheck = c.object({
  version: c.oneOf(1),
  /** The last check that ended. */
  check: c.nullable(check),
  /** The process that checks now, or was killed at it; what it runs carries `PANE_CHECK`. */
  checking: c.nullable(
    c.object({
      process,
      at: c.number,
      turn: c.number,
      /** How many before it were killed, one after the other, without a result. */
      lost: c.number,
    }),
  ),
  message: c.nullable(message),
  /** Messages on red checks since the user did something. */
  red: c.number,
  /** Continuations since the last turn that ended well, and the last one's time. */
  continuations: c.number,
  continuedAt: c.nullable(c.number),
  /** When its agent was started again because it had died; Unix times in seconds. */
  restarts: c.list(c.number),
  /** When the agent ended that was started again last, as its launcher says; 0: its window was lost; null: none was. */
  restartedFrom: c.nullable(c.number),
  /** Why nothing more is done by itself, a sentence; null: it is. */
  stuck: c.nullable(c.text),
});

export type Attempts = c.Checked<typeof attemptsCheck>;
/** A check that ended. */
export type Check = NonNullable<Attempts['check']>;

/** Nothing was done yet. */
export const NO_ATTEMPTS: Attempts = {
  version: 1,
  check: null,
  checking: null,
  message: null,
  red: 0,
  continuations: 0,
  continuedAt: null,
  restarts: [],
  restartedFrom: null,
  stuck: null,
};

/** The user did something: what was done before no longer counts. Checks are of the work, not of the user, and stay. */
export function forgetAttempts({ check, checking }: Attempts): Attempts {
  return { ...NO_ATTEMPTS, check: check === null ? null : { ...check, repeats: false }, checking };
}

/** Null: another version's, or damaged. */
export const parseAttempts = c.decoder(attemptsCheck);

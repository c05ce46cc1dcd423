/**
 * What a task with an agent that does nothing is shown as, from what `pane` did for it by itself: its turn was cut off
 * and goes on, or nothing more is done. Pure.
 */
import type { DesiredTask } from '../config/desired.ts';
import type { Attempts } from '../records/attempts.ts';
import { TAKEN_SECONDS } from '../records/messages.ts';
import type { Turns } from '../records/turns.ts';
import type { JoinedTask } from './joined.ts';
import { ifAsked } from './request.ts';
import type { OurWorktree } from './snapshot.ts';
import type { TaskState } from './status.ts';

/** What an agent that is at nothing seems to be. */
export const QUIET: readonly TaskState[] = ['idle', 'running', 'starting'];

const CUT_OFF = 'its turn was cut off';
const GOES_ON = `${CUT_OFF}; the watcher has it go on`;

const BEGINS = 'it was told to go on';

const GOES_ON_LATER = 'its window was lost at its limit; the watcher has it go on when that is over';

interface Told {
  readonly state: TaskState;
  readonly message: string | null;
  /** Where that was seen. */
  readonly source: 'event' | 'screen' | 'process' | null;
}

interface Shown extends Omit<Told, 'source'> {
  readonly beneath: TaskState | null;
  /** Of a limit, since when and until when; Unix times in seconds. */
  readonly since?: number;
  readonly until?: number | null;
}

/** What is noted of a turn that an agent before this launch had; null: it had none, or there was another one since. */
function formerTurn({ launcher, ...worktree }: OurWorktree): Turns | null {
  const turns = ifAsked(worktree.turns);
  if (turns === null || launcher === null) return null;
  // A launch with a prompt opens a turn of its own, perhaps in the same second.
  const isWithPrompt = launcher.reason === 'start' || launcher.reason === 'next';
  return (isWithPrompt ? turns.at < launcher.at : turns.at <= launcher.at) ? turns : null;
}

/** The turn of an agent before this launch never ended, or ended at a limit. */
export function isCutOff(worktree: OurWorktree): boolean {
  const turns = formerTurn(worktree);
  return turns?.state === 'open' || turns?.state === 'limited';
}

/** That its last turn met; null: it met none. */
function limitOf(worktree: OurWorktree): { readonly since: number; readonly until: number | null } | null {
  const turns = ifAsked(worktree.turns);
  if (turns?.state !== 'limited') return null;
  return { since: turns.at, until: turns.until ?? null };
}

/** What was sent in this launch to have it go on; null: nothing was. */
function sentToGoOn(worktree: OurWorktree): Attempts['message'] {
  const message = ifAsked(worktree.attempts)?.message ?? null;
  const { launcher } = worktree;
  const isSent = message?.reason === 'cut-off' || (message?.reason === 'limit' && limitOf(worktree) !== null);
  return isSent && launcher !== null && message.at >= launcher.at ? message : null;
}

/** Nobody was told to look after the task. */
export function isAlone({ verify, onFailure }: Pick<DesiredTask, 'verify' | 'onFailure'>): boolean {
  return verify !== null || onFailure === 'restart';
}

/** Its agent runs again after a turn that was cut off, and is to be told to go on: once for each launch. */
export function isToGoOn({ desired }: Pick<JoinedTask, 'desired'>, worktree: OurWorktree): boolean {
  return (
    desired !== null && isWanted(desired, worktree) && isCutOff(worktree) && sentToGoOn(worktree) === null
  );
}

/** What was lost at a limit goes on where it would have gone on without the loss. */
function isWanted(task: DesiredTask, worktree: OurWorktree): boolean {
  return limitOf(worktree) === null ? isAlone(task) : task.onLimit === 'wait';
}

/**
 * Its agent was told to go on, and its turn is about to begin: it takes the text a moment before anything tells of that.
 * Of one whose check failed, that the check is due again says so.
 */
function isAboutToGoOn(worktree: OurWorktree, now: number): boolean {
  const message = ifAsked(worktree.attempts)?.message ?? null;
  if (message === null || message.reason === 'check') return false;
  if (message.at < (worktree.launcher?.at ?? 0)) return false;
  const age = now - message.at; // less than nothing where the clock was put back
  if (age < 0 || age >= TAKEN_SECONDS) return false;
  const turns = ifAsked(worktree.turns);
  return turns === null || (turns.ended <= message.turn && turns.at <= message.at);
}

/** As it is shown instead. `told`: what its agent does; `now`: Unix time in seconds. */
export function doneOf(
  task: Pick<JoinedTask, 'desired'>,
  worktree: OurWorktree,
  told: Told,
  now: number,
): Shown {
  const { state, message, source } = told;
  const stuck = ifAsked(worktree.attempts)?.stuck ?? null;
  const isQuiet = QUIET.includes(state);
  if (stuck !== null && (isQuiet || state === 'limited'))
    return { state: 'stuck', message: stuck, beneath: state };
  if (isQuiet && isAboutToGoOn(worktree, now)) return { state: 'starting', message: BEGINS, beneath: state };
  const limit = limitOf(worktree);
  // Some draw the error again when they resume: when it came, and which day its clock meant, only the record tells. What an
  // agent reports in its window is of this launch, though it came in the same second.
  const isDrawnAgain = state === 'limited' && source === 'screen' && limit !== null;
  // Which error ended its last turn an agent that was started since does not say.
  const failure = isQuiet ? formerTurn(worktree)?.failure : undefined;
  if (failure !== undefined) return { state: failure.activity, message: failure.message, beneath: state };
  if (!(isQuiet || isDrawnAgain) || !isCutOff(worktree)) return { state, message, beneath: null };
  if (task.desired !== null && isWanted(task.desired, worktree) && sentToGoOn(worktree)?.state !== 'sent') {
    if (limit !== null) return { state: 'limited', message: GOES_ON_LATER, beneath: state, ...limit };
    return { state: 'starting', message: GOES_ON, beneath: state };
  }
  if (isDrawnAgain) return { state, message, beneath: null, ...limit };
  return { state, message: message ?? CUT_OFF, beneath: null };
}

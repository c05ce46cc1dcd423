/**
 * What is recorded of the messages that `pane` sends to an agent. Pure.
 */
import type { Attempts } from './attempts.ts';
import type { Turns } from './turns.ts';

export type Message = NonNullable<Attempts['message']>;

/** What makes an agent go on where it stopped. */
export const CONTINUE = 'continue';

/** After that long nothing more is to be seen of a text that was typed in. */
export const TAKEN_SECONDS = 30;

/** Since the last turn that ended well. */
export function continuationsOf({ message, continuations }: Attempts, turns: Turns | null): number {
  return message !== null && (turns?.ended ?? 0) > message.turn ? 0 : continuations;
}

/** Its agent was started again because it died in this very turn: that has counted already. */
export function hasCounted({ restarts }: Attempts, turns: Turns | null): boolean {
  const last = restarts.at(-1);
  return last !== undefined && last >= (turns?.at ?? 0);
}

/** As it is before the agent gets it. `now`: Unix time in seconds. */
export function claimMessage(
  attempts: Attempts,
  turns: Turns | null,
  reason: Message['reason'],
  now: number,
): Attempts {
  const isLimit = reason === 'limit';
  const isNewCut = reason === 'cut-off' && !hasCounted(attempts, turns);
  return {
    ...attempts,
    message: { reason, state: 'claimed', at: now, turn: turns?.ended ?? 0 },
    red: attempts.red + (reason === 'check' ? 1 : 0),
    continuations: continuationsOf(attempts, turns) + (isLimit ? 1 : 0),
    continuedAt: isLimit ? now : attempts.continuedAt,
    restarts: isNewCut ? [...attempts.restarts, now] : attempts.restarts,
  };
}

/** Nothing of it was typed in: it is due again, and has not counted. That a turn was cut off has counted all the same. */
export function withdrawMessage(attempts: Attempts): Attempts {
  const { message, red, continuations } = attempts;
  return {
    ...attempts,
    message: null,
    red: red - (message?.reason === 'check' ? 1 : 0),
    continuations: continuations - (message?.reason === 'limit' ? 1 : 0),
  };
}

/** The agent has it. */
export function settleMessage(attempts: Attempts): Attempts {
  const { message } = attempts;
  return message === null ? attempts : { ...attempts, message: { ...message, state: 'sent' } };
}

/** Nothing more is sent, for this reason. `now`: Unix time in seconds. */
export function giveUp(
  attempts: Attempts,
  turns: Turns | null,
  { reason, why }: { readonly reason: Message['reason']; readonly why: string },
  now: number,
): Attempts {
  return { ...attempts, message: { reason, state: 'sent', at: now, turn: turns?.ended ?? 0 }, stuck: why };
}

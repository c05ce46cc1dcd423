/**
 * What was done in a task's worktree: the turns of its agent, and what `pane` did by itself. `directory`: `<admin>/pane`.
 */
import { join } from 'node:path';
import { writeFileAtomically } from '../gate/write.ts';
import { readIfThere } from '../git/small-file.ts';
import { type Attempts, forgetAttempts, NO_ATTEMPTS, parseAttempts } from './attempts.ts';
import { formatTurns, parseTurns, type SeenTurn, type Turns, turnsAfter } from './turns.ts';

/** Null: no turn was told of yet. `directory`: `<admin>/pane`. */
export function readTurns(directory: string): Turns | null {
  return parseTurns(readIfThere(join(directory, 'turns')) ?? '');
}

/** Notes what was seen of a turn that the agent itself does not tell of. `directory`: `<admin>/pane`. */
export async function noteTurn(directory: string, seen: SeenTurn): Promise<void> {
  const turns = turnsAfter(readTurns(directory), seen);
  if (turns !== null) await writeTurns(directory, turns);
}

async function writeTurns(directory: string, turns: Turns): Promise<void> {
  await writeFileAtomically(join(directory, 'turns'), formatTurns(turns), { mode: 0o600, durable: false });
}

/** Its user ends the agent, whatever it is at or has met. `now`: Unix time in seconds; `directory`: `<admin>/pane`. */
export async function breakOffTurn(directory: string, now: number): Promise<void> {
  const turns = readTurns(directory);
  if (turns === null || turns.state === 'done') return;
  const { state, ended, at } = turns;
  await writeTurns(directory, { state: 'failed', ended, at: state === 'open' ? now : at });
}

/**
 * Before another launch: what was noted ahead of `now`, because the clock was put back since, is no part of that launch. Not of
 * a message on a check, which is told from others by its time. `now`: Unix time in seconds. The caller holds the task's lock.
 */
export async function keepBefore(directory: string, now: number): Promise<void> {
  const turns = readTurns(directory);
  if (turns !== null && turns.at > now) await writeTurns(directory, { ...turns, at: now - 1 });
  await changeAttempts(directory, (attempts) => {
    const { message } = attempts;
    const isAhead = message?.state === 'sent' && message.reason !== 'check' && message.at > now;
    return isAhead ? { ...attempts, message: { ...message, at: now - 1 } } : attempts;
  });
}

/** Null: nothing was done yet. One that can't be read counts for nothing done, too. `directory`: `<admin>/pane`. */
export function readAttempts(directory: string): Attempts | null {
  const text = readIfThere(join(directory, 'attempts.json'));
  return text === null ? null : parseAttempts(text);
}

/** The caller holds the task's lock. `directory`: `<admin>/pane`. */
export async function writeAttempts(directory: string, attempts: Attempts): Promise<void> {
  await writeFileAtomically(join(directory, 'attempts.json'), `${JSON.stringify(attempts)}\n`, {
    mode: 0o600,
  });
}

/** As `change` makes them of what is there now. The caller holds the task's lock. `directory`: `<admin>/pane`. */
export async function changeAttempts(
  directory: string,
  change: (attempts: Attempts) => Attempts,
): Promise<void> {
  const before = readAttempts(directory) ?? NO_ATTEMPTS;
  const after = change(before);
  if (JSON.stringify(after) !== JSON.stringify(before)) await writeAttempts(directory, after);
}

/** The user did something: the counts begin anew. The caller holds the task's lock. `directory`: `<admin>/pane`. */
export async function beginAnew(directory: string): Promise<void> {
  await changeAttempts(directory, forgetAttempts);
}

/**
 * What was done in a task's worktree: the turns of its agent, and what `pane` did by itself. `directory`: `<admin>/pane`.
 */
import { readIfThere } from '../git/small-file.ts';
import { type Attempts, parseAttempts } from './attempts.ts';
import { parseTurns, type Turns } from './turns.ts';

/** Null: no turn was told of yet. `directory`: `<admin>/pane`. */
export function readTurns(directory: string): Turns | null {
  return parseTurns(readIfThere(`${directory}/turns`) ?? '');
}

/** Null: nothing was done yet. One that can't be read counts for nothing done, too. `directory`: `<admin>/pane`. */
export function readAttempts(directory: string): Attempts | null {
  const text = readIfThere(`${directory}/attempts.json`);
  return text === null ? null : parseAttempts(text);
}

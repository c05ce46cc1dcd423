/**
 * The screens of several panes, as drawn, in one call.
 */
import type { PaneId } from '../ids.ts';
import type { Command } from '../process/command.ts';
import { type Socket, tmuxCall, type Verb } from './server.ts';

/** Far below the length of one call that tmux takes, and the number of words that 3.7 does. */
export const PANES_IN_A_CALL = 100;

/**
 * By pane; one that is gone by now, and those after it, are missing.
 * @param nonce a word that no screen has
 */
export function captureScreens(
  socket: Socket,
  panes: readonly PaneId[],
  nonce: string,
): Command<ReadonlyMap<PaneId, string>> {
  const verbs = panes.flatMap((pane): Verb[] => [
    ['capture-pane', '-p', '-t', pane],
    ['display-message', '-p', nonce],
  ]);
  return tmuxCall(
    socket,
    verbs,
    ({ stdout }) => {
      const screens = stdout.split(`${nonce}\n`).slice(0, -1);
      return new Map(
        panes.flatMap((pane, index) => (screens[index] === undefined ? [] : [[pane, screens[index]]])),
      );
    },
    { reads: true, okCodes: [1] },
  );
}

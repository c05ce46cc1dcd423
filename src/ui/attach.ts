/**
 * How the user attaches to a session without `pane`. Pure.
 */
import { shellWords } from '../shell-words.ts';

/**
 * The command for a shell, with plain tmux.
 * @param socket a name for `-L`, or a path (it has a `/`) for `-S`
 */
export function formatAttach(socket: string, session: string): string {
  const server = socket.includes('/') ? ['-S', socket] : ['-L', socket];
  return shellWords(['tmux', ...(socket === 'default' ? [] : server), 'attach', '-t', session]);
}

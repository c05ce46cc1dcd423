/**
 * Commands that the user is to copy into a shell. Pure.
 */

/** The word as a POSIX shell reads it back, quoted only where it must be. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * The command that attaches to a session with plain tmux.
 * @param socket a name for `-L`, or a path (it has a `/`) for `-S`
 */
export function formatAttach(socket: string, session: string): string {
  const server = socket.includes('/') ? ['-S', socket] : ['-L', socket];
  const words = ['tmux', ...(socket === 'default' ? [] : server), 'attach', '-t', session];
  return words.map(shellWord).join(' ');
}

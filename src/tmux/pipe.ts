/**
 * The command that takes what a pane prints. tmux expands its text as a format and as a time, and gives it to sh:
 * no character of a path may stand in it that means anything to either. Pure.
 */

/** tmux expands no more than 8 kB; and one call of tmux, which has the window's own command too, is 16 kB. */
const LONGEST = 4096;

/** The bytes as the format of printf(1). */
function octal(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9/_.-]/.test(character) ? character : `\\${byte.toString(8).padStart(3, '0')}`;
  }).join('');
}

/**
 * Runs the script in its directory, with what the pane prints on its standard input. Null: the path is too long.
 * @param script absolute; its directory does not end with a line break
 */
export function pipeCommand(script: string): string | null {
  const end = script.lastIndexOf('/');
  const command = `cd "$(printf '${octal(script.slice(0, end))}')" && . "$(printf '.${octal(script.slice(end))}')"`;
  return command.length > LONGEST ? null : command;
}

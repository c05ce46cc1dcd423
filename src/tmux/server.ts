/**
 * Calls to a tmux server. Every one names its server, is `-u` (without it tabs and non-ASCII come out as
 * `_` where the locale is not UTF-8), and protects what it is given from tmux's own parser. Pure.
 */
import { type Answer, type Command, CommandError } from '../process/command.ts';

/** A socket is a name for `-L`, or a path for `-S` if it has a `/`; `default` is tmux's own. */
export type Socket = string;

/** One tmux command with its arguments. */
export type Verb = readonly string[];

/** A final `;` of any argument would end the tmux command, and what follows would run as the next one. */
function protect(argument: string): string {
  return argument.endsWith(';') ? `${argument.slice(0, -1)}\\;` : argument;
}

function serverArgv(socket: Socket): string[] {
  return ['-u', socket.includes('/') ? '-S' : '-L', socket];
}

/** The words after `tmux`; the verbs run in order, a failing one stops the rest. */
export function tmuxArgv(socket: Socket, verbs: readonly Verb[]): string[] {
  const words = verbs.flatMap((verb, index) => [...(index === 0 ? [] : [';']), ...verb.map(protect)]);
  return [...serverArgv(socket), ...words];
}

export function tmuxCall<T>(
  socket: Socket,
  verbs: readonly Verb[],
  parse: (answer: Answer) => T,
  options: { readonly reads: boolean; readonly okCodes?: readonly number[] },
): Command<T> {
  return { file: 'tmux', argv: tmuxArgv(socket, verbs), parse, ...options };
}

/** tmux's words for: no server has this socket. Anything else that fails is not an absence. */
export function isNoServer(stderr: string): boolean {
  return /^no server running on |error connecting to .* \((No such file or directory|Connection refused)\)/m.test(
    stderr,
  );
}

/** tmux's words for: the server ended in the midst of the call. Another call tells whether one runs now. */
export function hasExited(stderr: string): boolean {
  return /^(server exited|lost server)/m.test(stderr);
}

/** tmux's words for: the server has no session, which happens with `exit-empty off`, and so nothing to begin at. */
export function isEmpty(stderr: string): boolean {
  return /^no current (target|session)/m.test(stderr);
}

/** There is no server any more, or none that has a session: whatever was on it is gone. */
export function isAllGone(error: unknown): boolean {
  return (
    error instanceof CommandError &&
    (isNoServer(error.stderr) || hasExited(error.stderr) || isEmpty(error.stderr))
  );
}

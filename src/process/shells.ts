/**
 * Shells, told by name and command line. Pure.
 */
import { baseName } from '../paths.ts';

const SHELL = /^-?(sh|ash|bash|dash|ksh|mksh|zsh|csh|tcsh|fish|nu|elvish|xonsh|pwsh)$/;

/** `name`: of the program, without the folder. */
export function isShell(name: string): boolean {
  return SHELL.test(name);
}

/** Commands in the command line itself. */
const COMMANDS = /^(-[A-Za-z]*c|--commands?(=|$))/;
/** The next word belongs to it. */
const WITH_WORD = /^([-+][A-Za-z]*[oO]|--(rcfile|init-file|rc|config|env-config|init-command))$/;

/**
 * What a shell was started to run: the script's name, or its own for commands in its command line. Null: nothing, so
 * that it waits for its user.
 * @param words its command line
 */
export function scriptOf([shell = '', ...words]: readonly string[]): string | null {
  let isOfOption = false;
  for (const word of words) {
    if (COMMANDS.test(word)) return baseName(shell);
    if (!isOfOption && !/^[-+]/.test(word)) return baseName(word);
    isOfOption = WITH_WORD.test(word);
  }
  return null;
}

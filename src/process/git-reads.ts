/**
 * What every call of git that only reads is told, whatever the configuration says. Pure.
 */

/**
 * `fsmonitor`, hooks and a pager are programs that a repository's own configuration can name: looking at a repository
 * runs none of them. The rest changes what git prints.
 */
const SETTINGS: readonly string[] = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'color.ui=false',
  'diff.ignoreSubmodules=none',
  'diff.orderFile=/dev/null', // `status` reads it too, and fails where it is gone
  'diff.relative=false',
  'log.showSignature=false',
  'submodule.recurse=false',
];

/** Words without blanks, which stand before the command. */
export const READING: readonly string[] = ['--no-pager', ...SETTINGS.flatMap((setting) => ['-c', setting])];

/** `argv` as git is called with it. What the command itself sets comes later, and so counts. */
export function readingArgv(argv: readonly string[]): readonly string[] {
  return [...READING, ...argv];
}

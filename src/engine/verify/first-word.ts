/**
 * Whether a command can be run at all: what the file says wrongly is told the user, and not the agent.
 */
import type { Runner } from '../../process/command.ts';

/** Words that stand before it, as in `CI=1 npm test`, change nothing of what is run. */
const FIRST_WORD = /^\s*(?:[A-Za-z_]\w*=[\w./:@%+,-]*\s+)*([\w./+@%-]+)(?=[\s;|&<>()]|$)/;

/** Of a path dash looks only whether it is there. */
const LOOK = 'case $1 in */*) [ -x "$1" ] && [ ! -d "$1" ] ;; *) command -v -- "$1" >/dev/null ;; esac';

/** The program that a command line begins with; null where only a shell can tell. */
function firstWord(command: string): string | null {
  return FIRST_WORD.exec(command)?.[1] ?? null;
}

/** What is wrong, a sentence; null: nothing, or it can't be told. `env`: the whole environment of the command. */
export async function faultOfCommand(
  runner: Runner,
  command: string,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<string | null> {
  const word = firstWord(command);
  if (word === null) return null;
  const isThere = await runner.run({
    file: 'sh',
    argv: ['-c', LOOK, 'sh', word],
    cwd,
    env: { PATH: env.PATH },
    reads: true,
    okCodes: [1, 2, 126, 127],
    parse: ({ exitCode }) => exitCode === 0,
  });
  return isThere ? null : `\`verify\` can't be run: ${word} is not found, or not executable`;
}

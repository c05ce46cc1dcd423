/**
 * What an agent is told of a check that failed. Pure.
 */
import type { Check } from '../records/attempts.ts';

/** `end`: the last of what it printed; `log`: the file that has all of it. */
export function checkMessage({ command, exitCode }: Check, end: string, log: string): string {
  const how = exitCode === null ? 'did not end in time and was stopped' : `failed with exit code ${exitCode}`;
  const said = end === '' ? 'It printed nothing.' : `The end of what it printed:\n\n${end}\n`;
  return `Your work was checked with \`${command}\`, which ${how}. ${said}
All of it is in ${log}. Find the cause and correct it; the check runs again after your turn.`;
}

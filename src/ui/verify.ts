/**
 * What `pane verify` says of each task, and its exit code. Pure.
 */
import type { VerifiedTask } from '../engine/verify/verify.ts';
import { formatSeconds } from './quantity.ts';

function resultOf({ outcome, exitCode, command, seconds, message }: VerifiedTask): string {
  switch (outcome) {
    case 'green':
      return `passed in ${formatSeconds(seconds)}`;
    case 'red':
      return exitCode === null
        ? `failed: \`${command}\` was ended at the time limit, after ${formatSeconds(seconds)}`
        : `failed: \`${command}\` ended with exit code ${exitCode}, after ${formatSeconds(seconds)}`;
    case 'unchanged':
      return 'nothing has changed since its start';
    case 'fault':
      return message;
    case 'not made':
      return `not checked: ${message}`;
  }
}

/** With a line break at the end. */
export function formatVerified(end: VerifiedTask): string {
  const { task, outcome, changed, counts } = end;
  const wasRun = outcome === 'green' || outcome === 'red';
  const notes = [
    ...(changed ? ['the check has changed files in the worktree'] : []),
    ...(wasRun && !counts ? ['its agent has changed nothing yet, so this does not count'] : []),
  ];
  return `${task}: ${[resultOf(end), ...notes].join('; ')}\n`;
}

/** The gravest: the file's own fault, then what failed or was not made. */
export function exitCodeOfVerified(ends: readonly VerifiedTask[]): number {
  if (ends.some(({ outcome }) => outcome === 'fault')) return 2;
  return ends.every(({ outcome }) => outcome === 'green') ? 0 : 1;
}

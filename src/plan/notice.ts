/**
 * What the user should know and no operation does, and what a plan and a report are with it. Pure.
 */
import type { TaskName } from '../ids.ts';
import type { Operation } from '../operations/kinds.ts';
import type { Result } from '../operations/outcome.ts';

export const noticeKinds = [
  'conflict', // something that is not ours is in the way; exit code 1
  'failed', // a task that needs the user: setup failed, prompt perhaps not delivered; exit code 1
  'untrusted', // commands that were not approved; exit code 4
  'timeout', // it was not waited for any longer; exit code 5
  'queued', // it waits for its turn, with its place and the reason
  'held', // would be done, but is held back, with the reason
  'drift', // the live thing differs from the file
  'unknown', // git or tmux could not be asked
  'busy', // another process is at work on the task at this moment
  'warning',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export interface Notice {
  readonly kind: NoticeKind;
  readonly task?: TaskName | undefined;
  /** One sentence that names the next step. */
  readonly message: string;
}

/** Of which tasks notices of these kinds tell. */
export function tasksTold(notices: readonly Notice[], ...kinds: readonly NoticeKind[]): TaskName[] {
  return notices.flatMap(({ kind, task }) => (kinds.includes(kind) ? (task ?? []) : []));
}

export interface Plan {
  readonly operations: readonly Operation[];
  readonly notices: readonly Notice[];
}

export interface Report {
  readonly results: readonly Result[];
  readonly notices: readonly Notice[];
  /** What was thrown and kept the rest from being done; absent: nothing was. */
  readonly error?: unknown;
}

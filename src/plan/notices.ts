/**
 * Notices, said once where they are the same for many tasks. Pure.
 */
import type { TaskName } from '../ids.ts';
import type { Notice, NoticeKind } from './notice.ts';

export interface NoticeGroup {
  readonly kind: NoticeKind;
  /** Empty where no task is meant. */
  readonly tasks: readonly TaskName[];
  readonly message: string;
}

/** In the order in which each is said first. */
export function groupNotices(notices: readonly Notice[]): NoticeGroup[] {
  const groups = new Map<string, NoticeGroup>();
  for (const { kind, task, message } of notices) {
    const key = JSON.stringify([kind, task === undefined, message]);
    const tasks = [...(groups.get(key)?.tasks ?? []), ...(task === undefined ? [] : [task])];
    groups.set(key, { kind, tasks, message });
  }
  return [...groups.values()];
}

/** As sentences: `login, signup: …`. */
export function noticeLines(notices: readonly Notice[]): string[] {
  return groupNotices(notices).map(({ tasks, message }) =>
    tasks.length === 0 ? message : `${tasks.join(', ')}: ${message}`,
  );
}

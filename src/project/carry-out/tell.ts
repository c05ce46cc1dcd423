/**
 * Tells what happens in a project: to its file of events, and to whoever called this run.
 */
import type { Context } from '../../context.ts';
import type { PaneEvent } from '../../events/event.ts';
import { appendEvents, flushEvents } from '../../events/log.ts';
import type { Notice, Report } from '../../plan/notice.ts';
import { groupNotices } from '../../plan/notices.ts';
import type { NoteOwner } from '../notes.ts';

type NoticeEvent = Extract<PaneEvent, { kind: 'notice' }>;

/** A run whose caller follows what happens, as it happens. */
export interface FollowedContext extends Context {
  /** `from`: the host that it happened on; absent: here. */
  readonly onEvent?: ((event: PaneEvent, from?: string) => void) | undefined;
}

/** Whose events they are, and who follows them. */
export interface Teller extends NoteOwner {
  readonly context: FollowedContext;
}

/** Never throws for what can't be written down. */
export function tell({ context, scope }: Teller, events: readonly PaneEvent[]): void {
  const { repository, projectId } = scope;
  appendEvents({ common: repository.common, projectId, pid: context.pid }, events);
  for (const event of events) context.onEvent?.(event);
}

/** What is the same for many tasks is one event. */
export function noticeEvents(notices: readonly Notice[]): NoticeEvent[] {
  return groupNotices(notices).map(({ kind, tasks, message }) => ({
    kind: 'notice',
    notice: kind,
    tasks: [...tasks],
    message,
  }));
}

/** Something that went wrong, and that is tried again. */
export function warningEvent(message: string): NoticeEvent {
  return { kind: 'notice', notice: 'warning', tasks: [], message };
}

/** What waits to be written down, is so now or never. */
export function tellEnd({ context, scope }: Teller): void {
  flushEvents({ common: scope.repository.common, projectId: scope.projectId, pid: context.pid });
}

/** The notices of a report. @returns the report */
export function tellNotices<R extends Pick<Report, 'notices'>>(project: Teller, report: R): R {
  tell(project, noticeEvents(report.notices));
  tellEnd(project);
  return report;
}

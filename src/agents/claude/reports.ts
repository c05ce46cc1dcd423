/**
 * How `claude` reports its events: by hooks in the settings of one launch. Pure.
 */
import { type Events, hooksJson, NO_INJECTION, type Reports } from '../reports.ts';

const events: Events = {
  SessionStart: 'start',
  UserPromptSubmit: 'working',
  PermissionRequest: 'waiting',
  Notification: 'reminder',
  PostToolUse: 'working',
  Stop: 'idle',
  StopFailure: 'failed',
};

export const claudeReports: Reports = {
  inject: () => ({ ...NO_INJECTION, args: ['--settings', hooksJson(events)] }),
};

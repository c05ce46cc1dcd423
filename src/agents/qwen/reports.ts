/**
 * How `qwen` reports its events: by hooks in a file of system defaults. Pure.
 */
import { type Events, hooksJson, type Reports } from '../reports.ts';

const events: Events = {
  SessionStart: 'start',
  UserPromptSubmit: 'working',
  Notification: 'notice',
  PostToolUse: 'working',
  Stop: 'idle',
};

export const qwenReports: Reports = {
  inject: (directory) => ({
    args: [],
    env: { QWEN_CODE_SYSTEM_DEFAULTS_PATH: `${directory}/qwen.json` },
    files: [{ path: 'qwen.json', text: hooksJson(events) }],
  }),
};

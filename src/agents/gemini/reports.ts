/**
 * How `gemini` reports its events: by hooks in a file of system defaults. Pure.
 */
import { type Events, hooksJson, type Reports } from '../reports.ts';

const events: Events = {
  SessionStart: 'start',
  BeforeAgent: 'working',
  Notification: 'notice',
  AfterTool: 'working',
  AfterAgent: 'idle',
};

const file = 'gemini.json';

export const geminiReports: Reports = {
  inject: (directory) => ({
    args: [],
    env: { GEMINI_CLI_SYSTEM_DEFAULTS_PATH: `${directory}/${file}` },
    files: [{ path: file, text: hooksJson(events, { name: 'pane' }) }],
  }),
  fileOfRoot: file,
};

/**
 * How `copilot` reports its events: by hooks in a plugin. Pure.
 */
import { type Events, type Reports, reportCommand } from '../reports.ts';

const events: Events = {
  sessionStart: 'start',
  userPromptSubmitted: 'working',
  notification: 'notice',
  postToolUse: 'working',
  agentStop: 'idle',
};

function hooks(): string {
  const entries = Object.entries(events).map(([name, event]) => [
    name,
    [{ type: 'command', bash: reportCommand(event), timeoutSec: 5 }],
  ]);
  return JSON.stringify({ version: 1, hooks: Object.fromEntries(entries) });
}

const plugin = { name: 'pane', version: '1.0.0', hooks: 'hooks.json' };

export const copilotReports: Reports = {
  inject: (directory) => ({
    args: ['--plugin-dir', `${directory}/copilot`],
    env: {},
    files: [
      { path: 'copilot/plugin.json', text: JSON.stringify(plugin) },
      { path: 'copilot/hooks.json', text: hooks() },
    ],
  }),
};

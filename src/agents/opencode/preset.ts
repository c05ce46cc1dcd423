/**
 * How `opencode` is run. Pure.
 */
import { program } from '../preset.ts';
import { opencodePermissions } from './permissions.ts';
import { opencodeReports } from './reports.ts';
import { opencodeScreen } from './screen.ts';

export const opencode = program({
  command: { argv: ['opencode'] },
  prompt: { flag: '--prompt' },
  conversation: { start: [], resume: ['--session', '{id}'], latest: ['--continue'] },
  reports: opencodeReports,
  screen: opencodeScreen,
  permissions: opencodePermissions,
  variables: /^(ANTHROPIC|OPENAI|OPENROUTER|GEMINI)_API_KEY$/,
  headless: 'opencode run PROMPT',
  basis: 'opencode 1.18.33',
});

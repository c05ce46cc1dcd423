/**
 * How `copilot` (GitHub Copilot CLI) is run. Pure.
 */
import { program } from '../preset.ts';
import { copilotPermissions } from './permissions.ts';
import { copilotReports } from './reports.ts';
import { copilotScreen } from './screen.ts';
import { copilotTrust } from './trust.ts';

export const copilot = program({
  command: { argv: ['copilot'] },
  prompt: { flag: '-i' },
  conversation: { start: ['--session-id', '{id}'], resume: ['--resume={id}'], latest: ['--continue'] },
  reports: copilotReports,
  screen: copilotScreen,
  trust: copilotTrust,
  permissions: copilotPermissions,
  variables: /^(COPILOT_(HOME|GITHUB_TOKEN)|GH_TOKEN)$/,
  headless: 'copilot -p PROMPT',
  basis: 'GitHub Copilot CLI 1.0.102',
});

/**
 * How `claude` (Claude Code) is run. Pure.
 */
import { chosenId, program } from '../preset.ts';
import { claudePermissions } from './permissions.ts';
import { claudeReports } from './reports.ts';
import { claudeScreen } from './screen.ts';
import { claudeTrust } from './trust.ts';

export const claude = program({
  command: { argv: ['claude'] },
  prompt: 'argument',
  separator: ['--'],
  conversation: { ...chosenId, latest: ['--continue'] },
  reports: claudeReports,
  screen: claudeScreen,
  trust: claudeTrust,
  permissions: claudePermissions,
  continues: true,
  variables: /^(ANTHROPIC_\w+|CLAUDE_CODE_(OAUTH_TOKEN|USE_\w+)|CLAUDE_CONFIG_DIR)$/,
  headless: 'claude -p PROMPT',
  basis: 'Claude Code 2.1.330',
});

/**
 * How `codex` is run. Pure.
 */
import { program } from '../preset.ts';
import { codexPermissions } from './permissions.ts';
import { codexReports } from './reports.ts';
import { codexScreen } from './screen.ts';
import { codexTrust } from './trust.ts';

export const codex = program({
  command: { argv: ['codex'] },
  prompt: 'argument',
  // After `--` a prompt such as "login" is not taken for the subcommand of that name either.
  separator: ['--'],
  conversation: { start: [], resume: ['resume', '{id}'], latest: ['resume', '--last'] },
  reports: codexReports,
  screen: codexScreen,
  trust: codexTrust,
  permissions: codexPermissions,
  variables: /^(OPENAI_API_KEY|CODEX_HOME)$/,
  headless: 'codex exec PROMPT',
  errorLine: 'ERROR: ',
  basis: 'codex-cli 0.169.0',
});

/**
 * How `gemini` is run. Pure.
 */
import { chosenId, program } from '../preset.ts';
import { geminiPermissions } from './permissions.ts';
import { geminiReports } from './reports.ts';
import { geminiScreen } from './screen.ts';
import { geminiTrust } from './trust.ts';

export const gemini = program({
  command: { argv: ['gemini'] },
  // Without -i a prompt would be answered and the program would end.
  prompt: { flag: '-i' },
  conversation: { ...chosenId, latest: ['--resume', 'latest'] },
  reports: geminiReports,
  screen: geminiScreen,
  trust: geminiTrust,
  permissions: geminiPermissions,
  variables: /^(GEMINI_API_KEY|GOOGLE_(API_KEY|CLOUD_\w+|GENAI_\w+))$/,
  headless: 'gemini -p PROMPT',
  submitDelayMs: 150,
  basis: 'gemini-cli 0.61.0',
});

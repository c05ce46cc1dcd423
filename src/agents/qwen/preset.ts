/**
 * How `qwen` is run. Pure.
 */
import { chosenId, program } from '../preset.ts';
import { qwenPermissions } from './permissions.ts';
import { qwenReports } from './reports.ts';
import { qwenScreen } from './screen.ts';

export const qwen = program({
  command: { argv: ['qwen'] },
  prompt: { flag: '-i' },
  conversation: { ...chosenId, latest: ['--continue'] },
  reports: qwenReports,
  screen: qwenScreen,
  permissions: qwenPermissions,
  variables: /^(OPENAI_(API_KEY|BASE_URL|MODEL)|DASHSCOPE_API_KEY)$/,
  headless: 'qwen -p PROMPT',
  submitDelayMs: 400,
  basis: 'qwen-code 0.24.4',
});

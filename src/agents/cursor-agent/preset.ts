/**
 * How `cursor-agent` is run. Pure.
 */
import { byOptions } from '../permissions.ts';
import { program } from '../preset.ts';

export const cursorAgent = program({
  command: { argv: ['cursor-agent'] },
  prompt: 'argument',
  conversation: { start: [], resume: ['--resume={id}'], latest: ['--continue'] },
  permissions: byOptions('--force', ['-f', '--force', '--yolo'], { answer: 'asks', by: 'its default' }),
  variables: /^CURSOR_API_KEY$/,
  headless: 'cursor-agent -p PROMPT',
  basis: 'its documentation, not run',
});

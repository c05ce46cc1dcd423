/**
 * How `cursor-agent` is run. Pure.
 */
import { program } from '../preset.ts';

export const cursorAgent = program({
  command: { argv: ['cursor-agent'] },
  prompt: 'argument',
  conversation: { start: [], resume: ['--resume={id}'], latest: ['--continue'] },
  variables: /^CURSOR_API_KEY$/,
  headless: 'cursor-agent -p PROMPT',
  basis: 'its documentation, not run',
});

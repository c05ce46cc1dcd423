/**
 * How `amp` is run. Pure.
 */
import { program } from '../preset.ts';

export const amp = program({
  command: { argv: ['amp'] },
  prompt: 'none',
  conversation: { start: [], resume: ['threads', 'continue', '{id}'], latest: null },
  variables: /^AMP_API_KEY$/,
  headless: 'amp -x PROMPT',
  basis: 'its --help (0.0.1790142911), not driven; it takes no prompt that leaves it interactive',
});

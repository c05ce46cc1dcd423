/**
 * How `goose` is run. Pure.
 */
import { program } from '../preset.ts';

export const goose = program({
  command: { argv: ['goose', 'run', '-s'] },
  prompt: { flag: '-t' },
  conversation: null,
  headless: 'goose run -t PROMPT',
  basis: 'its documentation, not run',
});

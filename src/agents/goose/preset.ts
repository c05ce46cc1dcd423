/**
 * How `goose` is run. Pure.
 */

import { program } from '../preset.ts';
import { goosePermissions } from './permissions.ts';

export const goose = program({
  command: { argv: ['goose', 'run', '-s'] },
  prompt: { flag: '-t' },
  conversation: null,
  permissions: goosePermissions,
  headless: 'goose run -t PROMPT',
  basis: 'its documentation, not run',
});

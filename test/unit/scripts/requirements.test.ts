import { expect, test } from 'vitest';
import { isNewEnough, oldest } from '../../../scripts/requirements.mjs';

test.each([
  ['git version 2.36.0', oldest.git, true],
  ['git version 2.35.9.windows.1', oldest.git, false],
  ['git version 3.0', oldest.git, true],
  ['tmux 3.2a', oldest.tmux, true],
  ['tmux 3.2', oldest.tmux, false],
  ['tmux 3.10', oldest.tmux, true],
  ['tmux next-3.4', oldest.tmux, true],
  ['tmux master', oldest.tmux, true],
  ['20.19.0', oldest.node, true],
  ['20.9.3', oldest.node, false],
  ['not a version', oldest.git, false],
])('%s against %s: %s', (version, minimum, expected) => {
  expect(isNewEnough(version, minimum)).toBe(expected);
});

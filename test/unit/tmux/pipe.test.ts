import { expect, test } from 'vitest';
import { pipeCommand } from '../../../src/tmux/pipe.ts';

test('no character of a path is left that tmux or a shell would read', () => {
  expect(pipeCommand("/a b/#(x)%H'é\n/log.sh")).toBe(
    `cd "$(printf '/a\\040b/\\043\\050x\\051\\045H\\047\\303\\251\\012')" && . "$(printf './log.sh')"`,
  );
});

test('a path that is too long for one call of tmux gives none', () => {
  expect(pipeCommand(`/${'a/'.repeat(2000)}log.sh`)).not.toBeNull();
  expect(pipeCommand(`/${'é/'.repeat(2000)}log.sh`)).toBeNull();
});

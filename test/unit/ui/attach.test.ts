import { expect, test } from 'vitest';
import { formatAttach } from '../../../src/ui/attach.ts';

test.each([
  ['default', 'tmux attach -t my-app'],
  ['work', 'tmux -L work attach -t my-app'],
  ['/tmp/we ird/$(x)', "tmux -S '/tmp/we ird/$(x)' attach -t my-app"],
])('for socket %j: %s', (socket, command) => {
  expect(formatAttach(socket, 'my-app')).toBe(command);
});

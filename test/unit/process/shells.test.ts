import { expect, test } from 'vitest';
import { isShell, scriptOf } from '../../../src/process/shells.ts';

test('a shell is known by its name, of a login too', () => {
  expect(['bash', '-zsh', 'fish', 'sh'].filter(isShell)).toHaveLength(4);
  expect(['bashful', 'ssh', 'sleep', ''].filter(isShell)).toEqual([]);
});

test.each([
  [['bash'], null],
  [['-zsh'], null],
  [['/bin/bash', '-i', '-l'], null],
  [['bash', '--norc', '--rcfile', '/etc/rc', '-i'], null],
  [['bash', '--init-file', '/opt/shell.sh'], null],
  [['zsh', '-o', 'vi', '+o', 'beep'], null],
  [['fish', '--init-command=set x 1'], null],
  [[], null],
  [['bash', 'deploy.sh'], 'deploy.sh'],
  [['bash', '/opt/bin/deploy', '--now'], 'deploy'],
  [['bash', '-eu', '-o', 'pipefail', './deploy.sh'], 'deploy.sh'],
  [['bash', '-euo', 'pipefail', 'deploy.sh'], 'deploy.sh'],
  [['sh', '--', 'deploy.sh'], 'deploy.sh'],
  [['/bin/bash', '-c', 'make; make test'], 'bash'],
  [['bash', '-lc', 'make'], 'bash'],
  [['fish', '--command', 'make'], 'fish'],
])('%j runs %j', (words, script) => {
  expect(scriptOf(words)).toBe(script);
});

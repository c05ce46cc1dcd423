import { describe, expect, test } from 'vitest';
import { fitsSockets, parseSocket, sshArgv, wayIn } from '../../../src/hosts/ssh.ts';

const target = { ssh: 'me@big', sockets: '/run/user/1000/pane/ssh', answerMs: 10_000 };
const call = { words: ['pane', 'rpc'], terminal: false };

test('the agent stays here, and the destination and the words are the last', () => {
  const argv = sshArgv(target, call);
  expect(argv.slice(0, 3)).toEqual(['-a', '-x', '-T']);
  expect(argv.slice(-4)).toEqual(['--', 'me@big', 'pane', 'rpc']);
  expect(argv).toContain('BatchMode=yes');
  expect(argv).toContain('ControlPath=/run/user/1000/pane/ssh/%C');
});

test.each(['$(x)', 'a b', "'", '"', '`x`', ';', '', 'a\nb', '~/x', '*', 'é', '\\'])(
  '%j is no word',
  (word) => {
    expect(() => sshArgv(target, { ...call, words: ['pane', word] })).toThrow('not a plain word');
  },
);

test('whatever the destination holds is one word', () => {
  expect(sshArgv({ ...target, ssh: '$(x);`y`' }, call).at(-3)).toBe('$(x);`y`');
});

describe('shared connections', () => {
  const pathFor = (sockets: string | null) =>
    sshArgv({ ...target, sockets }, call).find((word) => word.startsWith('ControlPath='));

  test('are where a path can be said', () => {
    expect(pathFor('/home/a b/x')).toBe('ControlPath="/home/a b/x/%C"');
    expect(pathFor('/home/50%/x')).toBe('ControlPath=/home/50%%/x/%C');
    expect(pathFor('/home/"/x')).toBe('ControlPath=none');
    expect(pathFor(null)).toBe('ControlPath=none');
  });

  test('need a short one', () => {
    expect(fitsSockets('/run/user/1000/pane/ssh')).toBe(true);
    expect(fitsSockets(`/home/${'x'.repeat(50)}`)).toBe(false);
  });

  test('are found where ssh says that they are', () => {
    expect(parseSocket('user me\ncontrolpath /run/a b/0f\nport 22\n')).toBe('/run/a b/0f');
    expect(parseSocket('controlpath none\n')).toBe(null);
    expect(parseSocket('')).toBe(null);
  });
});

test('where ssh was not let in, how to try it is told, as a shell takes it', () => {
  const denied = 'me@big: Permission denied (publickey).';
  expect(wayIn({ ssh: 'me@big' }, 255, denied)).toContain('`ssh me@big`');
  expect(wayIn({ ssh: '$(x)' }, 255, denied)).toContain("`ssh '$(x)'`");
  expect(wayIn({ ssh: 'big' }, 126, 'sh: pane: Permission denied')).toBe('');
  expect(wayIn({ ssh: 'big' }, 255, 'Connection refused')).toBe('');
});

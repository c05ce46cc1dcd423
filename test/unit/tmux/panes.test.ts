import { expect, test } from 'vitest';
import { tmuxName } from '../../../src/tmux/names.ts';
import { parsePanes } from '../../../src/tmux/panes.ts';
import { isNoServer, tmuxArgv } from '../../../src/tmux/server.ts';
import { parseOpened } from '../../../src/tmux/windows.ts';

test('a line of list-panes is read field by field', () => {
  const line =
    '7\t3.3a\t%3\t@2\t4\t1\t123\t0\t1\toff\t\t0123456789abcdef\ttask\taaaabbbbcccc\tlogin\tTHERE\tworking\t5\t6\tBash: ls\twork\tidle 8\t9\tmy-app\tclaude\ttitle\t/tmp/t\n';
  expect(parsePanes(line)).toMatchObject({
    pid: 7,
    version: '3.3a',
    socketPath: '/tmp/t',
    panes: [
      {
        pane: '%3',
        window: '@2',
        index: 4,
        baseIndex: 1,
        pid: 123,
        dead: false,
        sessionIsFleeting: false,
        worktreeId: 'aaaabbbbcccc',
        reported: 'working',
        reportedSince: 5,
        reportedAt: 6,
        reportedWhy: 'Bash: ls',
        shown: 'work',
        seen: 'idle 8',
        drawnAt: 9,
      },
    ],
  });
});

test('a line that is not tmux’s is an error, never an empty list', () => {
  expect(() => parsePanes('what is this\n')).toThrow('could not read an answer of tmux');
  expect(parsePanes('')).toBeNull();
});

test('marks that are not ids are nobody’s', () => {
  const line =
    '7\t3.3a\t%3\t@2\t4\t1\t123\t1\t1\ton\t\t; rm -rf\ttask\t../x\tlogin\t\t\t\t\t\t#{x}\t\tmy-app\tsh\t\t/tmp/t\n';
  expect(parsePanes(line)?.panes[0]).toMatchObject({
    project: null,
    worktreeId: null,
    shown: '',
    dead: true,
    sessionIsFleeting: true,
  });
});

test('only the words of a missing server mean that there is none', () => {
  expect(isNoServer('no server running on /tmp/tmux-0/default')).toBe(true);
  expect(isNoServer('error connecting to /tmp/x (No such file or directory)')).toBe(true);
  expect(isNoServer('error connecting to /tmp/x (Permission denied)')).toBe(false);
  expect(isNoServer('server exited unexpectedly')).toBe(false);
});

test('a final semicolon is protected in every argument, and only there', () => {
  expect(tmuxArgv('/t', [['new-window', 'a;', ';', 'b;c'], ['x']])).toEqual([
    '-u',
    '-S',
    '/t',
    'new-window',
    'a\\;',
    '\\;',
    'b;c',
    ';',
    'x',
  ]);
  expect(tmuxArgv('name', [['x']]).slice(1, 3)).toEqual(['-L', 'name']);
});

test.each([
  ['login', 'login'],
  ['a.b', 'a-b'],
  ['-x', 'x'],
  ['007', 'w007'],
  ['#(touch pwned)', 'touch-pwned-'],
  ['…', 'pane'],
  ['x'.repeat(60), 'x'.repeat(40)],
])('the name %s becomes %s', (text, name) => {
  expect(tmuxName(text)).toBe(name);
});

test('an answer names the window that was made, or none', () => {
  expect(parseOpened('@4 %9 $2\n')).toEqual({ window: '@4', pane: '%9', session: '$2' });
  expect(parseOpened('')).toBeNull();
  expect(parseOpened('@4 %9')).toBeNull();
});

import { expect, test } from 'vitest';
import { isPathBelow } from '../../../src/copy/path-below.ts';

test('only paths that lead below the root, and to nothing private, are taken from another machine', () => {
  for (const path of ['.env', 'a/b', '...', 'a\nb', "$(x) '", '.github/x', '-x'])
    expect([path, isPathBelow(path)]).toEqual([path, true]);
  for (const path of [
    '',
    '/etc/passwd',
    '..',
    'a/../b',
    './a',
    'a//b',
    'a/',
    'a\0',
    '.git/hooks/x',
    'a/.GIT/x',
    '.pane/x',
  ])
    expect([path, isPathBelow(path)]).toEqual([path, false]);
});

import { expect, test } from 'vitest';
import { parseDirectories } from '../../../src/tmux/pane-directories.ts';

test('a directory may have tabs and line breaks in its name, or none that tmux knows', () => {
  const text = '%1\t/a\n%2\t\n%3\t/b\tc\nd\n%x\te\n%10\t/f\n';
  expect([...parseDirectories(text)]).toEqual([
    ['%1', '/a'],
    ['%2', ''],
    ['%3', '/b\tc\nd\n%x\te'],
    ['%10', '/f'],
  ]);
  expect(parseDirectories('').size).toBe(0);
});

import { expect, test } from 'vitest';
import type { PaneEvent } from '../../../src/events/event.ts';
import { plainPalette } from '../../../src/ui/colour.ts';
import { createProgress } from '../../../src/ui/progress.ts';

const about = (task: string, finished: number) =>
  ({ operation: 'copy-files', task, cause: 'new task', finished, total: 2 }) as const;
const begun = (task: string, finished: number): PaneEvent => ({
  kind: 'operation-begun',
  ...about(task, finished),
});
const ended = (task: string, finished: number, error: string | null): PaneEvent => ({
  kind: 'operation-ended',
  ...about(task, finished),
  outcome: error === null ? 'done' : 'failed',
  reason: null,
  error,
  warnings: [],
});

function run(isTerminal: boolean, columns: number): string {
  let text = '';
  const display = createProgress({
    isTerminal,
    columns,
    palette: plainPalette,
    write: (part) => {
      text += part;
    },
  });
  display.show(begun('login', 0));
  display.show(begun('signup', 0));
  display.show(ended('login', 1, null));
  display.show(ended('signup', 2, 'no space'));
  display.end();
  return text;
}

test('a terminal has one line, drawn again in place, and nothing is left of it', () => {
  expect(run(true, 80).split('\r\x1b[K')).toEqual([
    '',
    '[0/2] copying files of login',
    '[0/2] copying files of login, copying files of signup',
    '[1/2] copying files of signup',
    '',
  ]);
});

test('the line never wraps', () => {
  const lines = run(true, 20).split('\r\x1b[K');
  expect(lines[2]).toBe('[0/2] copying file…');
});

test('elsewhere each operation that is over has a line', () => {
  expect(run(false, 80)).toBe('[1/2] copied files of login\n[2/2] failed: copying files of signup\n');
});

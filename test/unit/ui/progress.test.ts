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

test('a second run is counted on', () => {
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  const display = createProgress({ isTerminal: false, columns: 80, palette: plainPalette, write });
  const rounds = [
    ['a', 'b'],
    ['c', 'd'],
  ];
  for (const [first = '', second = ''] of rounds) {
    display.show(begun(first, 0));
    display.show(ended(first, 1, null));
    display.show(begun(second, 1));
    display.show(ended(second, 2, null));
  }
  expect(text.match(/\[.*?\]/g)).toEqual(['[1/2]', '[2/2]', '[3/4]', '[4/4]']);
});

test('what hosts do stands in the same line, with their names, and is counted together', () => {
  for (const isTerminal of [true, false]) {
    let text = '';
    const write = (part: string) => {
      text += part;
    };
    const display = createProgress({ isTerminal, columns: 80, palette: plainPalette, write });
    display.show(begun('near', 0));
    display.show(begun('far', 0), 'big');
    display.show(ended('far', 1, null), 'big');
    display.show(ended('near', 1, 'no space'));
    display.show(begun('away', 0), 'big');
    expect(text.split('\r\x1b[K')).toEqual(
      isTerminal
        ? [
            '',
            '[0/2] copying files of near',
            '[0/4] copying files of near, big: copying files of far',
            '[1/4] copying files of near',
            '',
            '[2/5] big: copying files of away',
          ]
        : ['[1/4] big: copied files of far\n[2/4] failed: copying files of near\n'],
    );
  }
});

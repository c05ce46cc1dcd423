import { expect, test } from 'vitest';
import type { Outcome } from '../../../src/plan/operation.ts';
import { plainPalette } from '../../../src/ui/colour.ts';
import { createProgress } from '../../../src/ui/progress.ts';
import { operation } from '../../support/operations.ts';

const done: Outcome = { outcome: 'done', warnings: [] };
const event = (name: string, outcome: Outcome | null, finished: number) => ({
  operation: operation('copy-files', name),
  outcome,
  finished,
  total: 2,
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
  display.report(event('login', null, 0));
  display.report(event('signup', null, 0));
  display.report(event('login', done, 1));
  display.report(event('signup', { outcome: 'failed', error: 'no space', hint: null }, 2));
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

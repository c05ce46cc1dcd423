import { expect, test } from 'vitest';
import { createWaiting } from '../../../src/ui/waiting.ts';

function shown(isTerminal: boolean) {
  const pieces: string[] = [];
  const write = (piece: string): void => void pieces.push(piece);
  return { display: createWaiting({ isTerminal, columns: 16, write }), text: () => pieces.join('') };
}

test('what is waited for is shown in place once it takes a second, again when it changes, and is gone in the end', () => {
  const { display, text } = shown(true);
  display.show('a is working', 900);
  expect(text()).toBe('');
  display.show('a is working', 1100);
  display.show('a is working', 1300);
  display.show('a is working, b is queued', 1500);
  display.end();
  display.end();
  expect(text()).toBe('\r\x1b[Ka is working\r\x1b[Ka is working, …\r\x1b[K');
});

test('where there is no terminal nothing is shown', () => {
  const { display, text } = shown(false);
  display.show('a is working', 5000);
  display.end();
  expect(text()).toBe('');
});

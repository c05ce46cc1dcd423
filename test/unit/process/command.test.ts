import { expect, test } from 'vitest';
import { saidBy } from '../../../src/process/command.ts';

test.each([
  ['', ''],
  ['why\nfatal: it failed\nhint: do this\n', 'why; fatal: it failed'],
  ['\x1b[31mred\x1b[m\n\x1b]0;title\x07plain\n', 'red; plain'],
  ['10%\r20%\r\nfatal: x\n', '20%; fatal: x'],
  [Array.from({ length: 20 }, (_, index) => `${index}`).join('\n'), '12; 13; 14; 15; 16; 17; 18; 19'],
  ['x'.repeat(400), 'x'.repeat(300)],
])('of %j is told %j', (stderr, told) => expect(saidBy(stderr)).toBe(told));

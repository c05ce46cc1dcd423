import { expect, test } from 'vitest';
import { answerMsOf } from '../../../src/process/runner.ts';

test('the time to answer is a number of seconds that a timer can wait, or the bound is named', () => {
  expect(answerMsOf({})).toBe(10_000);
  expect(answerMsOf({ PANE_ANSWER_TIMEOUT: '86400' })).toBe(86_400_000);
  for (const text of ['86401', '0', 'long']) {
    expect(() => answerMsOf({ PANE_ANSWER_TIMEOUT: text })).toThrow(
      `PANE_ANSWER_TIMEOUT is "${text}", not a number of seconds up to 86400`,
    );
  }
});

import { expect, test } from 'vitest';
import { parsePromptRecord } from '../../../src/records/prompt-record.ts';

test('a prompt is started by a line of its record, not by a word in the name of a host', () => {
  const claim = 'claimed\npid 4711\nstart 1\nboot b\nhost restarted-1\n';
  expect(parsePromptRecord(claim)).toBe('claimed');
  expect(parsePromptRecord('claimed\nstarted\n')).toBe('started');
});

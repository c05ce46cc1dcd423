import { expect, test } from 'vitest';
import { readTold } from '../../../src/engine/rpc/told-lines.ts';

test('told lines are taken out wherever pieces end, and every other byte stays', () => {
  const text = Buffer.from('warning: é\n\u001e{"a":1}\n\nerror \u001e\n\u001e{"b":"é"}\nno end \xff', 'utf8');
  for (let size = 1; size <= text.length; size += 1) {
    const told: string[] = [];
    const other: Uint8Array[] = [];
    const reader = readTold(
      (json) => told.push(json.trim()),
      (piece) => other.push(piece),
    );
    for (let at = 0; at < text.length; at += size) reader.take(text.subarray(at, at + size));
    reader.end();
    expect(told).toEqual(['{"a":1}', '{"b":"é"}']);
    expect(Buffer.concat(other).toString()).toBe('warning: é\n\nerror \u001e\nno end \xff');
  }
});

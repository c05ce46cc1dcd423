import { describe, expect, test } from 'vitest';
import { parseText } from '../../../../src/config/load/document.ts';
import { plainValue } from '../../../../src/config/load/tree.ts';

const flow = (levels: number) => `x-d: ${'['.repeat(levels)}${']'.repeat(levels)}\n`;
const block = (levels: number) =>
  Array.from({ length: levels }, (_, level) => `${' '.repeat(level)}x-${level}:\n`).join('');
/** Each anchor holds the one before. */
const aliases = (levels: number) =>
  Array.from(
    { length: levels },
    (_, level) => `x-${level}: &a${level} [${level === 0 ? '' : `*a${level - 1}`}]\n`,
  )
    .join('')
    .concat(`env: { A: *a${levels - 1} }\n`);

describe('a file is nested at most a hundred levels deep', () => {
  test.each([
    ['brackets', flow(3000)],
    ['indented lines', block(1500)],
    ['aliases', aliases(400)],
    ['aliases, one level too many', aliases(100)],
  ])('%s', (_, text) => {
    const [misfit, ...others] = parseText(text).misfits;
    expect(misfit?.message).toBe('is nested too deeply: more than 100 levels');
    expect(others).toEqual([]);
  });

  test('as many levels as are allowed', () => {
    for (const text of [flow(99), block(99), aliases(98)]) {
      const { tree, misfits } = parseText(text);
      expect(misfits).toEqual([]);
      expect(tree === null ? null : plainValue(tree)).not.toBeNull();
    }
  });
});

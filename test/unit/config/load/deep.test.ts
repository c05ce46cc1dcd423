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
    ['more brackets than the parser can read', flow(30_000), [], 0],
    ['brackets', flow(101), ['x-d'], 5],
    ['indented lines', block(104), ['x-0', 'x-1', 'x-2'], 'x-0:\n x-1:\n  x-2:\n   '.length],
    ['aliases', aliases(100), ['env'], undefined],
  ])('%s', (_, text, path, offset) => {
    const [misfit, ...others] = parseText(text).misfits;
    expect(misfit).toMatchObject({ message: 'nested too deeply: more than 100 levels', path });
    if (offset !== undefined) expect(misfit?.offset).toBe(offset);
    expect(others).toEqual([]);
  });

  test('so deep that nothing else is told', () => {
    for (const text of [block(1500), aliases(400)]) {
      expect(parseText(text).misfits).toMatchObject([{ message: 'nested too deeply: more than 100 levels' }]);
    }
  });

  test('as many levels as are allowed', () => {
    for (const text of [flow(99), block(99), aliases(98)]) {
      const { tree, misfits } = parseText(text);
      expect(misfits).toEqual([]);
      expect(tree === null ? null : plainValue(tree)).not.toBeNull();
    }
  });
});

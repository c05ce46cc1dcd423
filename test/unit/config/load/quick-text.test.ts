import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseText } from '../../../../src/config/load/document.ts';
import { quickTree } from '../../../../src/config/load/quick-text.ts';

const repository = resolve(import.meta.dirname, '../../../..');

/** What the quick reader says is what the real one says, or nothing. */
function agrees(text: string): boolean {
  const quick = quickTree(text);
  if (quick !== null) expect({ tree: quick, misfits: [] }).toEqual(parseText(text));
  return quick !== null;
}

test.each([
  'tasks:\n  - name: a\n    prompt: Do it.\n',
  'tasks:\n  - name: a\n    #1 first\n    prompt: x\n    #2 second\n',
  'tasks:\n- name: a\n  copy:\n  - x\n  - y\n- name: b\n',
  'tasks: # x\n  # y\n\n  - name: a # z\n    # w\n    prompt: |\n      One.\n\n        Two: #3\n\n\n# end\n  # end\nbase: main',
  'tasks:\n  -   name: a\n      prompt: |- # c\n        One.\n      base: x\n',
  'a: "x y" # z\nb: \'x: # y\'\nc: [a, "b", \'c, d\', -x, --y, 12] # e\nd: { e: f, g: [], h: {}, i: { j: k } }\ne: []\n',
  'a: it\'s "so"\nb: a:b\nc: a#b\nd: ~/x\ne: ~\nf: true\ng: 40%\nh: .env\ni: v1.2\nj: a [b] {c}\n',
  'a:\n  b:\n    c: d\n  e: f\ng:\n- h\n',
  'a: |\n  x\nb: |\n  é😀\ty\n',
])('it reads %j', (text) => {
  expect(agrees(text)).toBe(true);
});

test.each([
  ['an anchor', 'a: &x 1\n'],
  ['an alias', 'a: *x\n'],
  ['a merge key', 'a:\n  <<: b\n'],
  ['a tag', 'a: !x b\n'],
  ['an escape', 'a: "\\n"\n'],
  ['a quote in quotes', "a: 'it''s'\n"],
  ['a float', 'a: 1.5\n'],
  ['a hexadecimal number', 'a: 0x1f\n'],
  ['a long number', 'a: 1234567890123456\n'],
  ['nothing', 'a:\nb: c\n'],
  ['nothing in the end', 'a:\n'],
  ['no map', '- a\n'],
  ['an empty text', '# a\n'],
  ['two of a key', 'a: b\na: c\n'],
  ['two lines of words', 'a: b\n  c\n'],
  ['a folded block', 'a: >\n  b\n'],
  ['a block with its indentation', 'a: |2\n  b\n'],
  ['a block that keeps its end', 'a: |+\n  b\n'],
  ['a block without lines', 'a: |\nb: c\n'],
  ['a second document', 'a: b\n---\nc: d\n'],
  ['the end of a document', 'a: b\n...\n'],
  ['Windows line ends', 'a: b\r\n'],
  ['a mark of byte order', '\ufeffa: b\n'],
  ['a tab', 'a:\tb\n'],
  ['a map in a line of words', 'a: b: c\n'],
  ['a list of lists', 'a:\n  - - b\n'],
  ['a question', '? a\n: b\n'],
  ['a prototype', '__proto__: a\n'],
  ['a line too far left', 'a:\n    b: c\n  d: e\n'],
  ['a line too far right', 'a: b\n  c: d\n'],
])('it leaves %s to the real parser', (_, text) => {
  expect(quickTree(text)).toBeNull();
});

test('it reads a file of fifty tasks, and the example but for its anchor', () => {
  const tasks = Array.from(
    { length: 50 },
    (_, index) => `  - name: t${index}\n    prompt: |\n      Do.\n\n      More.\n`,
  );
  expect(agrees(`defaults:\n  copy: [.env, ".env.*"]\ntasks:\n${tasks.join('')}`)).toBe(true);
  const example = readFileSync(resolve(repository, 'pane.config.example.yaml'), 'utf8');
  expect(agrees(example.replace(' &node', '').replace('  <<: *node\n', ''))).toBe(true);
});

const words = [
  'a',
  'b:',
  'c: ',
  '- ',
  '-',
  ': ',
  ':',
  ' ',
  '  ',
  '    ',
  '\n',
  '\n  ',
  '\n    ',
  '\n- ',
  '\n  - ',
  '# x',
  ' # y',
  '#',
  '|',
  '|-',
  '|+',
  '|2',
  '>',
  '"',
  "'",
  '""',
  "''",
  '[',
  ']',
  '{',
  '}',
  ', ',
  ',',
  '&d ',
  '*d',
  '!e ',
  '1',
  '0x1',
  '1.0',
  '.5',
  '1e3',
  'true',
  'null',
  '~',
  'Null',
  '-1',
  '+1',
  '.inf',
  '.nan',
  '\t',
  '<<',
  '?',
  '%',
  '@',
  '`',
  '---',
  '...',
  'é',
  '\u2028',
  '\\',
  '\\n',
  'name: a',
  'prompt: |\n',
  'tasks:\n',
  '[a, b]',
  '{ a: b }',
  '"x"',
  "'y'",
  '=',
  '_',
  '/',
  '.',
  '$',
  '(',
  '^',
  '0',
  '00',
  '1_0',
  '2024-01-02',
];
const soup = fc.array(fc.constantFrom(...words), { maxLength: 14 }).map((parts) => parts.join(''));

const value = fc.oneof(
  soup,
  fc.constantFrom('x', 'x y', '"x"', '[a, "b"]', '{ a: b, c: [d] }', '12', '|\n', '|-\n'),
);
const line = fc.tuple(
  fc.constantFrom('', '  ', '    ', '      ', '        '),
  fc.constantFrom('', '', '- ', '-   '),
  fc.constantFrom('', 'a: ', 'b: ', 'c:', 'd: ', 'e:'),
  value,
  fc.constantFrom('', '', ' # z', ' ', '\n', '\n   '),
);
const lines = fc
  .array(
    line.map((parts) => parts.join('')),
    { maxLength: 9 },
  )
  .map((all) => all.join('\n'));

describe('it never says anything else than the real parser', () => {
  const runs = { numRuns: 5000 };

  test('of a soup of marks', () => {
    fc.assert(
      fc.property(soup, (text) => void agrees(`k: ${text}`)),
      runs,
    );
  });

  test('of lines of a file', () => {
    fc.assert(
      fc.property(lines, (text) => void agrees(`k: v\n${text}`)),
      runs,
    );
  });
});

import { expect, test } from 'vitest';
import { mostSent } from '../../../src/copy/to-send.ts';
import { fitting } from '../../../src/engine/hosts/files-to-send.ts';

const file = (path: string, bytes: number) => ({ path, bytes });

test('tasks get their files as long as all of them together are not too much', () => {
  const half = mostSent.bytes / 2 + 1;
  const found = new Map([
    ['a', [file('shared', half)]],
    ['b', [file('shared', half), file('small', 10)]],
    ['c', [file('small', 10), file('other', half)]],
    ['d', [file('last', 1)]],
  ]);
  const { chosen, unready } = fitting(found);
  expect([...chosen.keys()]).toEqual(['a', 'b', 'd']);
  expect(unready).toMatchObject([
    { task: 'c', message: expect.stringContaining('send_files is too much: 4.1 MiB, `other` the largest') },
  ]);
});

test('nor may they be too many', () => {
  const many = Array.from({ length: mostSent.files + 1 }, (_, index) => file(`${index}`, 1));
  const { chosen, unready } = fitting(
    new Map([
      ['much', many],
      ['one', many.slice(0, 1)],
    ]),
  );
  expect([...chosen.keys()]).toEqual(['one']);
  expect(unready[0]?.message).toContain(`more than ${mostSent.files} files`);
});

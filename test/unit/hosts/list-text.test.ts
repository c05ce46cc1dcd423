import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatList, projectThere } from '../../../src/hosts/list-text.ts';
import { loaded, mistakes } from '../config/folder.ts';

describe('the file of a host', () => {
  test('is a line for each task', () =>
    expect(
      formatList('ann-app', { max_active: 2, tasks: [{ name: 'a', prompt: 'x\ny' }, { name: 'b' }] }),
    ).toBe(
      [
        '# Sent by `pane` on another machine, whose file this is a part of: edit it there.',
        'project: "ann-app"',
        'max_active: 2',
        'tasks:',
        '  - {"name":"a","prompt":"x\\ny"}',
        '  - {"name":"b"}',
        '',
      ].join('\n'),
    ));

  test('without tasks is a file still', async () =>
    expect(await mistakes(formatList('ann-app', { tasks: [] }))).toEqual([]));

  test('says every text as it is', async () => {
    const character = fc.integer({ min: 1, max: 0x2fff }).map((code) => String.fromCodePoint(code));
    const texts = fc.array(
      fc.oneof(character, fc.constantFrom('\n', '"', '\\', '\u2028', '\u007f', '\ufeff', ': ')),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (characters) => {
        const prompt = `x${characters.join('')}`;
        const { tasks } = await loaded(formatList('p', { tasks: [{ name: 'a', prompt }] }));
        expect(tasks[0]?.prompt).toBe(prompt);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the name of the project there', () => {
  test('is the user’s', () => expect(projectThere('ann', 'my-app')).toBe('ann-my-app'));

  test('is a folder’s, whatever the project is called', () => {
    const names = ['a b', 'a_b', 'a/b', 'ä b', 'x'.repeat(90), `${'x'.repeat(90)}y`].map((name) =>
      projectThere('ann', name),
    );
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/);
    expect(new Set(names).size).toBe(names.length);
  });
});

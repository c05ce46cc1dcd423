import { expect, test } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { renamedThere } from '../../../src/project/hosts/renamed-there.ts';

const entry = (name: string, prompt: string) => ({ name, branch: name, prompt });

function renamed(sent: readonly object[], inFile: readonly { readonly name: string }[]) {
  const part = { name: 'big', tasks: inFile, content: { tasks: inFile } };
  const config = { tasks: [], hosts: { big: {} }, elsewhere: [part] } as unknown as Config;
  const known = { ssh: 'big', path: '~/a', project: 'p', machine: 'm', clone: 'c', shared: {} };
  const tasks = sent as { name: string }[];
  return [...renamedThere(config, { big: { ...known, tasks } })];
}

test('a task that differs in name and branch alone is renamed, and of several none is guessed', () => {
  expect(renamed([entry('far', 'x')], [entry('away', 'x')])).toEqual([['away', 'far']]);
  expect(renamed([entry('far', 'x')], [entry('away', 'y')])).toEqual([]);
  expect(renamed([entry('far', 'x')], [entry('far', 'x'), entry('away', 'x')])).toEqual([]);
  expect(renamed([entry('far', 'x')], [entry('a', 'x'), entry('b', 'x')])).toEqual([]);
  expect(renamed([entry('far', 'x'), entry('near', 'x')], [entry('a', 'x')])).toEqual([]);
  // Once it was sent by its name it is a task of its own.
  expect(renamed([entry('far', 'x'), entry('away', 'x')], [entry('away', 'x')])).toEqual([]);
});

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
  // The order of keys means nothing.
  const env = (map: object) => ({ prompt: 'x', env: map });
  expect(
    renamed([{ name: 'far', ...env({ A: '1', B: '2' }) }], [{ ...env({ B: '2', A: '1' }), name: 'away' }]),
  ).toEqual([['away', 'far']]);
  // Once it was sent by its name it is a task of its own.
  expect(renamed([entry('far', 'x'), entry('away', 'x')], [entry('away', 'x')])).toEqual([]);
});

test('of a thousand tasks none is compared with each other one', () => {
  const tasks = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => entry(`${name}${index}`, `${index}`));
  let read = 0;
  const counted = tasks('b', 1000).map((task) => ({
    ...task,
    get prompt() {
      read += 1;
      return task.prompt;
    },
  }));
  expect(renamed(tasks('a', 1000), counted)).toHaveLength(1000);
  expect(read).toBeLessThan(5000);
});

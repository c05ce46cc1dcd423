import fc from 'fast-check';
import { expect, test } from 'vitest';
import { removeTask } from '../../../../src/config/edit/edit.ts';
import { removeTasks } from '../../../../src/config/edit/remove-tasks.ts';

const files = [
  '# top\ntasks:\n  # a\n  - name: a\n\n  - name: b # b\n    # c\n  - name: c\n\n\n  # d\n  - name: d\n# end\nbase: x\n',
  'tasks: [{ name: a }, # b\n  { name: b }, { name: c }, { name: d } ] # c\nbase: x\n',
  'base: x\ntasks:\n- name: a\n  prompt: |+\n    x\n\n\n- { name: b }\n- name: c\n  prompt: |\n    y\n- name: d',
  'tasks:\r\n  - name: a\r\n\r\n  - name: b\r\n  - name: c\r\n    prompt: |-\r\n      x\r\n\r\n  - name: d\r\n',
];

/** As it was before, one after the other. */
function oneByOne(text: string, names: readonly string[]) {
  const removed = new Map<string, string>();
  let left = text;
  for (const name of names) {
    const result = removeTask(left, name);
    left = result?.text ?? left;
    if (result !== null) removed.set(name, result.removed);
  }
  return { text: left, removed };
}

/** What it returns, or why it can't. */
function outcomeOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return String(error);
  }
}

test('several tasks are taken out at once as they are one by one, in any order', () => {
  const names = fc.shuffledSubarray(['a', 'b', 'c', 'd', 'none']);
  fc.assert(
    fc.property(fc.constantFrom(...files), names, (text, some) => {
      expect(outcomeOf(() => removeTasks(text, some))).toEqual(outcomeOf(() => oneByOne(text, some)));
    }),
    { numRuns: 150 },
  );
});

test("what one of them defines and another one of them uses is in nobody's way", () => {
  const text = 'tasks:\n  - name: a\n    env: &e { A: x }\n  - name: b\n    env: *e\n  - name: c\n';
  expect(() => removeTask(text, 'a')).toThrow('use an anchor that task "a" defines');
  expect(removeTasks(text, ['a', 'b']).text).toBe('tasks:\n  - name: c\n');
});

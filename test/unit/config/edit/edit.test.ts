import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addTask,
  formersIn,
  haveCommentsStayed,
  removeTask,
  restoreTask,
} from '../../../../src/config/edit/edit.ts';
import type { NewTask } from '../../../../src/config/edit/item-text.ts';
import { parseText } from '../../../../src/config/load/document.ts';
import { plainValue } from '../../../../src/config/load/tree.ts';
import { PaneError } from '../../../../src/errors.ts';

const b: NewTask = { name: 'b', prompt: 'Do it.' };

function values(text: string): unknown {
  const { tree, misfits } = parseText(text);
  expect(misfits).toEqual([]);
  return tree === null ? null : plainValue(tree);
}

function failure(run: () => unknown): { message: string; hint: string | undefined } {
  try {
    run();
  } catch (error) {
    if (error instanceof PaneError) return { message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error('it did not fail');
}

/** For a task that is there. */
function cut(text: string, name: string) {
  const result = removeTask(text, name);
  if (result === null) throw new Error(`no task ${name}`);
  return result;
}

describe('a task is added', () => {
  test.each<[string, string, string]>([
    ['to nothing', '', 'tasks:\n  - name: b\n    prompt: Do it.\n'],
    ['to comments', '# mine\n', '# mine\n\ntasks:\n  - name: b\n    prompt: Do it.\n'],
    ['to a file without tasks', 'base: main\n', 'base: main\n\ntasks:\n  - name: b\n    prompt: Do it.\n'],
    ['to one that ends in its line', 'base: main', 'base: main\n\ntasks:\n  - name: b\n    prompt: Do it.'],
    [
      'before the end of the document',
      'base: main\n...\n',
      'base: main\n\ntasks:\n  - name: b\n    prompt: Do it.\n...\n',
    ],
    [
      'to an empty key',
      'tasks: # none\n# later\nbase: x\n',
      'tasks: # none\n  - name: b\n    prompt: Do it.\n# later\nbase: x\n',
    ],
    ['to an empty key in the last line', 'tasks:', 'tasks:\n  - name: b\n    prompt: Do it.'],
    ['in place of []', 'tasks: []  # none\n', 'tasks:  # none\n  - name: b\n    prompt: Do it.\n'],
    ['in place of null', 'tasks: ~\nbase: x\n', 'tasks:\n  - name: b\n    prompt: Do it.\nbase: x\n'],
    [
      'with the indentation of the list',
      'tasks:\n- name: a\n',
      'tasks:\n- name: a\n- name: b\n  prompt: Do it.\n',
    ],
    [
      'with a wider one',
      'tasks:\n      -   name: a\n',
      'tasks:\n      -   name: a\n      - name: b\n        prompt: Do it.\n',
    ],
    [
      'after the comments of the last one, before those of what follows',
      'tasks:\n  - name: a # first\n    # paused: true\n\n# the rest\nbase: x # y\n',
      'tasks:\n  - name: a # first\n    # paused: true\n  - name: b\n    prompt: Do it.\n\n# the rest\nbase: x # y\n',
    ],
    [
      'set off as the others are',
      'tasks:\n  - name: a\n\n  # so\n  - name: c\n\nbase: x\n',
      'tasks:\n  - name: a\n\n  # so\n  - name: c\n\n  - name: b\n    prompt: Do it.\n\nbase: x\n',
    ],
    [
      'to a list in brackets',
      'tasks: [{ name: a }] # x\n',
      'tasks: [{ name: a }, { name: b, prompt: "Do it." }] # x\n'.replace('"Do it."', 'Do it.'),
    ],
    [
      'to one on several lines',
      'tasks: [\n  { name: a }, # x\n]\n',
      'tasks: [\n  { name: a },\n  { name: b, prompt: Do it. }, # x\n]\n',
    ],
    [
      'to an empty one with a comment',
      'tasks: [ # none\n]\n',
      'tasks: [{ name: b, prompt: Do it. } # none\n]\n',
    ],
    ['to JSON', '{"tasks": []}\n', '{"tasks": [{ name: b, prompt: Do it. }]}\n'],
    ['to JSON without tasks', '{"base": "x"}\n', '{"base": "x", tasks: [{ name: b, prompt: Do it. }]}\n'],
    ['to braces', '{}\n', '{tasks: [{ name: b, prompt: Do it. }]}\n'],
    [
      'with Windows line ends',
      'tasks:\r\n  - name: a\r\n',
      'tasks:\r\n  - name: a\r\n  - name: b\r\n    prompt: Do it.\r\n',
    ],
    [
      'behind a text without its line end',
      'tasks:\n  - name: a\n    prompt: |\n      x',
      'tasks:\n  - name: a\n    prompt: |\n      x\n  - name: b\n    prompt: Do it.',
    ],
    [
      'behind a text that keeps its empty lines',
      'tasks:\n  - name: a\n    prompt: |+\n      x\n\n\nbase: x\n',
      'tasks:\n  - name: a\n    prompt: |+\n      x\n\n\n  - name: b\n    prompt: Do it.\nbase: x\n',
    ],
    [
      'behind one with tabs',
      'tasks:\n  - name: a\t# x\n',
      'tasks:\n  - name: a\t# x\n  - name: b\n    prompt: Do it.\n',
    ],
    [
      'to a key that is indented',
      '  base: x\n',
      '  base: x\n\n  tasks:\n    - name: b\n      prompt: Do it.\n',
    ],
  ])('%s', (_, text, expected) => {
    expect(addTask(text, b)).toBe(expected);
  });

  test('with all its keys, and several lines as they are', () => {
    const task: NewTask = {
      name: 'PROJ-1',
      prompt: 'First: "this".\n\n  - then # that\n',
      agent: 'codex',
      base: 'v1.2',
      branch: "feature/it's",
    };
    expect(addTask('tasks:\n', task)).toBe(`tasks:
  - name: PROJ-1
    agent: codex
    base: v1.2
    branch: "feature/it's"
    prompt: |
      First: "this".

        - then # that
`);
    expect(addTask('', { name: 'x', promptFile: 'p/x.md' })).toBe(
      'tasks:\n  - name: x\n    prompt_file: p/x.md\n',
    );
  });

  test.each([
    ['12', '"12"'],
    ['true', '"true"'],
    ['No', '"No"'],
    ['a: b', '"a: b"'],
    ['a #b', '"a #b"'],
    ['-x', '"-x"'],
    ['', '""'],
    [' a', '" a"'],
    ['a\rb\n', '"a\\rb\\n"'],
    ['a\u0085\u2028\u007f\ufeff\nb', '"a\\u0085\\u2028\\u007f\\ufeff\\nb"'],
    ['a\nb', '|-\n      a\n      b'],
    [' a\nb', '|2-\n       a\n      b'],
    ['\na', '|2-\n\n      a'],
    ['\ta\nb\n', '|2\n      \ta\n      b'],
    ['a\n\n', '"a\\n\\n"'],
    ['a\n  ', '"a\\n  "'],
    ['a \nb', '|-\n      a \n      b'],
    ['\n', '"\\n"'],
    ['é😀\nb', '|-\n      é😀\n      b'],
  ])('with the prompt %j', (prompt, expected) => {
    expect(addTask('tasks:\n', { name: 'x', prompt })).toBe(`tasks:\n  - name: x\n    prompt: ${expected}\n`);
  });

  test('only where it can be, and once', () => {
    expect(failure(() => addTask('tasks: [name: b]\n', b)).message).toBe('the file already has a task "b"');
    expect(failure(() => addTask('tasks: [\n', b)).hint).toBe('`pane config` lists them.');
    expect(failure(() => addTask('x-t: &t []\ntasks: *t\n', b))).toEqual({
      message: "can't add a task to the file without changing the rest of it",
      hint: 'Edit the file by hand.',
    });
  });
});

const commented = `# the project
tasks:
  # the first
  - name: a # here
    prompt: |
      One.

      Two.
    # paused: true

  # the second
  # in two lines
  - name: b
    env: { A: 1 }

  # not above c

  - name: c

# below
base: main
`;

describe('a task is removed', () => {
  test.each<[string, string, string, string]>([
    [
      'a',
      commented,
      '  # the first\n  - name: a # here\n    prompt: |\n      One.\n\n      Two.\n    # paused: true\n',
      commented.replace(/ {2}# the first[\s\S]*true\n\n/, ''),
    ],
    [
      'b',
      commented,
      '  # the second\n  # in two lines\n  - name: b\n    env: { A: 1 }\n',
      commented.replace(/ {2}# the second[\s\S]*A: 1 }\n\n/, ''),
    ],
    ['c', commented, '  - name: c\n', commented.replace('\n  - name: c\n', '')],
    ['a', 'tasks: # all\n  - name: a\nbase: x\n', '  - name: a\n', 'tasks: # all\nbase: x\n'],
    ['b', 'tasks:\n  - name: a\n  - name: b', '  - name: b', 'tasks:\n  - name: a'],
    ['b', 'tasks:\r\n- name: a\r\n- name: b\r\n', '- name: b\r\n', 'tasks:\r\n- name: a\r\n'],
    ['a', 'tasks: [{ name: a }, { name: b }]\n', '- { name: a }\n', 'tasks: [{ name: b }]\n'],
    ['b', 'tasks: [{ name: a }, { name: b }]\n', '- { name: b }\n', 'tasks: [{ name: a }]\n'],
    [
      'b',
      'tasks: [\n  { name: a },\n  { name: b },\n]\n',
      '- { name: b }\n',
      'tasks: [\n  { name: a },\n]\n',
    ],
    ['a', '{"tasks": [{"name": "a"}]}', '- {"name": "a"}\n', '{"tasks": []}'],
    [
      'b',
      'tasks:\n  - name: a\n    prompt: |+\n      x\n\n  - name: b\n',
      '  - name: b\n',
      'tasks:\n  - name: a\n    prompt: |+\n      x\n\n',
    ],
    [
      'a',
      'tasks:\n  - name: a\n    prompt: |+\n      x\n\n\n  - name: b\n',
      '  - name: a\n    prompt: |+\n      x\n\n\n',
      'tasks:\n  - name: b\n',
    ],
    [
      'b',
      'x-e: &e { A: 1 }\ntasks:\n  - name: a\n  - <<: *e\n    name: b\n',
      '  - <<: *e\n    name: b\n',
      'x-e: &e { A: 1 }\ntasks:\n  - name: a\n',
    ],
  ])('%s of %j', (name, text, removed, rest) => {
    expect(removeTask(text, name)).toEqual({ text: rest, removed });
  });

  test('unless another place needs it, or it is not there', () => {
    const text = 'tasks:\n  - &a\n    name: a\n    agent: shell\n  - <<: *a\n    name: b\n';
    expect(failure(() => removeTask(text, 'a'))).toEqual({
      message: 'other places in the file use an anchor that task "a" defines',
      hint: 'Move the anchored value out of the task, under a key that begins with "x-".',
    });
    expect(removeTask(text, 'b')?.text).toBe('tasks:\n  - &a\n    name: a\n    agent: shell\n');
    const twice = 'x-v: &v 1\ntasks:\n  - name: a\n    env: { A: &v 2 }\n  - name: b\n    env: { A: *v }\n';
    expect(failure(() => removeTask(twice, 'a')).message).toContain('without changing the rest of it');
    expect(removeTask('tasks: []\n', 'a')).toBeNull();
  });
});

describe('a task is put back', () => {
  test.each(['b', 'c'])('as it was, %s at the end', (name) => {
    const { text, removed } = cut(commented, name);
    const again = restoreTask(text, removed);
    expect(again).toContain(removed);
    expect(removeTask(again, name)).toEqual({ text, removed });
  });

  test('with the indentation and line ends of the list', () => {
    const removed = '    # so\n    - name: a\n      prompt: |\n        x\n\n          y\n';
    expect(restoreTask('tasks:\r\n- name: b\r\n', removed)).toBe(
      'tasks:\r\n- name: b\r\n# so\r\n- name: a\r\n  prompt: |\r\n    x\r\n\r\n      y\r\n',
    );
  });

  test('from brackets and into them', () => {
    expect(restoreTask('tasks:\n', '- { name: a, env: { A: 1 } }\n')).toBe(
      'tasks:\n  - { name: a, env: { A: 1 } }\n',
    );
    expect(restoreTask('tasks: [{ name: b }]\n', '- { name: a, env: { A: 1 } }\n')).toBe(
      'tasks: [{ name: b }, { name: a, env: { A: 1 } }]\n',
    );
    expect(restoreTask('{"tasks": []}', '  # x\n  - name: a\n    prompt: |\n      y\n')).toBe(
      '{"tasks": [{"name":"a","prompt":"y\\n"}]}',
    );
  });

  test('with its aliases, as long as their anchors are there', () => {
    const text = 'x-e: &e { A: 1 }\ntasks:\n  - name: a\n    env: *e\n';
    const { text: without, removed } = cut(text, 'a');
    expect(restoreTask(without, removed)).toBe(text);
    expect(failure(() => restoreTask('tasks:\n', removed)).hint).toBe('Edit the file by hand.');
  });

  test('with all the empty lines of its text', () => {
    const text = 'tasks:\n  - name: a\n    prompt: |+\n      x\n\n\n  - name: b\n';
    const { text: without, removed } = cut(text, 'a');
    expect(restoreTask(without, removed)).toBe(`tasks:\n  - name: b\n${removed}`);
  });

  test('once', () => {
    const again = () => restoreTask('tasks:\n  - name: a\n', '- name: a\n  x: 1\n');
    expect(failure(again).message).toBe('the file already has a task "a"');
  });
});

describe('a task is put back where it stood', () => {
  const spaced =
    'tasks:\n  # of a\n  - name: a\n\n  # of b\n  - name: b\n\n  # of c\n  - name: c\nx-end: 1\n';
  const tight = 'tasks:\n- name: a\n- name: b\n  prompt: x # y\n- name: c\n';
  const flow = 'tasks: [{ name: a }, { name: b }, { name: c }]\n';

  test.each([
    ['spaced', spaced],
    ['tight', tight],
    ['flow', flow],
    ['flow in lines', 'tasks: [\n  { name: a },\n  { name: b },\n  { name: c }\n]\n'],
  ])('%s, each of them', (_, text) => {
    for (const name of ['a', 'b', 'c']) {
      const { text: without, removed } = cut(text, name);
      expect(restoreTask(without, removed, formersIn(text)(name))).toBe(text);
    }
  });

  test('beside its nearest former neighbour, whatever became of the others', () => {
    const former = formersIn('tasks: [{ name: a }, { name: b }, { name: c }, { name: d }]\n')('b');
    const back = (...names: string[]) => {
      const list = names.map((name) => `  - name: ${name}\n`).join('');
      const { tasks } = Object(values(restoreTask(`tasks:\n${list}`, '- name: b\n', former)));
      return tasks.map(({ name }: { name: string }) => name).join(' ');
    };
    expect(back('d', 'c', 'a', 'x')).toBe('d c a b x');
    expect(back('x', 'd', 'c')).toBe('x d b c');
    expect(back('x', 'd', 'y')).toBe('x b d y');
    expect(back('x', 'y')).toBe('x y b');
  });

  test('in the end, where an anchor that it uses stands below its old place', () => {
    const back = restoreTask('tasks:\n  - name: c\n    env: &e { A: 1 }\n', '- name: b\n  env: *e\n', {
      below: ['c'],
    });
    expect(back).toBe('tasks:\n  - name: c\n    env: &e { A: 1 }\n  - name: b\n    env: *e\n');
  });

  test('below its comments, where they stayed', () => {
    for (const name of ['a', 'b', 'c']) {
      const { removed } = cut(spaced, name);
      const byHand = spaced.replace(`  - name: ${name}\n`, '');
      expect(haveCommentsStayed(removed, spaced, byHand)).toBe(true);
      expect(haveCommentsStayed(removed, spaced, cut(spaced, name).text)).toBe(false);
      const former = { ...formersIn(spaced)(name), commentsStayed: true };
      expect(restoreTask(byHand, removed, former)).toBe(spaced);
      // They went later.
      expect(restoreTask(cut(spaced, name).text, removed, former)).toBe(spaced);
    }
  });

  test('not below the same comment of its neighbour', () => {
    const text = 'tasks:\n  - name: a\n  # todo\n  - name: b\n  # todo\n  - name: c\n';
    const { text: without, removed } = cut(text, 'b');
    expect(haveCommentsStayed(removed, text, without)).toBe(false);
    expect(restoreTask(without, removed, formersIn(text)('b'))).toBe(text);
  });
});

const someText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0')),
  fc
    .array(
      fc.constantFrom('a', ' ', '\n', '\t', '\r', '#', ':', '-', '|', '"', "'", '{', '*', '\u2028', '\ufeff'),
    )
    .map((parts) => parts.join('')),
);
const someTask = fc.record<NewTask>(
  { name: fc.constantFrom('new', 'N-1', '12', 'true'), prompt: someText, agent: someText, branch: someText },
  { requiredKeys: ['name'] },
);
const someFile = fc.constantFrom(
  'tasks:\n',
  'tasks:',
  'base: x\ntasks:\n  - name: a\n    prompt: |\n      x\n# end',
  'tasks:\n- name: a\n  prompt: |+\n    x\n\n\n\nbase: x\n',
  'tasks:\n  - name: a\n\n  # b\n  - name: b # c\n    # d\n\n\n# e\nbase: x\n',
  'tasks:\r\n  - name: a\r\n    prompt: |-\r\n      x\r\n\r\nbase: x\r\n',
  'tasks: [{ name: a }, # b\n  { name: b }, ] # c\nbase: x\n',
  '{"tasks": [{"name": "a"}], "base": "x"}',
  'x-a: &a { agent: shell }\ntasks:\n      - <<: *a\n        name: a\n      - { <<: *a, name: b }',
  commented,
);

test('a task that was added is there, all else is the same, and removing it gives the text back', () => {
  fc.assert(
    fc.property(someFile, someTask, (file, task) => {
      const { tasks, ...rest } = Object(values(file));
      const added = addTask(file, task);
      expect(values(added)).toEqual({ ...rest, tasks: [...(tasks ?? []), task] });
      const { text, removed } = cut(added, task.name);
      expect(text).toBe(file);
      expect(values(restoreTask(text, removed))).toEqual(values(added));
    }),
    { numRuns: 80 },
  );
});

test('a task that was put back means what it meant', () => {
  fc.assert(
    fc.property(someTask, someFile, someFile, (task, from, to) => {
      const { removed } = cut(addTask(from, task), task.name);
      const back = Object(values(restoreTask(to, removed)));
      expect(back.tasks.at(-1)).toEqual(task);
    }),
    { numRuns: 50 },
  );
});

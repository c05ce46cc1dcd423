/**
 * The quick check may take nothing that the schema does not take, and must take what files mostly are.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkSchema, type FileKind } from '../../../../src/config/keys/schema.ts';
import { parseText } from '../../../../src/config/load/document.ts';
import { isSurelyRight } from '../../../../src/config/load/quick-check.ts';
import { plainValue } from '../../../../src/config/load/tree.ts';

const kinds: readonly FileKind[] = ['project', 'local', 'user'];

const scalars: readonly unknown[] = [
  'a',
  '',
  'x y',
  'argument',
  'stdin',
  'right',
  'below',
  'shell',
  'close',
  '40%',
  'A_B',
  'AWS_*',
  'PANE_ID',
  '..',
  'a/b',
  'é',
  'a\nb',
  'n'.repeat(51),
  0,
  1,
  -1,
  1.5,
  true,
  false,
  null,
  10n,
];
const scalar = fc.constantFrom(...scalars);
const keys = [
  'name',
  'prompt',
  'prompt_file',
  'base',
  'worktree',
  'worktrees',
  'paused',
  'agent',
  'args',
  'branch',
  'copy',
  'link',
  'env',
  'setup',
  'panes',
  'prompt_append',
  'on_exit',
  'command',
  'resume',
  'flag',
  'file',
  'run',
  'split',
  'size',
  'project',
  'tmux',
  'socket',
  'session',
  'watch',
  'archive_after',
  'env_pass',
  'agents',
  'defaults',
  'tasks',
  'unknown',
  'A_B',
  'PANE_ID',
  '__proto__',
];
const key = fc.constantFrom(...keys);

/** Mostly nonsense, so beside it files that are right but for one value. */
const anything = fc.letrec<{ value: unknown; map: unknown; list: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, tie('map'), tie('list')),
  map: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  list: fc.array(tie('value'), { maxLength: 3 }),
}));

const right = {
  project: 'app',
  base: 'main',
  worktrees: '../w',
  tmux: { socket: 's', session: null },
  watch: { archive_after: '1s' },
  env_pass: ['A', 'B_*'],
  agents: { a: { command: ['x'], args: [''], prompt: { flag: '-p' }, resume: [], env: { A: '' } }, b: null },
  defaults: {
    agent: 'a',
    copy: ['.env'],
    panes: [{ run: 'x', split: 'below' }],
    env: { A: '1' },
    on_exit: 'close',
  },
  tasks: [
    { name: 'a', prompt: 'x', paused: true, setup: ['y'], args: ['z'] },
    { name: 'b', prompt_file: 'p', base: 'm' },
  ],
};

function paths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, child]) => paths(child, [...path, name]))];
}

function changed(value: unknown, [first, ...rest]: readonly string[], to: unknown): unknown {
  if (first === undefined) return to;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === first ? changed(item, rest, to) : item));
  const entries = new Map(Object.entries(value ?? {}));
  entries.set(first, changed(entries.get(first), rest, to));
  return Object.fromEntries(entries);
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The right file with one value replaced or one key added, in every place. */
function* slips(): Generator<unknown> {
  const values = [
    ...scalars,
    [],
    [''],
    ['a'],
    {},
    { run: 'x' },
    { flag: 'x' },
    { file: '' },
    { A: 'x' },
    { PANE_ID: 'x' },
  ];
  for (const path of paths(right)) {
    for (const value of values) {
      yield changed(right, path, value);
    }
    // A key can be added to a map only.
    if (isMap(path.reduce<unknown>((at, key) => Object(at)[key], right)))
      for (const key of keys) for (const value of values) yield changed(right, [...path, key], value);
  }
}

function assertAgreement(kind: FileKind, value: unknown): void {
  if (isSurelyRight(kind, value)) expect(checkSchema(kind, value)).toEqual({ ok: true, data: value });
}

test('what the quick check takes, the schema takes, as it is: one slip anywhere', () => {
  for (const value of slips()) assertAgreement('project', value);
});

test('what the quick check takes, the schema takes, as it is: anything', () => {
  fc.assert(fc.property(fc.constantFrom(...kinds), anything.value, assertAgreement), { numRuns: 1000 });
});

test('it takes files as they mostly are', () => {
  expect(isSurelyRight('project', right)).toBe(true);
  const example = readFileSync(resolve(import.meta.dirname, '../../../../pane.config.example.yaml'), 'utf8');
  const { tree } = parseText(example.replace('      size: 40%\n', ''));
  expect(isSurelyRight('project', tree === null ? null : plainValue(tree))).toBe(true);
});

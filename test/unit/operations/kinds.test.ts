import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { KINDS, loadEffect } from '../../../src/operations/kinds.ts';
import { operation } from '../../support/operations.ts';

test('each kind makes operations of its own name, and has an effect', async () => {
  for (const kind of KINDS) {
    expect(operation(kind, 'login')).toMatchObject({ kind, id: `${kind}:login`, task: 'login' });
    expect(await loadEffect(kind)).toBeInstanceOf(Function);
  }
});

test('docs/commands.md names each kind', () => {
  const page = readFileSync(resolve(import.meta.dirname, '../../../docs/commands.md'), 'utf8');
  const [, sentence = ''] = /`kind` of an operation is(.*?)`outcome` is/s.exec(page) ?? [];
  const named = [...sentence.matchAll(/`([a-z-]+)`/g)].map(([, kind]) => kind);
  expect(named.sort()).toEqual([...KINDS].sort());
});

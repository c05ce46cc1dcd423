import { describe, expect, test } from 'vitest';
import { renameReferences } from '../../../../src/config/edit/rename-references.ts';

describe('a task that is named by others', () => {
  test.each([
    ['in brackets', 'after: [web, old, "web"]', 'after: [api, old, api]'],
    ['on lines', "after:\n      - web # first\n      - 'web'", 'after:\n      - api # first\n      - api'],
    ['as a base', 'base: { task: web }', 'base: { task: api }'],
    ['as a base on a line', 'base:\n      task: web', 'base:\n      task: api'],
    ['not where another one begins so', 'after: [web2, x-web]', 'after: [web2, x-web]'],
    ['not as a branch', 'base: web', 'base: web'],
  ])('%s', (_, before, after) => {
    const file = (lines: string) =>
      `tasks:\n  - name: web\n  - name: a # web\n    ${lines}\n    prompt: web\n`;
    expect(renameReferences(file(before), 'web', 'api')).toBe(file(after));
  });

  test('through an alias, once', () => {
    const file = (name: string) =>
      `x-after: &deps [${name}]\ntasks:\n  - { name: a, after: *deps }\n  - { name: b, after: *deps }\n`;
    expect(renameReferences(file('web'), 'web', 'api')).toBe(file('api'));
  });

  test('not where that can not be written without changing something else', () => {
    const text = 'x-name: &name web\ntasks:\n  - { name: a, after: [*name] }\n';
    expect(() => renameReferences(text, 'web', 'api')).toThrow("can't rename the task in the file");
  });
});

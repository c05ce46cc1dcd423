import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cycleViolations, layerViolations } from '../support/architecture/layers.ts';
import { type Module, parseModule, sourceModules, testImports } from '../support/architecture/modules.ts';
import { purityViolations } from '../support/architecture/purity.ts';
import {
  evasionViolations,
  operationViolations,
  packageViolations,
  removalViolations,
  sizeViolations,
  surroundingsViolations,
} from '../support/architecture/rules.ts';
import { unusedExports } from '../support/architecture/unused.ts';

const modules = sourceModules(resolve(import.meta.dirname, '../..'));

type Rule = (modules: readonly Module[]) => string[];

/** Applies a rule to modules that are given as path and text. */
function judge(rule: Rule, files: Readonly<Record<string, string>>): string[] {
  return rule(Object.entries(files).map(([path, text]) => parseModule(path, text)));
}

test('there is something to look at', () => {
  expect(modules.length).toBeGreaterThan(10);
});

describe('layers', () => {
  test('hold', () => expect(layerViolations(modules)).toEqual([]));

  test.each([
    ['src/git/worktree.ts', "import { plan } from '../plan/plan.ts';"],
    ['src/git/worktree.ts', "import { list } from '../tmux/windows.ts';"],
    ['src/tmux/windows.ts', "import type { Repository } from '../git/repository.ts';"],
    ['src/gate/remove.ts', "import type { Config } from '../config/config.ts';"],
    ['src/engine/up.ts', "export { watch } from '../watcher/watch.ts';"],
    ['src/operations/apply.ts', "const { up } = await import('../engine/up.ts');"],
    ['src/operations/copy-files/effect.ts', "import { plan } from '../../plan/plan.ts';"],
    ['src/plan/plan.ts', "import { formatPlan } from '../ui/plan.ts';"],
    ['src/ui/plan.ts', "import type { Options } from '../commands/plan.ts';"],
    ['src/errors.ts', "import type { Config } from './config/config.ts';"],
    ['src/watcher/loop.ts', "import { main } from '../cli.ts';"],
    ['src/git/worktree.ts', "let lock: import('../gate/lock.ts').Lock;"],
    ['src/utils/text.ts', ''],
  ])('%s: %s', (path, text) => expect(judge(layerViolations, { [path]: text })).toHaveLength(1));

  test('allow the way down, the shared files and the data that is shown', () => {
    const files = {
      'src/commands/up.ts': "import { up } from '../engine/up.ts'; import { text } from '../ui/plan.ts';",
      'src/engine/up.ts':
        "import { run } from '../process/run.ts'; import { PaneError } from '../errors.ts';",
      'src/operations/apply.ts': "import { copy } from '../copy/copy.ts';",
      'src/ui/plan.ts': "import type { Plan } from '../plan/notice.ts';",
    };
    expect(judge(layerViolations, files)).toEqual([]);
  });
});

describe('circles', () => {
  test('there are none', () => expect(cycleViolations(modules)).toEqual([]));

  test('of modules are found, types included', () => {
    const files = {
      'src/git/a.ts': "import type { B } from './b.ts';",
      'src/git/b.ts': "import { c } from './c.ts';",
      'src/git/c.ts': "import { a } from './a.ts';",
    };
    expect(judge(cycleViolations, files)).toEqual([
      'a circle: src/git/a.ts -> src/git/b.ts -> src/git/c.ts -> src/git/a.ts',
    ]);
  });

  test('of rooms are found, except in types', () => {
    const files = (kind: string) => ({
      'src/copy/a.ts': `import ${kind} { b } from '../trust/b.ts';`,
      'src/trust/c.ts': "import { d } from '../copy/d.ts';",
    });
    expect(judge(cycleViolations, files(''))).toEqual(['a circle: copy -> trust -> copy']);
    expect(judge(cycleViolations, files('type'))).toEqual([]);
  });
});

describe('packages', () => {
  test('have one importer each', () => expect(packageViolations(modules)).toEqual([]));

  test.each([
    ['src/git/run.ts', "import { execa } from 'execa';"],
    ['src/engine/up.ts', "const { parse } = await import('yaml');"],
    ['src/engine/up.ts', "import type { Command } from 'commander';"],
    ['src/config/load/load.ts', "import left from 'left-pad/index.js';"],
    ['src/errors.ts', "import { z } from 'zod/mini';"],
  ])('%s: %s', (path, text) => expect(judge(packageViolations, { [path]: text })).toHaveLength(1));
});

describe('pure modules', () => {
  test('use nothing that reads or changes the world', () => expect(purityViolations(modules)).toEqual([]));

  const pure = '/** Decides. Pure. */\n';

  test.each([
    "import { join } from 'node:path';",
    "import { execa } from 'execa';",
    "import { read } from '../git/read.ts';",
    "export const late = async () => await import('../git/read.ts');",
    'export const at = Date.now();',
    'export const at = new Date();',
  ])('%s', (text) => {
    const files = { 'src/git/read.ts': '/** Reads. */', 'src/trust/a.ts': pure + text };
    expect(judge(purityViolations, files)).toHaveLength(1);
  });

  test('the table of operations loads no effect by being read', () => {
    const files = (path: string) => ({
      [path]: `${pure}const load = () => import('./touch/effect.ts');`,
      'src/operations/touch/effect.ts': "import { utimes } from 'node:fs/promises';",
    });
    expect(judge(purityViolations, files('src/operations/kinds.ts'))).toEqual([]);
    expect(judge(purityViolations, files('src/operations/others.ts'))).toHaveLength(1);
  });

  test('may use each other, what only computes, and the types of all', () => {
    const files = {
      'src/trust/a.ts': `${pure}import { b } from './b.ts'; import type { C } from './c.ts';`,
      'src/trust/b.ts': `${pure}import { z } from 'zod';`,
      'src/trust/c.ts': "import { execa } from 'execa';",
    };
    expect(judge(purityViolations, files)).toEqual([]);
  });

  test('say so, where a room is pure', () => {
    const files = { 'src/ui/a.ts': '/** Draws. */', 'src/ui/b.ts': '', 'src/git/c.ts': '' };
    expect(judge(purityViolations, files)).toEqual([
      'src/ui/a.ts does not say that it is pure',
      'src/ui/b.ts does not say that it is pure',
    ]);
    for (const path of ['src/agents/a/preset.ts', 'src/operations/b/operation.ts', 'src/plan/c.ts'])
      expect(judge(purityViolations, { [path]: '' })).toHaveLength(1);
  });
});

describe('operation kinds', () => {
  test('are one folder and one row each', () => expect(operationViolations(modules)).toEqual([]));

  const table =
    "import { definition } from './touch/operation.ts'; const rows = { touch: () => import('./touch/effect.ts') };";

  test('and nothing is missing', () => {
    const files = { 'src/operations/kinds.ts': table, 'src/operations/touch/operation.ts': '' };
    expect(judge(operationViolations, files)).toEqual(['src/operations/touch/effect.ts is missing']);
    const whole = { ...files, 'src/operations/touch/effect.ts': '' };
    expect(judge(operationViolations, whole)).toEqual([]);
    expect(judge(operationViolations, { ...whole, 'src/operations/kinds.ts': '' })).toHaveLength(2);
  });
});

describe('exports', () => {
  const root = resolve(import.meta.dirname, '../..');
  test('are imported', () => expect(unusedExports(modules, testImports(root))).toEqual([]));

  /** The unused exports of `src/a.ts` beside another module and what the tests import. */
  function unused(text: string, other = '', tested: readonly string[] = []): string[] {
    const program = [parseModule('src/a.ts', text), parseModule('src/b.ts', other)];
    const names = {
      target: 'src/a.ts',
      kind: 'module',
      isType: false,
      isLazy: false,
      names: tested,
    } as const;
    return unusedExports(program, [names]).map((line) => line.replace('src/a.ts exports ', ''));
  }

  test('that nobody imports are found, types included', () => {
    expect(unused('export const a = 1; export type B = 1; export function c() {}')).toEqual(['a', 'B', 'c']);
    expect(unused('export const a = 1; a;')).toEqual(['a']);
    expect(unused('export const a = 1;', "import { a } from './a.ts';")).toEqual([]);
    expect(unused('export const a = 1, b = 2;', "import * as c from './a.ts'; c.a;")).toEqual(['b']);
    expect(unused('export const a = 1, b = 2;', "const { a } = await import('./a.ts');")).toEqual(['b']);
  });

  test('may be a type that describes another one, or a part that a test looks at', () => {
    expect(unused('export type A = 1; export type B = A[];', "import type { B } from './a.ts';")).toEqual([]);
    expect(unused('export function a() {} a();', '', ['a'])).toEqual([]);
    expect(unused('export function a() {}', '', ['a'])).toEqual(['a']);
  });
});

describe('deleting, moving and killing', () => {
  test('happen in src/gate only', () => expect(removalViolations(modules)).toEqual([]));

  test.each([
    "import { rm } from 'node:fs/promises';",
    "import { readFileSync, unlinkSync as drop } from 'node:fs';",
    "import fs from 'node:fs';",
    "import { promises } from 'node:fs';",
    "import * as fs from 'node:fs/promises';",
    "const { rename } = await import('node:fs/promises');",
    'process.kill(1);',
    'child.process.kill();',
    'child?.kill();',
  ])('%s', (text) => {
    expect(judge(removalViolations, { 'src/copy/copy.ts': text })).toHaveLength(1);
    expect(judge(removalViolations, { 'src/gate/remove.ts': text })).toEqual([]);
  });
});

describe('process and console', () => {
  test('are used by src/cli.ts only', () => expect(surroundingsViolations(modules)).toEqual([]));

  test.each([
    'const home = process.env.HOME;',
    "console.log('x');",
    "import { env } from 'node:process';",
    'globalThis.process;',
  ])('%s', (text) => {
    expect(judge(surroundingsViolations, { 'src/engine/up.ts': text })).toHaveLength(1);
    expect(judge(surroundingsViolations, { 'src/cli.ts': text })).toEqual([]);
  });
});

describe('the type checker', () => {
  test('is not evaded', () => expect(evasionViolations(modules)).toEqual([]));

  test.each(['let x: any;', 'f(x as any);', 'a!.b;', '// @ts-ignore', '/* biome-ignore lint: x */'])(
    '%s',
    (text) => expect(judge(evasionViolations, { 'src/engine/up.ts': text })).toHaveLength(1),
  );
});

test('no file is longer than 300 lines', () => {
  expect(sizeViolations(modules)).toEqual([]);
  expect(judge(sizeViolations, { 'src/a.ts': ';\n'.repeat(301) })).toEqual(['src/a.ts: 301 lines']);
});

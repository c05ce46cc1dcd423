import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)));
const textOf = (path: string) => readFileSync(join(root, path), 'utf8');

test('no file names a place that only its author has', () => {
  // Put together here, so that this file does not name them.
  const places = [['..', 'shared'].join('/'), ['/work', 'shared'].join('/'), ['.', 'library'].join('')];
  const naming = tracked.filter((path) => places.some((place) => textOf(path).includes(place)));
  expect(naming).toEqual([]);
});

test('no test is skipped, retried, singled out or run against module mocks', () => {
  const forbidden = /\b(vi\.(do)?mock|(test|it|describe)\.(skip|only|todo|skipIf|runIf))\(|\bretry:/;
  const tests = tracked.filter((path) => path.startsWith('test/') && path.endsWith('.ts'));
  expect(tests.filter((path) => forbidden.test(textOf(path)))).toEqual([]);
});

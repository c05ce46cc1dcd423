import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { Sandbox } from '../support/sandbox.ts';

const root = resolve(import.meta.dirname, '../..');
const { name, version, bin } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));

test('the package installs from its tarball without any other, and runs', async () => {
  await using sandbox = await Sandbox.create();
  // Without its scripts: the build is there already, and other tests use it.
  const packed = await sandbox.output('npm', ['pack', root, '--json', '--ignore-scripts']);
  const [{ filename, files }] = JSON.parse(packed);
  const paths = files.map((file: { path: string }) => file.path);
  expect(paths).toEqual(expect.arrayContaining(['LICENSE', bin.pane, 'dist/THIRD-PARTY-LICENSES.txt']));
  expect(paths.filter((path: string) => /^(src|test|scripts|node_modules)\//.test(path))).toEqual([]);

  await sandbox.output('npm', [
    'install',
    '--global',
    '--offline',
    '--prefix',
    'prefix',
    sandbox.path(filename),
  ]);
  expect(await sandbox.sh('ls prefix/lib/node_modules')).toBe(name);
  expect(await sandbox.output(sandbox.path('prefix/bin/pane'), ['--version'])).toBe(version);
});

test('the licences of all bundled packages are in the build', () => {
  const licences = readFileSync(resolve(root, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
  for (const bundled of ['commander', 'yaml', 'zod', 'execa', 'chokidar', 'ignore']) {
    expect(licences).toMatch(new RegExp(`^${bundled} \\d+\\.\\d+\\.\\d+ \\((MIT|ISC)\\)$`, 'm'));
  }
});

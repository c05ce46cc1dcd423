import { chmod, lstat, readFile, stat, symlink } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readConfigText, writeConfigFile } from '../../../../src/config/edit/write-config.ts';
import { Folder } from '../folder.ts';

test('a file is replaced as it was read, its mode and the link to it stay', async () => {
  await using folder = await Folder.create({ real: '\ufeffone\r\n' });
  await chmod(folder.path('real'), 0o640);
  await symlink('real', folder.path('link'));
  const before = await readConfigText(folder.path('link'));
  expect(before).toBe('\ufeffone\r\n');
  await writeConfigFile(folder.path('link'), before, `${before}two\n`);
  expect(await readFile(folder.path('real'), 'utf8')).toBe('\ufeffone\r\ntwo\n');
  expect((await lstat(folder.path('link'))).isSymbolicLink()).toBe(true);
  expect((await stat(folder.path('real'))).mode & 0o777).toBe(0o640);
});

test('a file that something else changed, made or took away is left alone', async () => {
  await using folder = await Folder.create({ 'a.yaml': 'theirs\n' });
  const message = `${folder.path('a.yaml')} changed while \`pane\` was editing it`;
  await expect(writeConfigFile(folder.path('a.yaml'), 'mine\n', 'new\n')).rejects.toThrow(message);
  await expect(writeConfigFile(folder.path('a.yaml'), null, 'new\n')).rejects.toThrow(message);
  await expect(writeConfigFile(folder.path('b.yaml'), 'mine\n', 'new\n')).rejects.toThrow(
    'b.yaml changed while',
  );
  expect(await readFile(folder.path('a.yaml'), 'utf8')).toBe('theirs\n');
});

test('a file that is not there is made', async () => {
  await using folder = await Folder.create();
  expect(await readConfigText(folder.path('a.yaml'))).toBeNull();
  await writeConfigFile(folder.path('a.yaml'), null, 'new\n');
  expect(await readConfigText(folder.path('a.yaml'))).toBe('new\n');
});

test('a directory is an error', async () => {
  await using folder = await Folder.create({ 'a/b': '' });
  await expect(readConfigText(folder.path('a'))).rejects.toThrow('is a directory, not a file');
});

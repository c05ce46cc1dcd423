import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { isOfOneCall, loginEnvironment, OF_A_LOGIN, OF_ONE_CALL } from '../../../src/process/environment.ts';

test('a name counts as a whole, or by its beginning', () => {
  expect(['CI', 'npm_config_cache', 'GIT_AUTHOR_DATE', 'GIT_DIR'].every(isOfOneCall)).toBe(true);
  expect(['CIRCLE', 'GIT_SSH', 'CLAUDE_CONFIG_DIR', 'CODEX_HOME', 'GEMINI_API_KEY'].some(isOfOneCall)).toBe(
    false,
  );
});

test('nothing of one call is of a login', () => {
  const name = (pattern: string) => pattern.replace('*', 'X');
  expect(loginEnvironment(Object.fromEntries(OF_ONE_CALL.map((each) => [name(each), '1'])))).toEqual({});
  expect(OF_A_LOGIN.map(name).filter(isOfOneCall)).toEqual([]);
});

test('the docs have every name of a login', async () => {
  const text = await readFile(resolve(import.meta.dirname, '../../../docs/configuration.md'), 'utf8');
  const proxies = /_proxy$/i;
  const numbered = /^GIT_CONFIG_(KEY|VALUE)_/;
  const rest = OF_A_LOGIN.filter((each) => !proxies.test(each) && !numbered.test(each));
  expect(rest.filter((each) => !text.includes(`\`${each}\``))).toEqual([]);
});

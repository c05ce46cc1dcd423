import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { tableNames, tablesIn, withTables } from '../../../support/key-tables.ts';

const page = resolve(import.meta.dirname, '../../../../docs/configuration.md');

// `npm run schema` writes them anew.
test('the tables of docs/configuration.md say what the entries of the keys say', async () => {
  const text = readFileSync(page, 'utf8');
  expect(tablesIn(text).toSorted()).toEqual(tableNames.toSorted());
  await expect(withTables(text)).toMatchFileSnapshot(page);
});

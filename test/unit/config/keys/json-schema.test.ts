import { expect, test } from 'vitest';
import { configSchemaText } from '../../../../src/config/keys/json-schema.ts';

// `npm run schema` writes it anew.
test('the schema that is checked in is the one that the loader uses', async () => {
  await expect(configSchemaText()).toMatchFileSnapshot('../../../../schema/pane.config.schema.json');
});

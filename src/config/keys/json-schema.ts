/**
 * The JSON Schema of the config file, made from the schema that the loader uses. For editors, so loaded by
 * `pane config --schema` only. Pure.
 */
import { toJSONSchema } from 'zod/mini';
import { freePrefix } from '../load/tree.ts';
import { defaultOf } from './default.ts';
import { keysAt } from './key.ts';
import { projectKeys } from './project-keys.ts';
import { projectSchema } from './schema.ts';
import { schemaAddress } from './schema-address.ts';
import { variableName } from './variable-name.ts';

type Json = Readonly<Record<string, unknown>>;

/** JSON, ready to be written to a file. */
export function configSchemaText(): string {
  const { $schema, ...schema } = toJSONSchema(projectSchema, { target: 'draft-7', io: 'input' });
  const document = {
    $schema,
    $id: schemaAddress,
    title: 'pane.config.yaml',
    ...annotated({ ...schema }, []),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The key's meaning, and what the loader does besides the schema: free keys, and numbers in environments. */
function annotated(schema: Json, path: readonly string[]): Json {
  const description = textOf(path);
  return { ...(description === undefined ? {} : { description }), ...completed(schema, path) };
}

function completed(schema: Json, path: readonly string[]): Json {
  // The names of variables are checked below; nothing else is asked of the keys of maps.
  const { propertyNames: _, ...words } = schema;
  const entries = Object.entries(words).map(([word, value]) => [word, within(word, value, path)]);
  if (schema.type !== 'object') return Object.fromEntries(entries);
  const free = { [`^${freePrefix}`]: {} };
  const env = { additionalProperties: false, patternProperties: { ...free, ...environment } };
  return { ...Object.fromEntries(entries), ...(path.at(-1) === 'env' ? env : { patternProperties: free }) };
}

const environment = { [variableName.source]: { type: ['string', 'number', 'boolean'] } };

function within(word: string, value: unknown, path: readonly string[]): unknown {
  if (word === 'anyOf' && Array.isArray(value)) {
    return value.map((child) => (isJson(child) ? completed(child, path) : child));
  }
  if (!isJson(value)) return value;
  if (word === 'items') return completed(value, path);
  if (word === 'additionalProperties') return annotated(value, [...path, '*']);
  if (word !== 'properties') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      isJson(child) ? annotated(child, [...path, key]) : child,
    ]),
  );
}

/** Of the entry at that path, in which `*` stands for any name. */
function textOf(path: readonly string[]): string | undefined {
  const last = path.at(-1);
  if (last === undefined) return undefined;
  const above = path.slice(0, -1);
  if (last === '*') return keysAt(projectKeys, above.slice(0, -1))[above.at(-1) ?? '']?.named;
  const entry = keysAt(projectKeys, above)[last];
  if (entry === undefined) return undefined;
  const unsaid = defaultOf(entry);
  return unsaid === '' ? entry.text : `${entry.text}. Default: ${unsaid}`;
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

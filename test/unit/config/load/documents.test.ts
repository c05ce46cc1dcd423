import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { describeConfig, formatConfig } from '../../../../src/config/describe.ts';
import { initialConfig } from '../../../../src/config/edit/initial.ts';
import { configSchemaText } from '../../../../src/config/keys/json-schema.ts';
import { loaded } from '../folder.ts';

const repository = resolve(import.meta.dirname, '../../../..');
const read = (path: string) => readFile(resolve(repository, path), 'utf8');

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly description?: string;
}

/** Paths of all keys, `*` for any name; each with its description. */
function keys(schema: Schema, path: readonly string[] = []): [string, string | undefined][] {
  const { properties = {}, additionalProperties, items, anyOf = [] } = schema;
  return [
    ...Object.entries(properties).flatMap(([key, child]): [string, string | undefined][] => [
      [[...path, key].join('.'), child.description],
      ...keys(child, [...path, key]),
    ]),
    ...(typeof additionalProperties === 'object' ? keys(additionalProperties, [...path, '*']) : []),
    ...(items === undefined ? [] : keys(items, path)),
    ...anyOf.flatMap((child) => keys(child, path)),
  ];
}

const schemaKeys = new Map(keys(JSON.parse(configSchemaText())));
const defaultKeys = [...schemaKeys.keys()].filter((key) => key.startsWith('defaults.'));

test('every key of the schema has a description', () => {
  expect([...schemaKeys].filter(([, description]) => description === undefined)).toEqual([]);
});

test('a task takes every key of defaults', () => {
  for (const key of defaultKeys) expect(schemaKeys.has(key.replace(/^defaults/, 'tasks'))).toBe(true);
});

describe('the example', () => {
  test('is valid', async () => {
    const { tasks, session } = await loaded(await read('pane.config.example.yaml'));
    expect(session).toBe('my-app');
    expect(tasks.map(({ name, branch, agent, paused }) => [name, branch, agent.name, paused])).toEqual([
      ['login-rewrite', 'feature/login', 'claude', false],
      ['PROJ-123', 'ann/PROJ-123', 'codex', false],
      ['docs', 'ann/docs', 'fixer', true],
    ]);
    expect(tasks[0]?.prompt).toMatch(/^Rewrite[\s\S]*tests\.\n\nKeep to[\s\S]*done\.\n$/);
  });

  test('shows every key', async () => {
    const { agents, hosts, defaults, tasks, ...top } = parse(await read('pane.config.example.yaml'), {
      merge: true,
    });
    const shown = new Set<string>();
    const note = (value: unknown, path: readonly string[]): void => {
      if (Array.isArray(value)) for (const item of value) note(item, path);
      else if (typeof value === 'object' && value !== null) {
        for (const [key, child] of Object.entries(value)) {
          shown.add([...path, key].join('.'));
          note(child, [...path, key]);
        }
      }
    };
    const joined = (named: object) => ({ '*': Object.assign({}, ...Object.values(named)) });
    note({ ...top, agents: joined(agents), hosts: joined(hosts), defaults, tasks }, []);
    const missing = [...schemaKeys.keys()].filter(
      // The keys of `slurm` stand under a host.
      (key) =>
        !shown.has(key) &&
        !shown.has(`hosts.*.${key}`) &&
        !defaultKeys.includes(key.replace(/^tasks\./, 'defaults.')),
    );
    // One of the ways that a prompt can take, and what excludes `prompt`.
    expect(missing).toEqual(['agents.*.prompt.flag', 'tasks.prompt_file']);
  });
});

test.each([
  ['claude', 'my-app'],
  ['claude: x', 'we ird;#(touch pwned)\n$(x)\'"'],
])('the first file, for %j in %j, is valid and names the schema', async (agent, project) => {
  const text = initialConfig({ agent, project });
  expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=${JSON.parse(configSchemaText()).$id}`);
  const specs = `agents: { ${JSON.stringify(agent)}: { command: x } }\n`;
  expect((await loaded(text + specs)).tasks).toEqual([]);
  // What it only suggests is valid too.
  const uncommented = text.replaceAll(/^( *)# (?=(?:copy|setup|- name| {2}\w| {5}\w))/gm, '$1');
  const { tasks } = await loaded(uncommented + specs, { 'prompts/signup.md': 'x' });
  expect(tasks.map(({ name }) => name)).toEqual(['login-rewrite', 'signup']);
});

test('a configuration is shown with the keys of the file', async () => {
  const config = await loaded('tasks:\n  - name: a\n    prompt: |\n      One.\n      Two.\n', {});
  const shown: unknown = parse(formatConfig(config, (text) => text));
  expect(shown).toEqual(JSON.parse(JSON.stringify(describeConfig(config))));
  const taskKeys = [...schemaKeys.keys()].flatMap((key) => /^tasks\.([a-z_]+)$/.exec(key)?.[1] ?? []);
  // `args` stand with the agent, `prompt_append` in the prompt.
  const described = Object.keys(Object(Object(shown).tasks[0]));
  expect(taskKeys.filter((key) => !described.includes(key))).toEqual(['args', 'prompt_append']);
});

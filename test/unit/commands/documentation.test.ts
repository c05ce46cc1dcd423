/**
 * `docs/commands.md` tells of each command and option that there is, and of no other.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type CommandDefinition,
  commonOptions,
  type OptionDefinition,
} from '../../../src/commands/definition.ts';
import { commands } from '../../../src/commands/list.ts';

const text = readFileSync(resolve(import.meta.dirname, '../../../docs/commands.md'), 'utf8');
const sections = new Map(
  text.split(/^## /m).map((section): [string, string] => {
    const end = section.indexOf('\n');
    return [section.slice(0, end), section.slice(end)];
  }),
);

/** The options in the tables of a section, as written. */
function documented(section: string): string[] {
  return [...section.matchAll(/^\| `(-[^`]+)` \|/gm)].map(([, option = '']) => option);
}

function written(options: Readonly<Record<string, OptionDefinition>>): string[] {
  return Object.entries(options).map(([name, { short, value, optional }]) => {
    const dashed = short === undefined ? `--${name}` : `-${short}, --${name}`;
    if (value === undefined) return dashed;
    return optional === true ? `${dashed}[=${value.toUpperCase()}]` : `${dashed} <${value}>`;
  });
}

function optionsOf({ options, json }: CommandDefinition): string[] {
  return [...written(options ?? {}), ...(json === true ? ['--json'] : [])];
}

test('each command has a section, and each section after the first ones is a command', () => {
  const others = [...sections.keys()].slice(2);
  expect(others).toEqual(expect.arrayContaining(commands.map(({ name }) => name)));
  expect(others).toHaveLength(commands.length);
});

test('the options of all commands', () => {
  const [first = ''] = sections.values();
  expect(documented(first)).toEqual([...written(commonOptions), '-h, --help']);
});

describe.each(commands.map((command) => ({ command, name: command.name })))('$name', ({ command }) => {
  const section = sections.get(command.name) ?? '';

  test('has all its options', () => {
    expect(documented(section)).toEqual(optionsOf(command));
  });

  test('has the examples of its help', () => {
    const examples = /```sh\n([^`]*)```/.exec(section)?.[1]?.trim().split('\n');
    expect(examples).toEqual(command.examples);
  });

  test('has its synopsis and its aliases', () => {
    expect(section).toContain(`\`pane ${command.name} [options]`);
    for (const alias of command.aliases ?? []) expect(section).toContain(`\`pane ${alias}\``);
  });
});

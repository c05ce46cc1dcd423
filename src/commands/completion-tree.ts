/**
 * The definitions of the commands as the completion scripts need them. Pure.
 */
import type { CompletionCommand, CompletionOption, CompletionTree } from '../ui/completion/completion.ts';
import {
  type CommandDefinition,
  commonOptions,
  commonOptionsOf,
  jsonOption,
  type OptionDefinition,
} from './definition.ts';

export function describeCompletion(commands: readonly CommandDefinition[]): CompletionTree {
  const common = describeOptions(commonOptions);
  const help: CompletionOption = { names: ['-h', '--help'], text: 'show help', value: null };
  const version: CompletionOption = { names: ['-V', '--version'], text: 'print the version', value: null };
  return {
    options: [...common, help, version],
    commands: commands.map((definition) =>
      describeCommand(definition, [...describeOptions(commonOptionsOf(definition)), help]),
    ),
  };
}

function describeCommand(
  definition: CommandDefinition,
  common: readonly CompletionOption[],
): CompletionCommand {
  const [argument] = definition.arguments ?? [];
  const own = describeOptions(definition.options ?? {});
  const json = definition.json === true ? describeOptions({ json: jsonOption }) : [];
  return {
    names: [definition.name, ...(definition.aliases ?? [])],
    text: definition.summary,
    options: [...own, ...json, ...common],
    argument: argument?.completes ?? 'nothing',
    many: argument?.variadic === true,
  };
}

function describeOptions(options: Readonly<Record<string, OptionDefinition>>): CompletionOption[] {
  return Object.entries(options).map(([name, { short, value, optional, text, completes }]) => ({
    names: short === undefined ? [`--${name}`] : [`-${short}`, `--${name}`],
    text,
    value: value === undefined || optional === true ? null : (completes ?? 'nothing'),
  }));
}

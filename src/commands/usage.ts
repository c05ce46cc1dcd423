/**
 * What is wrong with a command line, and the way out, for what commander finds. Pure.
 */
import { nearest } from '../config/suggest.ts';
import { PaneError } from '../errors.ts';
import { formatCount } from '../ui/quantity.ts';
import { type CommandDefinition, commonOptionsOf } from './definition.ts';

/** What commander tells of it. */
export interface ParseFailure {
  readonly code: string;
  readonly message: string;
}

/** What people type who know it from other programs; the nearest name would be another command, or none. */
const OTHER_WORDS: ReadonlyMap<string, string> = new Map([
  ...['remove', 'rm', 'delete', 'del'].map((word) => [word, 'archive'] as const),
  ...['new', 'create'].map((word) => [word, 'add'] as const),
  ...['stop', 'kill', 'close'].map((word) => [word, 'down'] as const),
  ...['start', 'run', 'apply', 'sync'].map((word) => [word, 'up'] as const),
  ...['ls', 'ps'].map((word) => [word, 'status'] as const),
]);

/** `called`: the command that the command line names, if it is one of `commands`. */
export function usageError(
  failure: ParseFailure,
  called: CommandDefinition | undefined,
  commands: readonly CommandDefinition[],
): PaneError {
  const { code, message } = failure;
  const [, named = ''] = /'(.*)'/s.exec(message) ?? [];
  switch (code) {
    case 'commander.unknownCommand':
      return wrong(`no such command: ${named}`, meantCommand(named, commands) ?? help(called));
    case 'commander.unknownOption':
      return wrong(`no such option: ${named}`, optionHint(named, called));
    case 'commander.optionMissingArgument': {
      const [, option = named, value = 'value'] = /(--\S+) <(\S+)>/.exec(named) ?? [];
      return wrong(`${option} requires a value`, `For example: ${option} ${value.toUpperCase()}`);
    }
    case 'commander.missingArgument':
      return wrong(`a ${named.replaceAll('-', ' ')} is required`, example(called));
    case 'commander.excessArguments':
      return wrong(tooMany(called, message), quoteHint(called) ?? form(called) ?? example(called));
    case 'commander.invalidArgument':
      return wrong(notOffered(called, message), example(called));
    default:
      return wrong(message.replace(/^error: /, ''), help(called));
  }
}

function wrong(message: string, hint: string): PaneError {
  return new PaneError('usage', message, { hint });
}

function meantCommand(word: string, commands: readonly CommandDefinition[]): string | null {
  const names = commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  return didYouMean(OTHER_WORDS.get(word) ?? nearest(word, [...names, 'help']));
}

function optionHint(option: string, called: CommandDefinition | undefined): string {
  return meantOption(option, called) ?? form(called) ?? literalHint(called) ?? help(called);
}

/** `pane add "- fix it"`: what people write may begin with a dash. */
function literalHint(called: CommandDefinition | undefined): string | null {
  const last = called?.arguments?.at(-1);
  if (called === undefined || last?.isText !== true) return null;
  const before = (called.arguments ?? []).slice(0, -1).map(({ name }) => name.toUpperCase());
  const text = last.variadic === true ? `${last.name.toUpperCase()}…` : `"${last.name.toUpperCase()}"`;
  const words = ['pane', called.name, ...before, '--', text].join(' ');
  return `If it is the ${last.name}, put \`--\` before it: ${words}`;
}

function meantOption(option: string, called: CommandDefinition | undefined): string | null {
  if (called === undefined || !option.startsWith('--')) return null;
  const own = Object.keys({ ...called.options, ...commonOptionsOf(called) });
  const names = [...own, 'help', ...(called.json === true ? ['json'] : [])];
  const [word = ''] = option.slice(2).split('=');
  const meant = nearest(word, names);
  return didYouMean(meant === null ? null : `--${meant}`);
}

function didYouMean(meant: string | null): string | null {
  return meant === null ? null : `Did you mean ${meant}?`;
}

/** `pane add fix the bug`: the shell gives three words. */
function quoteHint(called: CommandDefinition | undefined): string | null {
  const last = called?.arguments?.at(-1);
  return last?.isText === true ? `Put the ${last.name} in quotes, for example: ${called?.examples[0]}` : null;
}

function form(called: CommandDefinition | undefined): string | null {
  return called?.form === undefined ? null : `For example: pane ${called.name} ${called.form}`;
}

function example(called: CommandDefinition | undefined): string {
  const [first] = called?.examples ?? [];
  return first === undefined ? help(called) : `For example: ${first}`;
}

function help(called: CommandDefinition | undefined): string {
  return called === undefined ? 'See `pane --help`.' : `See \`pane ${called.name} --help\`.`;
}

function tooMany(called: CommandDefinition | undefined, message: string): string {
  const [, expected = '0', got = ''] = /Expected (\d+) arguments? but got (\d+)/.exec(message) ?? [];
  const count =
    expected === '0' ? 'no arguments' : `${formatCount(Number(expected), 'argument')}, not ${got}`;
  return `${called?.name ?? 'pane'} takes ${count}`;
}

function notOffered(called: CommandDefinition | undefined, message: string): string {
  const [, value = '', name = ''] = /value '(.*)' is invalid for argument '(.*?)'/s.exec(message) ?? [];
  const completes = called?.arguments?.find((argument) => argument.name === name)?.completes;
  const offered = typeof completes === 'object' ? completes : [];
  return `the ${name} must be ${offered.slice(0, -1).join(', ')} or ${offered.at(-1)}, not "${value}"`;
}

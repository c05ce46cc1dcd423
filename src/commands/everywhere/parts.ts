/**
 * A command line in parts: the tasks that it names, and its words for the `pane` of a host. Pure.
 */
import { PaneError } from '../../errors.ts';
import type { Call, CommandDefinition } from '../definition.ts';

/** The words before `--`. */
function wordsBefore({ args, literal }: Pick<Call, 'args' | 'literal'>): readonly string[] {
  return literal === null ? args : args.slice(0, args.length - literal.length);
}

type AnyCall = Pick<Call, 'args' | 'literal' | 'has' | 'value' | 'json'>;

/** Where its tasks stand among the arguments. */
function taskRange(definition: CommandDefinition, call: AnyCall): readonly [from: number, to: number] {
  const list = definition.arguments ?? [];
  const from = list.findIndex(({ completes }) => completes === 'tasks');
  if (from === -1 || call.has('all')) return [0, 0];
  const before = wordsBefore(call).length;
  return [from, list[from]?.variadic === true ? before : Math.min(from + 1, before)];
}

/** As they were typed. */
export function tasksIn(definition: CommandDefinition, call: AnyCall): string[] {
  return call.args.slice(...taskRange(definition, call));
}

/** `TASK@ID`, an archive of it. */
function taskOf(word: string): string {
  return word.replace(/@[^@]*$/, '');
}

/** The arguments with these tasks in place of those that were typed. */
export function argsWith(definition: CommandDefinition, call: AnyCall, tasks: readonly string[]): string[] {
  const [from, to] = taskRange(definition, call);
  return [...call.args.slice(0, from), ...tasks, ...call.args.slice(to)];
}

/** Its options, as words. */
export function optionWords(
  definition: CommandDefinition,
  { has, value, json }: AnyCall,
  without: readonly string[] = [],
): string[] {
  const words = Object.keys(definition.options ?? {}).flatMap((name) => {
    if (!has(name) || without.includes(name)) return [];
    const given = value(name);
    return given === null || given === '' ? [`--${name}`] : [`--${name}=${given}`];
  });
  return json ? [...words, '--json'] : words;
}

/** All words after the command's name. */
export function allWords(definition: CommandDefinition, call: AnyCall, tasks: readonly string[]): string[] {
  const { literal } = call;
  const args = argsWith(definition, call, tasks);
  const before = wordsBefore({ args, literal });
  return [...optionWords(definition, call), ...before, ...(literal === null ? [] : ['--', ...literal])];
}

/** Tasks by where they are. */
export interface Split {
  readonly here: readonly string[];
  readonly there: ReadonlyMap<string, readonly string[]>;
  /** None was named: all are meant. */
  readonly isAll: boolean;
}

export function split(words: readonly string[], hostOf: ReadonlyMap<string, string>): Split {
  const there = new Map<string, string[]>();
  const here: string[] = [];
  for (const word of words) {
    const host = hostOf.get(taskOf(word));
    if (host === undefined) here.push(word);
    else there.set(host, [...(there.get(host) ?? []), word]);
  }
  return { here, there, isAll: words.length === 0 };
}

/** @throws {PaneError} `usage` for a task that the command can't reach */
export function assertHere({ name, insteadThere }: CommandDefinition, { there }: Split): void {
  const [first] = there;
  if (first === undefined) return;
  const [host, [task = '']] = first;
  throw new PaneError('usage', `${task} is on host ${host}, where \`pane ${name}\` does not work`, {
    hint: insteadThere?.(task) ?? 'See docs/hosts.md for the commands that do.',
  });
}

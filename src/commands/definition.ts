/**
 * What a command is, as data: the command line, the help, the completion scripts and the check of
 * `docs/commands.md` are all made from it. Pure.
 */
import type { Context } from '../context.ts';

export interface ArgumentDefinition {
  readonly name: string;
  readonly text: string;
  readonly required?: boolean;
  readonly variadic?: boolean;
  /** What people write: it may begin with a dash, and unless it is `variadic` several words are one argument only in quotes. */
  readonly isText?: boolean;
  /** What completion offers: names of tasks, of archived tasks, or these words. */
  readonly completes?: 'tasks' | 'archived' | readonly string[];
}

export interface OptionDefinition {
  readonly text: string;
  /** One letter, without the dash. */
  readonly short?: string;
  /** The name of its value; without one it is a flag. */
  readonly value?: string;
  /** The value may be left out; it is then the empty text. */
  readonly optional?: boolean;
  readonly completes?:
    | 'files'
    | 'directories'
    | 'agents'
    | 'bases'
    | readonly string[]
    | { readonly listOf: readonly string[] };
}

/** One run of a command, as the command line says. */
export interface Call<Option extends string = string> {
  /** Its `cwd` is the one after `-C`. */
  readonly context: Context;
  /** `-f FILE` as given. */
  readonly file: string | undefined;
  readonly json: boolean;
  readonly args: readonly string[];
  /** The words after the first `--`, which `args` has too; null where there is none. */
  readonly literal: readonly string[] | null;
  readonly has: (option: Option) => boolean;
  /** The value of an option, null where it was not given. */
  readonly value: (option: Option) => string | null;
  readonly commands: readonly CommandDefinition[];
}

export interface CommandDefinition<Option extends string = string> {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly group: 'Project' | 'Tasks' | 'Trust and set-up';
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What the summary leaves open. */
  readonly description?: string;
  readonly arguments?: readonly ArgumentDefinition[];
  /** How it is called, where the arguments alone don't tell. */
  readonly form?: string;
  readonly options?: Readonly<Record<Option, OptionDefinition>>;
  /** It opens the project at once, so that git can be asked while its code is loaded. */
  readonly opensProject?: boolean;
  /**
   * How it works on tasks of hosts. `report`: it changes something, and prints a report; `output`: it prints what it
   * reads of tasks; `change`: it changes something of a task; `terminal`: it takes over the terminal. Absent: not at all.
   */
  readonly hosts?:
    | 'up'
    | 'plan'
    | 'status'
    | 'archive'
    | 'restore'
    | 'rename'
    | 'fetch'
    | 'report'
    | 'events'
    | 'next'
    | 'told'
    | 'forward'
    | 'output'
    | 'change'
    | 'terminal';
  /** Where it does not work on a task of a host: what does. */
  readonly insteadThere?: (task: string) => string;
  /** It takes `--json`. */
  readonly json?: boolean;
  readonly examples: readonly string[];
  /** @returns the exit code */
  readonly run: (call: Call<Option>) => Promise<number>;
}

/** The options that every command takes. */
export const commonOptions = {
  file: { short: 'f', value: 'file', text: 'the config file', completes: 'files' },
  directory: {
    short: 'C',
    value: 'dir',
    text: 'run as if started in this directory',
    completes: 'directories',
  },
} as const satisfies Record<string, OptionDefinition>;

/** The common options as this command takes them: a letter that it has for itself is not theirs there. */
export function commonOptionsOf({ options = {} }: CommandDefinition): Record<string, OptionDefinition> {
  const own = new Set(Object.values(options).map(({ short }) => short));
  const entries = Object.entries<OptionDefinition>(commonOptions).map(([name, option]) => {
    const { short, ...rest } = option;
    return [name, own.has(short) ? rest : option] as const;
  });
  return Object.fromEntries(entries);
}

/** The option of the commands that have data. */
export const jsonOption: OptionDefinition = { text: 'print one JSON document' };

/** Keeps the names of the options in the type, so that `has` and `value` take only these. */
export function defineCommand<const Option extends string = never>(
  definition: CommandDefinition<Option>,
): CommandDefinition<Option> {
  return definition;
}

/** The argument that names tasks. */
export const tasksArgument: ArgumentDefinition = {
  name: 'task',
  text: 'tasks (default: all)',
  variadic: true,
  completes: 'tasks',
};

/** The argument that names one task, or none inside of one. */
export const optionalTask: ArgumentDefinition = {
  name: 'task',
  text: 'task (default: the one whose window or worktree you are in)',
  completes: 'tasks',
};

/**
 * The command line: commander's program made from the definitions, and the run of one.
 */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Argument, Command, CommanderError, Help, Option } from 'commander';
import type { Context } from '../context.ts';
import { HAS_HOSTS, PaneError } from '../errors.ts';
import {
  type ArgumentDefinition,
  type Call,
  type CommandDefinition,
  commonOptions,
  commonOptionsOf,
  jsonOption,
  type OptionDefinition,
} from './definition.ts';
import { hiddenCommands } from './hidden.ts';
import { commands } from './list.ts';

/**
 * Runs one command line (without `node` and the script).
 * @returns the exit code
 * @throws {PaneError} `usage` for a wrong command line, and whatever the command throws
 */
export async function run(argv: readonly string[], context: Context): Promise<number> {
  if (argv[0] === 'told') {
    const { telling } = await import('./telling.ts');
    return await run(argv.slice(1), telling(context));
  }
  const hidden = hiddenCommands.get(argv[0] ?? '');
  if (hidden !== undefined) return hidden(argv.slice(1), { ...context, onlyHere: true });
  const outcome = { code: 0 };
  const program = buildProgram(argv, context, outcome);
  if (argv.length === 0) {
    program.outputHelp();
    return 0;
  }
  try {
    await program.parseAsync([...asked(argv)], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return await endOfParse(error, calledCommand(argv));
  }
  return outcome.code;
}

function calledCommand(argv: readonly string[]): CommandDefinition | undefined {
  return commands.find(({ name, aliases = [] }) => [name, ...aliases].includes(argv[0] ?? ''));
}

/** `help stauts` is a mistake as `stauts` is one: commander would print the whole help. */
function asked(argv: readonly string[]): readonly string[] {
  const [first, second = 'help', ...others] = argv;
  const isWrong = first === 'help' && second !== 'help' && !second.startsWith('-');
  return isWrong && calledCommand([second]) === undefined ? [second, ...others] : argv;
}

/** Help and version end commander by an error too; a help that nobody asked for stands for a missing command. */
async function endOfParse(error: CommanderError, called: CommandDefinition | undefined): Promise<number> {
  if (error.exitCode === 0) return 0;
  if (error.code === 'commander.help') return 2;
  const { usageError } = await import('./usage.ts');
  throw usageError(error, called, commands);
}

function buildProgram(argv: readonly string[], context: Context, outcome: { code: number }): Command {
  const program = new Command('pane')
    .description(
      'One git worktree and one tmux window for each AI coding agent task, kept in line with a YAML file.',
    )
    .version(context.program.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    // Options before the command are the program's: -f may mean something else after it.
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureHelp({
      minWidthToWrap: 10, // on a phone too
      // That each command takes options goes without saying.
      subcommandTerm: (command) => new Help().subcommandTerm(command).replace(' [options]', ''),
    })
    .configureOutput({
      writeOut: context.stdout,
      writeErr: context.stderr,
      outputError: () => undefined,
      getOutHelpWidth: () => context.columns,
      getErrHelpWidth: () => context.columns,
    });
  addOptions(program, commonOptions);
  // Of a command line that begins with a command, only that one is needed.
  const called = calledCommand(argv);
  for (const definition of called === undefined ? commands : [called])
    addCommand(program, definition, argv, context, outcome);
  return program;
}

function addCommand(
  program: Command,
  definition: CommandDefinition,
  argv: readonly string[],
  context: Context,
  outcome: { code: number },
): void {
  const command = program
    .command(definition.name)
    .summary(definition.summary)
    .description([sentence(definition.summary), definition.description ?? ''].join('\n').trim())
    .aliases([...(definition.aliases ?? [])])
    .helpGroup(`${definition.group}:`);
  for (const argument of definition.arguments ?? []) command.addArgument(toArgument(argument));
  addOptions(command, definition.options ?? {});
  if (definition.json === true) addOptions(command, { json: jsonOption });
  addOptions(command, commonOptionsOf(definition));
  if (definition.form !== undefined) command.usage(`[options] ${definition.form}`);
  command.addHelpText(
    'after',
    `\nExamples:\n${definition.examples.map((example) => `  ${example}\n`).join('')}`,
  );
  command.action(async () => {
    const values = { ...program.opts<Record<string, unknown>>(), ...command.opts<Record<string, unknown>>() };
    const of = (name: string): unknown => {
      const option = new Option(`--${name}`);
      const value = values[option.attributeName()];
      if (!option.negate) return value;
      return value === false ? true : undefined; // of `--no-up` commander keeps `up`, which is true without it
    };
    const directories = [
      program.opts<Record<string, unknown>>().directory,
      command.opts<Record<string, unknown>>().directory,
    ];
    const separator = argv.indexOf('--');
    const there = await inDirectories(context, directories);
    if (definition.opensProject === true) {
      const { beginRepository } = await import('../project/repository.ts');
      beginRepository(there);
    }
    const call: Call = {
      context: there,
      file: textOf(of('file')) ?? undefined,
      json: of('json') === true,
      args: command.args,
      literal: separator === -1 ? null : argv.slice(separator + 1),
      has: (name) => of(name) !== undefined,
      value: (name) => (of(name) === true ? '' : textOf(of(name))),
      commands,
    };
    outcome.code = await definition.run(call).catch(async (error: unknown) => {
      if (!(error instanceof Error && error.name === HAS_HOSTS)) throw error;
      const [{ everywhere }, { HasHosts }] = await Promise.all([
        import('./everywhere/everywhere.ts'),
        import('../project/project.ts'),
      ]);
      if (!(error instanceof HasHosts)) throw error;
      return await everywhere(definition, call, error.found);
    });
  });
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}

function toArgument({ name, text, required, variadic, completes }: ArgumentDefinition): Argument {
  const inner = variadic === true ? `${name}...` : name;
  const argument = new Argument(required === true ? `<${inner}>` : `[${inner}]`, text);
  return typeof completes === 'object' ? argument.choices([...completes]) : argument;
}

function addOptions(command: Command, options: Readonly<Record<string, OptionDefinition>>): void {
  for (const [name, { short, value, optional, text }] of Object.entries(options)) {
    const dashed = short === undefined ? `--${name}` : `-${short}, --${name}`;
    const inner = optional === true ? ` [${value}]` : ` <${value}>`;
    command.option(value === undefined ? dashed : dashed + inner, text);
  }
}

/** As in git, a second `-C` counts from the first. */
async function inDirectories(context: Context, directories: readonly unknown[]): Promise<Context> {
  const given = directories.filter((directory) => typeof directory === 'string');
  if (given.length === 0) return context;
  const cwd = resolve(context.cwd, ...given);
  const found = await stat(cwd).catch(() => null);
  if (found?.isDirectory() !== true) throw new PaneError('usage', `-C: no such directory: ${cwd}`);
  return { ...context, cwd };
}

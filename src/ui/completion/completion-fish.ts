/**
 * The completion script for fish. Pure.
 */
import {
  type CompletionCommand,
  type CompletionOption,
  type CompletionSource,
  type CompletionTree,
  isAsked,
  isList,
} from './completion.ts';

/** A word in single quotes, where fish knows `\'` and `\\`. */
function quotedForFish(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** The options of `complete` that offer a source as the value of an option. */
function valueCompletion(source: CompletionSource): string {
  if (source === 'files') return '-r -F';
  if (source === 'directories') return `-x -a '(__fish_complete_directories)'`;
  return `-x${candidates(source)}`;
}

function candidates(source: CompletionSource): string {
  if (isAsked(source)) return ` -a '(__pane_names ${source})'`;
  if (isList(source)) return ` -a '(__pane_list ${source.listOf.join(' ')})'`;
  return typeof source === 'string' ? '' : ` -a ${quotedForFish(source.join(' '))}`;
}

function optionLine(condition: string, { names, text, value }: CompletionOption): string {
  const spellings = names.map((name) =>
    name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  const parts = [
    spellings.join(' '),
    `-d ${quotedForFish(text)}`,
    ...(value === null ? [] : [valueCompletion(value)]),
  ];
  return `complete -c pane -n ${quotedForFish(condition)} ${parts.join(' ')}`;
}

function commandLines({ names, text, options, argument, many }: CompletionCommand): string[] {
  const condition = `__pane_runs ${names.join(' ')}`;
  const offered = candidates(argument);
  const place = many ? condition : `${condition}; and __pane_first`;
  return [
    `complete -c pane -n __pane_chooses -a ${names[0]} -d ${quotedForFish(text)}`,
    ...options.map((option) => optionLine(condition, option)),
    ...(offered === '' ? [] : [`complete -c pane -n ${quotedForFish(place)}${offered}`]),
  ];
}

/** Every option that is followed by a value, by command: `up:--name`; without a command before the colon: of `pane`. */
function valued(names: readonly string[], options: readonly CompletionOption[]): string[] {
  return options
    .filter((option) => option.value !== null)
    .flatMap((option) => names.flatMap((name) => option.names.map((spelling) => `${name}:${spelling}`)));
}

/** The script, for `~/.config/fish/completions/pane.fish`. */
export function formatFish(tree: CompletionTree): string {
  const values = [
    ...valued([''], tree.options),
    ...tree.commands.flatMap(({ names, options }) => valued(names, options)),
  ];
  return `# Completion of pane for fish; made by \`pane completion fish\`.

# Prints the command and the arguments typed before the cursor, without options and their values.
function __pane_words
    set -l found
    set -l skip
    for word in (commandline -opc)[2..-1]
        if set -q skip[1]
            set skip
        else if string match -q -- '-*' $word
            if contains -- "$found[1]:$word" ${values.map(quotedForFish).join(' ')}
                set skip 1
            end
        else
            set -a found $word
        end
    end
    string join -- \\n $found
end

function __pane_chooses
    test (count (__pane_words)) -eq 0
end

function __pane_runs
    set -l words (__pane_words)
    contains -- "$words[1]" $argv
end

function __pane_first
    test (count (__pane_words)) -eq 1
end

function __pane_names
    set -l words (commandline -opc)
    $words[1] complete $argv[1] $words[2..-1] 2>/dev/null </dev/null
end

# Words separated by commas: what stands before the last comma stays.
function __pane_list
    set -l typed (commandline -ct | string replace -r '^--[^=]*=' '')
    set -l before (string match -r '.*,' -- "$typed")
    for word in $argv
        if not contains -- $word (string split , -- "$before")
            echo "$before$word"
        end
    end
end

complete -c pane -f
${tree.options.map((option) => optionLine('__pane_chooses', option)).join('\n')}
${tree.commands.flatMap(commandLines).join('\n')}
`;
}

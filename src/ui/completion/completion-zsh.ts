/**
 * The completion script for zsh. Pure.
 */

import { shellQuote } from '../../shell-words.ts';
import {
  type AskedNames,
  type CompletionCommand,
  type CompletionOption,
  type CompletionSource,
  type CompletionTree,
  isAsked,
  isList,
} from './completion.ts';

/** In the notation of `_arguments`, where brackets and colons have a meaning. */
function escaped(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&');
}

const NOUNS: Readonly<Record<AskedNames, string>> = {
  tasks: 'task',
  archived: 'task',
  agents: 'agent',
  bases: 'branch',
};

/** `:MESSAGE:ACTION` for `_arguments`, which puts words of its own before those of a function, unless a blank comes first. */
function action(source: CompletionSource): string {
  if (isAsked(source)) return `:${NOUNS[source]}: _pane_names ${source}`;
  if (isList(source)) return `:words:_sequence compadd - ${source.listOf.join(' ')}`;
  if (source === 'files') return ':file:_files';
  if (source === 'directories') return ':directory:_files -/';
  return source === 'nothing' ? ':value: ' : `:word:(${source.join(' ')})`;
}

/** One specification for each spelling; each excludes them all once it was given. */
function optionSpecs({ names, text, value }: CompletionOption): string[] {
  const exclusion = `(${names.join(' ')})`;
  const rest = `[${escaped(text)}]${value === null ? '' : action(value)}`;
  return names.map((name) => shellQuote(`${exclusion}${name}${rest}`));
}

function argumentSpec({ argument, many }: CompletionCommand): string[] {
  if (argument === 'nothing') return [];
  return [shellQuote(`${many ? '*' : '1'}${action(argument)}`)];
}

function commandCase(command: CompletionCommand): string {
  const specs = [...command.options.flatMap(optionSpecs), ...argumentSpec(command)];
  return `        ${command.names.join('|')})\n          _arguments -s ${specs.join(' \\\n            ')} ;;`;
}

/** The script: a file `_pane` in a folder of `fpath`, or to be sourced after `compinit`. */
export function formatZsh(tree: CompletionTree): string {
  const described = tree.commands.flatMap(({ names, text }) =>
    names.slice(0, 1).map((name) => shellQuote(`${name}:${text.replaceAll(':', '\\:')}`)),
  );
  return `#compdef pane
# Completion of pane for zsh; made by \`pane completion zsh\`.

_pane_names() {
  local -a names
  names=(\${(f)"$("$program" complete "$1" "\${(@)typed}" 2>/dev/null </dev/null)"})
  compadd -- "\${(@)names}"
}

_pane() {
  local program="$words[1]" curcontext="$curcontext" state line
  local -a typed commands
  typeset -A opt_args
  typed=("\${(@Q)words[2,CURRENT-1]}")
  commands=(
    ${described.join('\n    ')}
  )
  _arguments -C -s ${tree.options.flatMap(optionSpecs).join(' \\\n    ')} \\
    '1: :->command' '*:: :->arguments'
  case "$state" in
    command) _describe -t commands command commands ;;
    arguments)
      case "$words[1]" in
        help) _describe -t commands command commands ;;
${tree.commands.map(commandCase).join('\n')}
      esac ;;
  esac
}

if [[ "$funcstack[1]" == _pane ]]; then
  _pane "$@"
else
  compdef _pane pane
fi
`;
}

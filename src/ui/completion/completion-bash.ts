/**
 * The completion script for bash (3.2 and newer, without the bash-completion package). Pure.
 */

import { shellQuote } from '../../shell-words.ts';
import {
  type CompletionCommand,
  type CompletionSource,
  type CompletionTree,
  isAsked,
  isList,
} from './completion.ts';

/** The shell command that fills COMPREPLY from a source. */
function reply(source: CompletionSource): string {
  if (isAsked(source)) return `_pane_names ${source}`;
  if (isList(source)) return `_pane_list ${source.listOf.map(shellQuote).join(' ')}`;
  if (source === 'files' || source === 'directories') return `_pane_${source}`;
  return source === 'nothing' ? ':' : `_pane_words ${source.map(shellQuote).join(' ')}`;
}

function valueCases({ names, options }: Pick<CompletionCommand, 'names' | 'options'>): string[] {
  return options.flatMap((option) => {
    if (option.value === null) return [];
    const patterns = names.flatMap((name) => option.names.map((spelling) => `${name}:${spelling}`));
    return [`    ${patterns.join(' | ')}) action=${shellQuote(reply(option.value))} ;;`];
  });
}

function commandCase({ names, options, argument, many }: CompletionCommand): string {
  const spellings = options.flatMap((option) => option.names).map(shellQuote);
  const repeated = many ? '' : '[[ $position -gt 0 ]] || ';
  return [
    `    ${names.join(' | ')})`,
    `      if [[ $cur == -* ]]; then _pane_words ${spellings.join(' ')}`,
    `      else ${repeated}${reply(argument)}; fi ;;`,
  ].join('\n');
}

const functions = `# Candidates are compared as they are, never expanded: they come from the project's file.
_pane_words() {
  local word
  for word in "$@"; do
    if [[ $word == "$cur"* ]]; then COMPREPLY+=("$word"); fi
  done
}

# Words separated by commas: what stands before the last comma stays.
_pane_list() {
  local word before=""
  compopt -o nospace 2>/dev/null
  if [[ $cur == *,* ]]; then before="\${cur%,*},"; fi
  for word in "$@"; do
    if [[ ",$before" != *",$word,"* ]]; then _pane_words "$before$word"; fi
  done
}

_pane_names() {
  local name
  while IFS= read -r name; do _pane_words "$name"; done < <("$program" complete "$1" "\${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null </dev/null)
}

_pane_files() {
  local name
  compopt -o filenames 2>/dev/null
  while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -f -- "$cur")
}

_pane_directories() {
  local name
  compopt -o filenames 2>/dev/null
  while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -d -- "$cur")
}`;

/** The script, to be sourced. */
export function formatBash(tree: CompletionTree): string {
  const top = { names: [''], options: tree.options };
  const values = [top, ...tree.commands].flatMap(valueCases).join('\n');
  const spellings = tree.options.flatMap((option) => option.names).map(shellQuote);
  const names = tree.commands.flatMap((command) => command.names.slice(0, 1));
  return `# Completion of pane for bash; made by \`pane completion bash\`.
${functions}

# Sets action to what completes the value of an option; leaves it empty for a flag.
_pane_value() {
  action=""
  case "$1:$2" in
${values}
  esac
}

_pane() {
  local program="$1" cur="\${COMP_WORDS[COMP_CWORD]}" command="" position=0 action="" pending="" index word
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    if [[ $word == "=" ]]; then continue; fi
    if [[ -n $pending ]]; then pending=""; continue; fi
    if [[ $word == "--" ]]; then _pane_files; return; fi
    if [[ $word == -* ]]; then _pane_value "$command" "$word"; pending="$action"
    elif [[ -z $command ]]; then command="$word"
    else position=$((position + 1)); fi
  done
  if [[ $cur == "=" ]]; then cur=""; fi
  if [[ -n $pending ]]; then eval "$pending"; return; fi
  case "$command" in
    "")
      if [[ $cur == -* ]]; then _pane_words ${spellings.join(' ')}
      else _pane_words ${[...names, 'help'].join(' ')}; fi ;;
    help) _pane_words ${names.join(' ')} ;;
${tree.commands.map(commandCase).join('\n')}
  esac
}

complete -F _pane pane
`;
}

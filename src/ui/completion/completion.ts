/**
 * What the completion scripts of all shells are made from. Pure.
 */

/** Names that are asked from `pane complete`. */
const asked = ['tasks', 'archived', 'agents', 'bases'] as const;
export type AskedNames = (typeof asked)[number];

/** Some of these words, separated by commas. */
export interface CompletionList {
  readonly listOf: readonly string[];
}

/** What can stand at a place: names that are asked for, files, one of these words, or a list of them. */
export type CompletionSource =
  | AskedNames
  | 'files'
  | 'directories'
  | 'nothing'
  | readonly string[]
  | CompletionList;

export function isAsked(source: CompletionSource): source is AskedNames {
  return asked.some((each) => each === source);
}

export function isList(source: CompletionSource): source is CompletionList {
  return typeof source === 'object' && 'listOf' in source;
}

export interface CompletionOption {
  /** With their dashes, the short one first. */
  readonly names: readonly string[];
  readonly text: string;
  /** What completes its value; null: it is a flag, or its value only stands after `=`. */
  readonly value: CompletionSource | null;
}

export interface CompletionCommand {
  /** The name, then the aliases. */
  readonly names: readonly string[];
  readonly text: string;
  readonly options: readonly CompletionOption[];
  readonly argument: CompletionSource;
  /** The argument may be repeated. */
  readonly many: boolean;
}

export interface CompletionTree {
  /** The options that stand before the command. */
  readonly options: readonly CompletionOption[];
  readonly commands: readonly CompletionCommand[];
}

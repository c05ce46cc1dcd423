/**
 * What the completion scripts of all shells are made from. Pure.
 */

/** What can stand at a place: names asked from `pane complete`, files, or one of these words. */
export type CompletionSource = 'tasks' | 'archived' | 'files' | 'directories' | 'nothing' | readonly string[];

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

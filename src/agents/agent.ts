/**
 * How a program in a window is started: the shape of an agent as the file writes it (`AgentSpec`) and as
 * it is resolved (`Agent`). Pure types.
 */

/** How the launch prompt reaches the program. */
export type PromptMode =
  | 'argument'
  | 'stdin'
  | 'none'
  /** `FLAG PROMPT`, two arguments. */
  | { readonly flag: string }
  /** `FLAG PATH`: the path of a file with the prompt. */
  | { readonly file: string };

/** `shell`: run as `sh -c 'SHELL "$@"'`; `argv`: executed as it is. */
export type AgentCommand = { readonly shell: string } | { readonly argv: readonly string[] };

/** An entry of `agents` as written, after the files were merged. */
export interface AgentSpec {
  readonly command?: string | readonly string[] | undefined;
  readonly args?: readonly string[] | undefined;
  readonly prompt?: PromptMode | undefined;
  readonly resume?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

export interface Agent {
  /** As `agent:` names it. */
  readonly name: string;
  /** The preset that it is or extends. */
  readonly preset: string | null;
  readonly command: AgentCommand;
  /** Options that stand after the command, before the prompt; the task's `args` come last. */
  readonly args: readonly string[];
  readonly prompt: PromptMode;
  /** Stands between `args` and a prompt that is an argument, so that it is never read as an option: `--`. */
  readonly separator: readonly string[];
  /** Arguments that stand between the command and `args` to resume the conversation; null: it can't resume. */
  readonly resume: readonly string[] | null;
  readonly env: Readonly<Record<string, string>>;
}

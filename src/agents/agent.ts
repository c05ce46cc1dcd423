/**
 * How a program in a window is started, and how it tells its state: the shape of an agent as the file writes
 * it (`AgentSpec`) and as it is resolved (`Agent`). Pure.
 */

/** How the launch prompt reaches the program. */
export type PromptMode =
  | 'argument'
  | 'stdin'
  /** Typed into it by `pane`, once it shows that it is ready. */
  | 'paste'
  | 'none'
  /** `FLAG PROMPT`, two arguments. */
  | { readonly flag: string }
  /** `FLAG PATH`: the path of a file with the prompt. */
  | { readonly file: string };

/** `shell`: run as `sh -c 'SHELL "$@"'`; `argv`: executed as it is. */
export type AgentCommand = { readonly shell: string } | { readonly argv: readonly string[] };

/**
 * How a conversation is begun and gone on with: arguments that stand right after the command. `{id}` stands
 * for the conversation's id.
 */
export interface Conversation {
  /** With `{id}`: the agent takes an id of our choice. Empty: it makes its own. */
  readonly start: readonly string[];
  /** Resumes the conversation of that id; null: none can be named. */
  readonly resume: readonly string[] | null;
  /** Resumes the latest one of the directory, where no id is known; null: it can't. */
  readonly latest: readonly string[] | null;
}

/** What an agent is doing, as far as it can be told. */
export type Activity =
  | 'working'
  /** For the user: an answer, a login. */
  | 'waiting'
  /** Its turn ended in its vendor's limit, or because nobody there answered. */
  | 'limited'
  /** Its turn ended in any other error. */
  | 'stuck'
  | 'idle';

/** Regular expressions by which the screen or the title tells what the agent does, for where events are silent. */
export interface ScreenRules {
  readonly screen: Readonly<Partial<Record<Activity, readonly string[]>>>;
  readonly title: Readonly<Partial<Record<Activity, readonly string[]>>>;
  /** By which the screen tells of work that goes on after the end of a turn. */
  readonly background?: readonly string[];
  /** How a prompt stands there, in its box or above it, where the rules for `idle` do not match that. */
  readonly prompts?: readonly string[];
  /** The file's own, and not a preset's: used once they are approved, and within a time limit. */
  readonly isOwn?: true;
}

/** An entry of `agents` as written, after the files were merged. */
export interface AgentSpec {
  readonly command?: string | readonly string[] | undefined;
  readonly args?: readonly string[] | undefined;
  readonly prompt?: PromptMode | undefined;
  readonly session?: readonly string[] | undefined;
  readonly resume?: readonly string[] | undefined;
  /** The preset whose way of reporting it uses, or `none`. */
  readonly reports?: string | undefined;
  readonly screen?: Readonly<Partial<Record<Activity, readonly string[]>>> | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly max_active?: number | undefined;
  readonly one_shot?: boolean | undefined;
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
  /** Null: it has none that could be resumed. */
  readonly conversation: Conversation | null;
  /** The preset in whose way it reports its events; null: it reports nothing. */
  readonly reports: string | null;
  /** How it would report where its program read the file for it: `reports` is null then. */
  readonly unread?: string | undefined;
  /** Null: nothing is read from its screen. */
  readonly screen: ScreenRules | null;
  readonly env: Readonly<Record<string, string>>;
  /** How many of its tasks may be at work at once; null: as many as the project's limit allows. */
  readonly maxActive: number | null;
  /** The program ends with its turn. */
  readonly oneShot: boolean;
}

/** All words of its command line, as far as they can be told without a shell. */
export function wordsOf({ command, args }: Pick<Agent, 'command' | 'args'>): string[] {
  return [...('argv' in command ? command.argv : command.shell.trim().split(/\s+/)), ...args];
}

/** Whether it reports the id of each conversation that it begins. */
export function tellsConversation({ reports, conversation }: Agent): boolean {
  return reports !== null && conversation?.resume != null;
}

/** Whether it can be known that a turn is over: the program ends with it, reports it, or its screen tells. */
export function tellsTurns({ oneShot, reports, screen }: Agent): boolean {
  return oneShot || reports !== null || (screen?.screen.idle ?? []).length > 0;
}

/**
 * What a preset says of its program, as data. The programs change fast: `basis` says what an entry was checked
 * against, and a user corrects any of it by an entry of the same name in the file. Pure.
 */
import type { AgentCommand, Conversation, PromptMode, ScreenRules } from './agent.ts';
import type { FolderTrust } from './folder-trust.ts';
import type { Permissions } from './permissions.ts';
import type { Reports } from './reports.ts';

export interface Preset {
  readonly command: AgentCommand;
  readonly prompt: PromptMode;
  readonly separator: readonly string[];
  readonly conversation: Conversation | null;
  /** Null: it can't be told to report its events. */
  readonly reports: Reports | null;
  readonly screen: ScreenRules | null;
  /** Null: it asks nothing of the folder, or it is not known where it keeps the answers. */
  readonly trust: FolderTrust | null;
  /** Null: it is not known whether it asks before it does something. */
  readonly permissions: Permissions | null;
  /** The environment variables that it reads, by its documentation: keys, and where its own files lie. */
  readonly variables: RegExp | null;
  /**
   * How long after pasted text is drawn Enter has to wait, in ms: one that comes sooner is taken for a part of the text,
   * or submits what stands for a long one (`[Pasted Content 9408 chars]`, seen with qwen) without it.
   */
  readonly submitDelayMs: number;
  /** It goes on by itself when a limit is over of which it says until when. */
  readonly continues: boolean;
  /** A command whose first word is the preset's name runs this program, and so extends the preset. */
  readonly isProgram: boolean;
  /** The command that answers a prompt without a window, for people; null: it has none. */
  readonly headless: string | null;
  /** How its last line begins where it ended with its turn because of an error; null: its events tell, or that is not known. */
  readonly errorLine: string | null;
  /** Program and version that this was checked with, or where it was read. */
  readonly basis: string;
}

type Always = 'command' | 'prompt' | 'conversation' | 'headless' | 'basis';

/** A preset with what most programs have, where nothing else is said. */
export function program(parts: Pick<Preset, Always> & Partial<Preset>): Preset {
  return {
    separator: [],
    reports: null,
    screen: null,
    trust: null,
    permissions: null,
    variables: null,
    submitDelayMs: 100,
    continues: false,
    errorLine: null,
    isProgram: true,
    ...parts,
  };
}

/** Of programs that take an id of our choice for a new conversation. */
export const chosenId: Pick<Conversation, 'start' | 'resume'> = {
  start: ['--session-id', '{id}'],
  resume: ['--resume', '{id}'],
};

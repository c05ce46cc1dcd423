/**
 * What the launches of a worktree's agents have left: which prompts were given, and the conversation.
 */
import { join } from 'node:path';
import { listIfThere, readIfThere } from '../../git/small-file.ts';
import { parsePromptRecord } from '../../records/prompt-record.ts';
import type { Prompts } from '../snapshot.ts';

/** `directory`: `<admin>/pane/prompts`. */
export function readPrompts(directory: string): Prompts {
  return Object.fromEntries(
    listIfThere(directory).map((name) => {
      return [name, parsePromptRecord(readIfThere(join(directory, name)) ?? '')];
    }),
  );
}

/** Null: no agent was started here. `directory`: `<admin>/pane`. */
export function readConversation(directory: string): { readonly id: string | null } | null {
  const text = readIfThere(join(directory, 'session'))?.trim() ?? null;
  if (text === null) return null;
  return { id: /^[\w.-]{1,200}$/.test(text) ? text : null };
}

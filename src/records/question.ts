/**
 * The question that an agent's user has not answered, in `<admin>/pane/question`: `now TEXT` while its agent asks,
 * `was TEXT` once another launch has followed, until a turn begins. `report.sh` writes it too.
 */
import { join } from 'node:path';
import { writeFileAtomically } from '../gate/write.ts';
import { readIfThere } from '../git/small-file.ts';

function pathIn(directory: string): string {
  return join(directory, 'question');
}

/** What the agent asked when it was lost; null: nothing, or it has had a turn since. `directory`: `<admin>/pane`. */
export function readUnanswered(directory: string): { readonly question: string } | null {
  const text = readIfThere(pathIn(directory)) ?? '';
  return text.startsWith('was ') ? { question: text.slice('was '.length).trim() } : null;
}

async function write(directory: string, text: string): Promise<void> {
  await writeFileAtomically(pathIn(directory), text, { mode: 0o600, durable: false });
}

/** Before another launch: what is asked now was asked before it. */
export async function keepQuestion(directory: string): Promise<void> {
  const text = readIfThere(pathIn(directory)) ?? '';
  if (text.startsWith('now ')) await write(directory, text.replace('now', 'was'));
}

/** What was seen on the screen of an agent: `state`, and the text where it asks. */
export async function noteQuestion(directory: string, state: string, text: string): Promise<void> {
  const before = readIfThere(pathIn(directory)) ?? '';
  if (state === 'waiting') await write(directory, `now ${text}\n`);
  else if (before.startsWith('now ') || (state === 'working' && before !== '')) await write(directory, '');
}

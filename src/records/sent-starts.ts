/**
 * Where tasks start that another machine sent, kept beside the file that it sent: which commits a branch or a base means is
 * that machine's to say.
 */
import { dirname, join } from 'node:path';
import * as c from '../codec.ts';
import { PaneError } from '../errors.ts';
import { writeFileAtomically } from '../gate/write.ts';
import { readIfThere } from '../git/small-file.ts';
import { type SentStarts, sentStarts } from './sent-start.ts';

const parseStarts = c.decoder(c.object({ version: c.oneOf(1), tasks: sentStarts }));

/** `file`: the one that was sent. */
function placeOf(file: string): string {
  return join(dirname(file), 'starts.json');
}

/** @throws {PaneError} `failed` where it can't be read: a task must not start elsewhere than it was told */
export function readSentStarts(file: string): SentStarts {
  const place = placeOf(file);
  const text = readIfThere(place);
  if (text === null) return {};
  const found = parseStarts(text);
  if (found !== null) return found.tasks;
  throw new PaneError('failed', `${place} is damaged, or of a newer pane`, {
    hint: 'It says where tasks start. Move it away, then run `pane up` where the file is.',
  });
}

export async function writeSentStarts(file: string, tasks: SentStarts): Promise<void> {
  await writeFileAtomically(placeOf(file), `${JSON.stringify({ version: 1, tasks })}\n`, { mode: 0o600 });
}

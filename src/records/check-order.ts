/**
 * What a check in the background is to run: `<admin>/pane/check.json`, as whoever started it had it from the file, and the
 * user approved it. What the file says by then may be something else. `directory`: `<admin>/pane`.
 */
import * as c from '../codec.ts';
import { writeFileAtomically } from '../gate/write.ts';
import { readIfThere } from '../git/small-file.ts';

const order = c.object({
  version: c.oneOf(1),
  run: c.list(c.text),
  timeoutMs: c.number,
  /** Of `verify`. */
  hash: c.text,
  /** What the task's window has in its environment. */
  env: c.record(c.text),
});

export type CheckOrder = Omit<c.Checked<typeof order>, 'version'>;

const parse = c.decoder(order);

/** The caller holds the task's lock. */
export async function writeCheckOrder(directory: string, what: CheckOrder): Promise<void> {
  const text = `${JSON.stringify({ version: 1, ...what })}\n`;
  await writeFileAtomically(`${directory}/check.json`, text, { mode: 0o600, durable: false });
}

/** Null: there is none that this version can read. */
export function readCheckOrder(directory: string): CheckOrder | null {
  const text = readIfThere(`${directory}/check.json`);
  return text === null ? null : parse(text);
}

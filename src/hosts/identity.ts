/**
 * Who a machine and a clone are: random ids of their own, made at the first need. What they are called may change, or
 * lead elsewhere one day.
 */
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { PaneError } from '../errors.ts';
import { writeNewFile } from '../gate/write.ts';
import { readIfThere } from '../git/small-file.ts';
import { stateDirectory } from '../trust/approvals.ts';
import type { Identity } from './protocol.ts';

const ID = /^[a-f0-9]{32}$/;

export function randomId(): string {
  return randomBytes(16).toString('hex');
}

/** The id that the file holds, which is made where it is not there. @throws {PaneError} `failed` where it holds none */
async function idIn(path: string): Promise<string> {
  const read = (): string | null => readIfThere(path)?.trim() ?? null;
  let found = read();
  if (found === null) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeNewFile(path, `${randomId()}\n`, 0o600);
    found = read(); // perhaps another one was quicker
  }
  if (found !== null && ID.test(found)) return found;
  throw new PaneError('failed', `${path} is damaged`, { hint: 'It holds an id. Move it away.' });
}

/** This machine, of this user. @throws {PaneError} `failed` without a home */
export async function thisMachine(env: Readonly<Record<string, string | undefined>>): Promise<Identity> {
  const state = stateDirectory(env);
  if (state === null) {
    throw new PaneError('failed', 'there is nowhere to store the identity of this machine', {
      hint: 'Set HOME or XDG_STATE_HOME.',
    });
  }
  return { id: await idIn(`${state}/machine`), name: hostname() };
}

/** This clone. */
export async function thisClone({ common }: { readonly common: string }): Promise<string> {
  return await idIn(`${common}/pane/clone`);
}

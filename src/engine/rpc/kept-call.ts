/**
 * A call that waits for its own `ssh`: what needs a terminal can't be sent over standard input, and a remote command line
 * takes nothing from outside. So it is kept on the host under a random name, which is used once.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as c from '../../codec.ts';
import { PaneError } from '../../errors.ts';
import { removeOwnFile } from '../../gate/own-files.ts';
import { writeNewFile } from '../../gate/write.ts';
import { changedAtIfThere, listIfThere, readIfThere } from '../../git/small-file.ts';
import { randomId } from '../../hosts/identity.ts';
import { commitId } from '../../records/sent-start.ts';
import { stateDirectory } from '../../trust/approvals.ts';

type Env = Readonly<Record<string, string | undefined>>;

const call = c.object({ command: c.text, words: c.list(c.text), file: c.text, cwd: c.text });

/** Commits that are taken from whoever is at the other end, or given to it. */
const gitCall = c.object({
  git: c.oneOf('take', 'give'),
  common: c.text,
  commits: c.list(commitId),
});

export type GitCall = c.Checked<typeof gitCall>;
export type KeptCall = c.Checked<typeof call> | GitCall;

const parseCall = c.decoder(c.either(call, gitCall));

/** How long one waits for its `ssh`. */
const MOST_AGE_MS = 10 * 60_000;
const TOKEN = /^[a-f0-9]{32}$/;

/** @throws {PaneError} without a home */
function directoryOf(env: Env): { readonly state: string; readonly calls: string } {
  const state = stateDirectory(env);
  if (state !== null) return { state, calls: join(state, 'calls') };
  throw new PaneError('failed', 'there is nowhere to keep the call', { hint: 'Set HOME or XDG_STATE_HOME.' });
}

/** @returns its name */
export async function keepCall(env: Env, kept: KeptCall): Promise<string> {
  const { state, calls } = directoryOf(env);
  await mkdir(calls, { recursive: true, mode: 0o700 });
  for (const name of listIfThere(calls)) {
    const path = join(calls, name);
    const at = changedAtIfThere(path);
    if (TOKEN.test(name) && at !== null && Date.now() - at > MOST_AGE_MS) await removeOwnFile(state, path);
  }
  const token = randomId();
  await writeNewFile(join(calls, token), JSON.stringify(kept), 0o600);
  return token;
}

/** Once. @throws {PaneError} `failed` where there is none of that name */
export async function takeCall(env: Env, token: string): Promise<KeptCall> {
  const { state, calls } = directoryOf(env);
  const path = join(calls, TOKEN.test(token) ? token : 'none');
  const found = parseCall(readIfThere(path) ?? '');
  await removeOwnFile(state, path);
  if (found !== null) return found;
  throw new PaneError('failed', 'nothing waits here under this name');
}

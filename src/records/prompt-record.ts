/**
 * Which prompts a worktree's agents were given: `<admin>/pane/prompts/<hash>`. A prompt is claimed before it is
 * given, by the launcher or by whoever types it in, so that it is given at most once.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseClaim } from '../agents/launcher-files.ts';
import { removeOwnFile } from '../gate/own-files.ts';
import { writeFileAtomically, writeNewFile } from '../gate/write.ts';
import { liveness, type ProcessIdentity } from '../process/identity.ts';
import { paneDirectory } from './store.ts';

function pathOf(admin: string, hash: string): string {
  return join(paneDirectory(admin), 'prompts', hash);
}

/** The launcher writes `claimed`, then `started`; who types says who it is, since it may be killed half-way. */
export function parsePromptRecord(text: string): 'claimed' | 'typing' | 'started' {
  if (/^started$/m.test(text)) return 'started'; // a host may be called so, too
  const typist = parseClaim(text);
  return typist.pid > 0 && liveness(typist) === 'alive' ? 'typing' : 'claimed';
}

/** False: it was claimed before. */
export async function claimPrompt(admin: string, hash: string, by: ProcessIdentity): Promise<boolean> {
  const { pid, start, boot, host } = by;
  await mkdir(join(paneDirectory(admin), 'prompts'), { recursive: true, mode: 0o700 });
  const text = `claimed\npid ${pid}\nstart ${start}\nboot ${boot}\nhost ${host}\n`;
  return await writeNewFile(pathOf(admin, hash), text, 0o600);
}

/** What became of a claim. */
export async function settlePrompt(
  admin: string,
  hash: string,
  outcome: 'claimed' | 'started',
): Promise<void> {
  const text = outcome === 'started' ? 'claimed\nstarted\n' : 'claimed\n';
  await writeFileAtomically(pathOf(admin, hash), text, { mode: 0o600 });
}

/** Forgets that a prompt was claimed: nothing of it was given, or it is to be given again, on purpose. */
export async function forgetPrompt(admin: string, hash: string): Promise<void> {
  await removeOwnFile(paneDirectory(admin), pathOf(admin, hash));
}

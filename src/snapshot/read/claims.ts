/**
 * The launchers' claims on worktrees, and whether who holds one still lives.
 */
import { type ClaimFile, parseClaim } from '../../agents/launcher-files.ts';
import { readIfThere } from '../../git/small-file.ts';
import { liveness } from '../../process/identity.ts';
import { NOT_ASKED } from '../request.ts';
import type { Claim, Holder } from '../snapshot.ts';

/** `directory`: `<admin>/pane`, as everywhere here. Null: nobody has claimed the worktree. */
export function readClaimFile(directory: string): ClaimFile | null {
  const text = readIfThere(`${directory}/run`);
  return text === null ? null : parseClaim(text);
}

/** A claim lives as long as the launcher or its agent: an agent may outlive its window. */
function holderOf({ pid, start, boot, host, server }: ClaimFile, directory: string): Holder {
  const serverIsAlive = liveness({ ...server, boot, host }) !== 'dead';
  const alive = liveness({ pid, start, boot, host });
  if (alive !== 'dead') return { pid, liveness: alive, serverIsAlive };
  const agent = parseClaim(readIfThere(`${directory}/agent`) ?? '');
  const outlived = agent.pid > 0 && liveness({ ...agent, boot, host }) === 'alive';
  return outlived
    ? { pid: agent.pid, liveness: 'alive', serverIsAlive }
    : { pid, liveness: 'dead', serverIsAlive };
}

/** Without its holder, whom mostly nobody wants to know: tmux shows the window. */
export function unheldClaim({ pid, host, server, pane, socket }: ClaimFile): Claim {
  return { launcher: pid, host, serverPid: server.pid, socket, pane, holder: NOT_ASKED };
}

export type HeldClaim = Claim & { readonly holder: Holder };

export function heldClaim(file: ClaimFile, directory: string): HeldClaim {
  return { ...unheldClaim(file), holder: holderOf(file, directory) };
}

/** Null: nobody has claimed the worktree. */
export function readClaim(directory: string): HeldClaim | null {
  const file = readClaimFile(directory);
  return file === null ? null : heldClaim(file, directory);
}

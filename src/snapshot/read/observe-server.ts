/**
 * Which tmux server is the project's, and what is on it. A server that does not answer although it runs is
 * not an absent one.
 */
import { userInfo } from 'node:os';
import { basename, join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { realPathIfThere } from '../../git/small-file.ts';
import { poll } from '../../poll.ts';
import type { Runner } from '../../process/command.ts';
import { askServer, type TmuxServer } from '../../tmux/panes.ts';
import type { HeldClaim } from './claims.ts';

/** The tmux server of the project: see `docs/architecture.md`, "Which server". */
export function chooseSocket(
  config: Pick<Config, 'socket'>,
  env: Readonly<Record<string, string | undefined>>,
  claims: Iterable<HeldClaim | null>,
): string {
  const ofTmux = env.TMUX === undefined || env.TMUX === '' ? undefined : env.TMUX.replace(/,\d+,\d+$/, '');
  const given = config.socket ?? (env.PANE_TMUX_SOCKET || undefined);
  if (given !== undefined) return given;
  const live = liveSocket(claims);
  // Inside of tmux, its name alone would mean the server that one is in.
  if (live !== undefined && ofTmux === undefined && isDefaultSocket(live, env)) return 'default';
  return live ?? ofTmux ?? 'default';
}

/** Whether that path is what tmux makes of its default name for this very user (tmux(1), `-L`). */
function isDefaultSocket(path: string, env: Readonly<Record<string, string | undefined>>): boolean {
  if (basename(path) !== 'default') return false;
  try {
    const directory = realPathIfThere(join(env.TMUX_TMPDIR || '/tmp', `tmux-${userInfo().uid}`));
    return directory !== null && path === join(directory, 'default');
  } catch {
    return false; // a container's user without an entry in passwd(5): the path will do
  }
}

function liveSocket(claims: Iterable<HeldClaim | null>): string | undefined {
  for (const claim of claims) if (claim?.holder.liveness === 'alive') return claim.socket;
  return undefined;
}

/** Nobody can connect to a server that ends, though its process is there for a moment longer. */
const ENDING_MS = 1_000;
const POLL_MS = 50;

/** A server of this socket that runs, as the claims on our worktrees tell; null: none. */
function runningServer(socket: string, claims: readonly (HeldClaim | null)[]): HeldClaim | null {
  const found = claims.find(
    (claim) =>
      claim?.holder.serverIsAlive &&
      claim.holder.liveness !== 'elsewhere' &&
      (claim.socket === socket || basename(claim.socket) === socket),
  );
  return found ?? null;
}

/**
 * Null: no server runs there. A server that runs, but whose socket is gone, can't be asked. To start a second one
 * beside it would make the first one's windows unreachable for good.
 * @param claims read anew at each call: they tell whether the server runs
 * @throws where it can't be known
 */
export async function observeServer(
  runner: Runner,
  socket: string,
  claims: () => readonly (HeldClaim | null)[],
): Promise<TmuxServer | null> {
  const look = async () => {
    const server = await askServer(runner, socket);
    return { server, lost: server === null ? runningServer(socket, claims()) : null };
  };
  const rhythm = { everyMs: POLL_MS, limitMs: ENDING_MS };
  const { server, lost } = await poll(rhythm, look, (seen) => seen.lost === null);
  if (lost === null) return server;
  throw new Error(
    `the server of ${lost.socket}, process ${lost.serverPid}, runs, but its socket is gone: \`kill -USR1 ${lost.serverPid}\` recreates it`,
  );
}

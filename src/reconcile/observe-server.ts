/**
 * Which tmux server is the project's, and what is on it. A server that does not answer although it runs is
 * not an absent one.
 */
import { basename } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Runner } from '../process/command.ts';
import { askServer, type TmuxServer } from '../tmux/panes.ts';
import type { Claim } from './observed.ts';

/** The tmux server of the project: see `docs/architecture.md`, "Which server". */
export function chooseSocket(
  config: Pick<Config, 'socket'>,
  env: Readonly<Record<string, string | undefined>>,
  claims: Iterable<Claim | null>,
): string {
  const ofTmux = env.TMUX === undefined || env.TMUX === '' ? undefined : env.TMUX.replace(/,\d+,\d+$/, '');
  return config.socket ?? (env.PANE_TMUX_SOCKET || undefined) ?? liveSocket(claims) ?? ofTmux ?? 'default';
}

function liveSocket(claims: Iterable<Claim | null>): string | undefined {
  for (const claim of claims) if (claim?.liveness === 'alive') return claim.socket;
  return undefined;
}

/**
 * A server that runs, but whose socket is gone, can't be asked. To start a second one beside it would make
 * the first one's windows unreachable for good.
 */
function assertNotLost(socket: string, claims: readonly (Claim | null)[]): void {
  const lost = claims.find(
    (claim) =>
      claim?.serverIsAlive &&
      claim.liveness !== 'elsewhere' &&
      (claim.socket === socket || basename(claim.socket) === socket),
  );
  if (lost == null) return;
  throw new Error(
    `the server of ${lost.socket}, process ${lost.serverPid}, runs, but its socket is gone: \`kill -USR1 ${lost.serverPid}\` makes it again`,
  );
}

/** Null: no server runs there; `claims` are asked for then only. @throws where it can't be known. */
export async function observeServer(
  runner: Runner,
  socket: string,
  claims: () => readonly (Claim | null)[],
): Promise<TmuxServer | null> {
  const server = await askServer(runner, socket);
  if (server === null) assertNotLost(socket, claims());
  return server;
}

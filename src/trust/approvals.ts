/**
 * Where approvals are kept: outside the repository, so that no commit can bring its own approval.
 */
import { closeSync, fstatSync, openSync, readFileSync, type Stats, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { isErrno, messageOf, PaneError } from '../errors.ts';
import { writeFileAtomically } from '../gate/write.ts';
import type { ProjectId } from '../ids.ts';
import { parseApprovals } from './approvals-codec.ts';
import { type Approvals, nothingApproved } from './approve.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface LoadedApprovals {
  readonly approvals: Approvals;
  /** Why nothing counts as approved although something is stored, a sentence; null where all is well. */
  readonly warning: string | null;
}

/** `$XDG_STATE_HOME/pane`; null without a home. A relative XDG path does not count, as its specification says. */
export function stateDirectory(env: Env): string | null {
  const { XDG_STATE_HOME: stated, HOME: home } = env;
  const state = stated !== undefined && isAbsolute(stated) ? stated : home && join(home, '.local/state');
  return state ? join(state, 'pane') : null;
}

/** `$XDG_STATE_HOME/pane/trust/<project>.json`; null without a home. */
export function approvalsPath(env: Env, project: ProjectId): string | null {
  const state = stateDirectory(env);
  return state === null ? null : join(state, 'trust', `${project}.json`);
}

function ownUser(): number | null {
  try {
    return userInfo().uid;
  } catch {
    return null; // a container's user without an entry in passwd(5)
  }
}

/** Why others could have written it, null if they could not. */
function suspicion(path: string, stats: Stats): string | null {
  const own = ownUser();
  if (own !== null && stats.uid !== own) return `${path} belongs to another user`;
  return (stats.mode & 0o022) === 0 ? null : `${path} can be written by other users`;
}

function readStore(path: string): LoadedApprovals {
  const refuse = (why: string): LoadedApprovals => ({
    approvals: nothingApproved,
    warning: `${why}: all approvals in it are ignored`,
  });
  const folder = suspicion(dirname(path), statSync(dirname(path)));
  if (folder !== null) return refuse(folder);
  const file = openSync(path, 'r');
  try {
    const strange = suspicion(path, fstatSync(file));
    if (strange !== null) return refuse(strange);
    const approvals = parseApprovals(readFileSync(file, 'utf8'));
    return approvals === null ? refuse(`${path} is damaged`) : { approvals, warning: null };
  } finally {
    closeSync(file);
  }
}

/** Never throws: what can't be read counts as not approved. */
export function loadApprovals(env: Env, project: ProjectId): LoadedApprovals {
  const path = approvalsPath(env, project);
  if (path === null) return { approvals: nothingApproved, warning: null };
  try {
    return readStore(path);
  } catch (error) {
    return {
      approvals: nothingApproved,
      warning: isErrno(error, 'ENOENT') ? null : `could not read the approvals: ${messageOf(error)}`,
    };
  }
}

/**
 * Replaces what is stored. The file's mode is 0600, its folder's 0700.
 * @throws {PaneError} `failed` where it can't be stored safely
 */
export async function saveApprovals(env: Env, project: ProjectId, approvals: Approvals): Promise<void> {
  const path = approvalsPath(env, project);
  if (path === null) {
    throw new PaneError('failed', 'there is nowhere to store approvals', {
      hint: 'Set HOME or XDG_STATE_HOME.',
    });
  }
  const folder = dirname(path);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const strange = suspicion(folder, statSync(folder));
    if (strange !== null) {
      throw new PaneError('failed', strange, { hint: `Run \`chmod 700 ${folder}\` if it is yours.` });
    }
    const text = JSON.stringify({ version: 1, ...approvals }, null, 1);
    await writeFileAtomically(path, `${text}\n`, { mode: 0o600 });
  } catch (error) {
    if (error instanceof PaneError) throw error;
    throw new PaneError('failed', `could not store the approval in ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

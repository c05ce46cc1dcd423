/**
 * Waits until the launcher of a new window has claimed its worktree, so that the task's lock is not let go
 * while another `pane` could still take the worktree for free.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { poll } from '../poll.ts';

const POLL_MS = 10;
/** A launcher that takes longer is ended or has no disk: what it then is shows at the next look. */
const MOST_MS = 5_000;

/** `directory`: the launcher's. It has spoken when it claimed the worktree, or said why it could not. */
export async function waitForClaim(directory: string): Promise<void> {
  const hasSpoken = () => ['run', 'state'].some((name) => existsSync(join(directory, name)));
  await poll({ everyMs: POLL_MS, limitMs: MOST_MS }, hasSpoken);
}

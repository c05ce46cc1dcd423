/**
 * How the scripts run other programs. Plain Node without dependencies: on a fresh clone there are none yet.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program in the repository's root with our output; true if it ended with exit code 0. `quiet`: errors only. */
export function run(command, args, { env = {}, quiet = false } = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['inherit', quiet ? 'ignore' : 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  if (error !== undefined) console.error(`${command}: ${error.message}`);
  return status === 0;
}

/** What a program prints, trimmed; null if it is missing or fails. */
export function output(command, args) {
  const { status, stdout } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/** The path of a tool that `npm ci` installed. */
export function tool(name) {
  return join(root, 'node_modules', '.bin', name);
}

/**
 * Whether `node_modules` holds what the lock file says, and how it is made so.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';

function packagesOf(lockFile) {
  const { '': _project, ...packages } = JSON.parse(readFileSync(join(root, lockFile), 'utf8')).packages;
  return packages;
}

/** Whether an optional package is a binary for this very system; npm leaves out the others and what only they need. */
function isForThisSystem({ os, cpu, libc }) {
  const here = process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
  return (
    os?.includes(process.platform) === true &&
    cpu?.includes(process.arch) === true &&
    (libc === undefined || libc.includes(here))
  );
}

/** Why `npm ci` is needed, in a few words; null where every package is there in its locked version. */
export function mismatch() {
  if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) return 'no node_modules';
  const locked = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  for (const [path, entry] of Object.entries(locked)) {
    if (entry.optional && !isForThisSystem(entry)) continue;
    if (installed[path]?.version !== entry.version) return `${path} is not at ${entry.version}`;
    if (!existsSync(join(root, path, 'package.json'))) return `${path} is missing`;
  }
  const extra = Object.keys(installed).find((path) => locked[path] === undefined);
  return extra === undefined ? null : `${extra} is not in the lock file`;
}

/** Runs `npm ci`, with the npm that runs us where one does. */
export function installDependencies() {
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--include=dev'];
  const done = npm === undefined ? run('npm', args) : run(process.execPath, [npm, ...args]);
  if (!done) throw new Error('npm ci failed');
}

/**
 * The watcher's rest between two looks. A look reads hundreds of files and asks git; whether anything has changed
 * since the last one is known from the times of those files and one call of tmux, which costs a tenth.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { listIfThere, realPathIfThere } from '../git/small-file.ts';
import { directoryOf } from '../project/notes.ts';
import type { Project } from '../project/project.ts';
import { makingDirectory, paneDirectory } from '../records/store.ts';
import { type Drawn, readPanesFingerprint } from '../tmux/fingerprint.ts';
import type { Socket } from '../tmux/server.ts';
import { approvalsPath } from '../trust/approvals.ts';
import type { Events } from './events.ts';

/** A real look at least this often, for what leaves no trace. */
const LOOK_ANYWAY_MS = 60_000;

/** Changes with the file, and with what is added to a directory, replaced in it or taken out of it. */
function traceOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '-' : `${found.ctimeMs} ${found.ino} ${found.size}`;
}

/** The files that the project is read from, whether they exist or not; of a symbolic link its target too. */
export function filesOf({ scope }: Project): string[] {
  const { files, tasks } = scope.config;
  const prompts = tasks.flatMap(({ promptFile }) => promptFile ?? []);
  const named = [files.project, files.local, ...(files.user === null ? [] : [files.user]), ...prompts];
  return [...new Set(named.flatMap((path) => [path, targetOf(path)]))];
}

/** The path itself where it leads to nothing, or can't be followed: loading tells of that. */
function targetOf(path: string): string {
  try {
    return realPathIfThere(path) ?? path;
  } catch {
    return path;
  }
}

/**
 * What a look depends on, as a text: the same twice means that nothing happened between.
 * @param onDrawn gets what tmux tells beside that, which is no part of it
 * @param seen what was looked at last, and on which tmux server; null is the fingerprint where there was no look yet
 */
export async function readFingerprint(
  seen: { readonly project: Project; readonly socket: Socket | null },
  onDrawn: (drawn: Drawn) => void = () => {},
): Promise<string | null> {
  if (seen.socket === null) return null;
  const { repository, projectId, env, runner, config } = seen.project.scope;
  const worktrees = join(repository.common, 'worktrees');
  const admins = listIfThere(worktrees).map((name) => join(worktrees, name));
  const paths = [
    ...filesOf(seen.project),
    approvalsPath(env, projectId) ?? '',
    directoryOf(seen.project),
    makingDirectory(repository.common),
    worktrees,
    ...admins.flatMap((admin) => [paneDirectory(admin), join(admin, 'gitdir')]),
    ...config.tasks.map(({ worktree }) => join(worktree, '.git')),
  ];
  try {
    const { text, drawn } = await runner.run(readPanesFingerprint(seen.socket));
    onDrawn(drawn);
    return [text, ...paths.map(traceOf)].join('\n');
  } catch (error) {
    return String(error); // the look tells what is wrong
  }
}

export interface Rest {
  /** How often it is asked whether anything has changed. */
  readonly everyMs: number;
  /** When something is due whether or not anything changes, Unix time in milliseconds; null: nothing is known to be. */
  readonly until: number | null;
}

/** Resolves after an event, at `until`, and where not `isUnchanged` any more; in a minute at the latest. */
export async function rest(
  events: Pick<Events, 'next'>,
  { everyMs, until }: Rest,
  isUnchanged: () => Promise<boolean>,
): Promise<void> {
  const begun = performance.now();
  // The clock may be put back meanwhile.
  const left = (): number =>
    Math.min(begun + LOOK_ANYWAY_MS - performance.now(), (until ?? Number.POSITIVE_INFINITY) - Date.now());
  for (;;) {
    const why = await events.next(Math.max(0, Math.min(everyMs, left())));
    if (why === 'event' || left() <= 0 || !(await isUnchanged())) return;
  }
}

/**
 * Puts the files by which agents are told to report where only the user can write: some programs refuse them
 * elsewhere.
 */
import { lstat, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ReportKind } from '../agents/agent.ts';
import { type Injection, injectReports } from '../agents/reports.ts';
import { writeFileAtomically } from '../gate/write.ts';
import { readIfThere } from '../git/small-file.ts';
import { findReportPlace } from '../records/report-place.ts';
import type { ApplyContext } from './apply-context.ts';

const NONE: Injection = { args: [], env: {}, files: [] };

/**
 * codex takes our hooks only together with any others, unreviewed: where the worktree brings a configuration
 * of its own, its user is to be asked, and the screen has to tell the state.
 */
async function mayInject(kind: ReportKind, worktree: string): Promise<boolean> {
  if (kind !== 'codex') return true;
  return await lstat(join(worktree, '.codex')).then(
    () => false,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return true;
      throw error;
    },
  );
}

/** What the launch needs so that the agent reports. */
export async function writeReportFiles(
  context: ApplyContext,
  kind: ReportKind | null,
  worktree: string,
): Promise<Injection> {
  const place = kind === null ? null : findReportPlace(kind, context.scope.env);
  if (kind === null || place === null || place.fault !== null || !(await mayInject(kind, worktree)))
    return NONE;
  const { directory } = place;
  const injection = injectReports(kind, directory);
  for (const { path, text } of injection.files) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    if (readIfThere(file) !== text) await writeFileAtomically(file, text, { mode: 0o600, durable: false });
  }
  return injection;
}

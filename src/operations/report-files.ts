/**
 * Puts the files by which agents are told to report where only the user can write: some programs refuse them
 * elsewhere.
 */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findPreset } from '../agents/presets.ts';
import { type Injection, NO_INJECTION } from '../agents/reports.ts';
import { writeFileAtomically } from '../gate/write.ts';
import { readIfThere } from '../git/small-file.ts';
import { isTaken } from '../git/taken.ts';
import { findReportPlace } from '../records/report-place.ts';
import type { ApplyContext } from './apply-context.ts';

/** What the launch needs so that the agent reports in the way of the preset `kind`; null: it does not. */
export async function writeReportFiles(
  context: ApplyContext,
  kind: string | null,
  worktree: string,
): Promise<Injection> {
  const place = kind === null ? null : findReportPlace(kind, context.scope.env);
  const reports = kind === null ? null : (findPreset(kind)?.reports ?? null);
  if (reports === null || place === null || place.fault !== null) return NO_INJECTION;
  const { inject, notBeside } = reports;
  if (notBeside !== undefined && isTaken(join(worktree, notBeside))) return NO_INJECTION;
  const { directory } = place;
  const injection = inject(directory);
  for (const { path, text } of injection.files) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    if (readIfThere(file) !== text) await writeFileAtomically(file, text, { mode: 0o600, durable: false });
  }
  return injection;
}

/**
 * Where errors, reports and plans become exit codes. Pure.
 */
import type { BroughtUp } from '../engine/up/up-all.ts';
import { type ErrorCode, PaneError } from '../errors.ts';
import { isOvertaken, type Result } from '../operations/outcome.ts';
import type { Notice, Plan, Report } from '../plan/notice.ts';
import { isBug } from './error.ts';

const exitCodes: Readonly<Record<ErrorCode, number>> = {
  usage: 2,
  config: 2,
  failed: 1,
  conflict: 1,
  untrusted: 4,
  timeout: 5,
  interrupted: 130,
};

/** Never 0; 70 stands for a bug in `pane`. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof PaneError) return exitCodes[error.code];
  return isBug(error) ? 70 : 1;
}

// What is only held back or differs (`queued`, `held`, `drift`, `warning`) was told, and is no failure.
function exitCodeOfNotices(notices: readonly Notice[]): number {
  if (notices.some(({ kind }) => kind === 'conflict' || kind === 'failed' || kind === 'unknown')) return 1;
  if (notices.some(({ kind }) => kind === 'untrusted')) return exitCodes.untrusted;
  return notices.some(({ kind }) => kind === 'timeout') ? exitCodes.timeout : 0;
}

/** What somebody else did meanwhile is done, and what waits for its turn is no failure. */
function isUndone({ result }: Result): boolean {
  if (result.outcome === 'skipped' && result.reason === 'queued') return false;
  return result.outcome !== 'done' && !isOvertaken(result);
}

/** `interrupted`: the user stopped it on its way. */
export function exitCodeOfReport(report: Report, { interrupted }: { readonly interrupted: boolean }): number {
  if (interrupted) return exitCodes.interrupted;
  if (report.error !== undefined) return exitCodeOf(report.error);
  if (report.results.some(isUndone)) return 1;
  return exitCodeOfNotices(report.notices);
}

function exitCodeOfProject({ outcome }: BroughtUp): number {
  switch (outcome.kind) {
    case 'up':
      return exitCodeOfReport(outcome.result.report, { interrupted: false });
    case 'untrusted':
      return exitCodes.untrusted;
    case 'failed':
      return exitCodeOf(outcome.error);
    case 'skipped':
      return 0;
  }
}

/** Of `up --all`: the one that all failures have, else 1. */
export function exitCodeOfAll(
  all: readonly BroughtUp[],
  { interrupted }: { readonly interrupted: boolean },
): number {
  if (interrupted) return exitCodes.interrupted;
  const codes = all.map(exitCodeOfProject).filter((code) => code !== 0);
  return codes.every((code) => code === codes[0]) ? (codes[0] ?? 0) : 1;
}

/** A plan that could be made is a success, whatever it says; with `--exit-code` it tells what it says. */
export function exitCodeOfPlan(plan: Plan, tells: boolean): number {
  if (plan.notices.some(({ kind }) => kind === 'unknown' || kind === 'busy')) return 1;
  if (!tells) return 0;
  return plan.operations.length > 0 ? 3 : exitCodeOfNotices(plan.notices);
}

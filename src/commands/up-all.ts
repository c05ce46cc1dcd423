/**
 * `pane up --all`
 */

import type { Context } from '../context.ts';
import type { BroughtUp, UpAllRequest } from '../engine/up-all.ts';
import { exitCodeOf, exitCodeOfReport } from '../ui/exit-code.ts';

function codeOf({ outcome }: BroughtUp): number {
  switch (outcome.kind) {
    case 'up':
      return exitCodeOfReport(outcome.result.report, { interrupted: false });
    case 'untrusted':
      return 4;
    case 'failed':
      return exitCodeOf(outcome.error);
    case 'skipped':
      return 0;
  }
}

/** The one that all failures have, else 1. */
function codeOfAll({ signal }: Context, all: readonly BroughtUp[]): number {
  if (signal.aborted) return 130;
  const codes = all.map(codeOf).filter((code) => code !== 0);
  return codes.every((code) => code === codes[0]) ? (codes[0] ?? 0) : 1;
}

export async function runUpAll(
  context: Context,
  options: UpAllRequest & { readonly json: boolean },
): Promise<number> {
  const [
    { reasonOf, reportOf, upAll },
    { errPalette, withProgress },
    { formatProblems, formatSummary },
    { printable },
    json,
  ] = await Promise.all([
    import('../engine/up-all.ts'),
    import('./screen.ts'),
    import('../ui/report.ts'),
    import('../ui/printable.ts'),
    import('../ui/json.ts'),
  ]);
  const { once, waitSeconds } = options;
  const all = await withProgress(context, (watched) => upAll(watched, { once, waitSeconds }));
  if (options.json) {
    const projects = all.map(({ file, root, outcome }) => ({
      file,
      root,
      outcome: outcome.kind,
      error: reasonOf(outcome),
      ...json.reportDocument(reportOf(outcome) ?? { results: [], notices: [] }),
    }));
    context.stdout(json.formatJson({ projects }));
    return codeOfAll(context, all);
  }
  if (all.length === 0) context.stdout('No known projects. Run `pane up` in one first.\n');
  for (const { file, outcome } of all) {
    const name = printable(file);
    const report = reportOf(outcome);
    if (report !== null) {
      const problems = formatProblems(report, errPalette(context));
      context.stderr(problems === '' ? '' : `${name}:\n${problems}`);
      context.stdout(`${name}: ${formatSummary(report)}`);
    }
    if (outcome.kind !== 'up') {
      const word = outcome.kind === 'failed' ? 'failed' : 'skipped';
      context.stderr(`${name}: ${word}: ${printable(reasonOf(outcome) ?? '')}\n`);
    }
  }
  return codeOfAll(context, all);
}

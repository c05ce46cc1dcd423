/**
 * `pane up --all`
 */

import type { Context } from '../context.ts';
import type { UpAllRequest } from '../engine/up/up-all.ts';
import { exitCodeOfAll } from '../ui/exit-code.ts';
import { printable } from '../ui/printable.ts';

export async function runUpAll(
  context: Context,
  options: UpAllRequest & { readonly json: boolean },
): Promise<number> {
  const [
    { reasonOf, reportOf, upAll },
    { withProgress },
    { errPalette },
    { formatProblems, formatSummary },
    json,
  ] = await Promise.all([
    import('../engine/up/up-all.ts'),
    import('./screen.ts'),
    import('./terminal.ts'),
    import('../ui/report.ts'),
    import('../ui/json.ts'),
  ]);
  const { once, waitSeconds } = options;
  const all = await withProgress(context, (followed) => upAll(followed, { once, waitSeconds }));
  const code = exitCodeOfAll(all, { interrupted: context.signal.aborted });
  if (options.json) {
    const projects = all.map(({ file, root, outcome }) => ({
      file,
      root,
      outcome: outcome.kind,
      error: reasonOf(outcome),
      hosts: outcome.kind === 'up' ? outcome.hosts : [],
      ...json.reportDocument(reportOf(outcome) ?? { results: [], notices: [] }),
    }));
    context.stdout(json.formatJson({ projects }));
    return code;
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
    if (outcome.kind === 'up' && outcome.hosts.length > 0) {
      const those = outcome.hosts.map(printable).join(', ');
      context.stdout(`${name}: hosts were not asked: ${those}; \`pane up\` there does\n`);
    }
    if (outcome.kind !== 'up') {
      const word = outcome.kind === 'failed' ? 'failed' : 'skipped';
      context.stderr(`${name}: ${word}: ${printable(reasonOf(outcome) ?? '')}\n`);
    }
  }
  return code;
}

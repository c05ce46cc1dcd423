/** `trust`: shows what of the file needs approval, and approves it. */
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { openProject } from '../project/project.ts';
import type { ProjectOptions } from '../project/types.ts';
import { loadApprovals, saveApprovals } from '../trust/approvals.ts';
import { approve, countNew, formatDifference } from '../trust/approve.ts';
import { loadFacts } from '../trust/facts.ts';
import { riskyValues } from '../trust/values.ts';

/** @throws {PaneError} `untrusted` where the user said no, or could not be asked. */
export async function trust(
  context: Context,
  options: ProjectOptions & { readonly yes: boolean },
): Promise<{ readonly approved: number; readonly difference: string }> {
  const project = await openProject(context, options);
  const { config, repository, projectId } = project.scope;
  const values = riskyValues(config, loadFacts(config, repository.main));
  const { approvals, warning } = loadApprovals(context.env, projectId);
  if (warning !== null) context.stderr(`${warning}\n`);
  const difference = formatDifference(values, approvals);
  const approved = countNew(values, approvals);
  if (approved === 0) return { approved, difference };
  context.stderr(difference);
  if (!options.yes) await confirm(context);
  await saveApprovals(context.env, projectId, approve(approvals, values));
  return { approved, difference };
}

async function confirm(context: Context): Promise<void> {
  const canAsk = context.stdinIsTerminal && context.stderrIsTerminal;
  const answer = canAsk ? await context.ask('Approve them? [y/N] ') : null;
  if (/^y(es)?$/i.test(answer?.trim() ?? '')) return;
  throw new PaneError('untrusted', 'nothing was approved', {
    hint: canAsk ? '' : 'Without a terminal, read the list and run `pane trust --yes`.',
  });
}

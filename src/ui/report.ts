/**
 * What was done, as text: `formatProblems` is for stderr, `formatSummary` for stdout. Pure.
 */
import type { TaskName } from '../ids.ts';
import { definitionOf, type Kind, type Operation } from '../operations/kinds.ts';
import { isOvertaken, type Outcome, type Result } from '../operations/outcome.ts';
import type { Notice, Report } from '../plan/notice.ts';
import type { Palette } from './colour.ts';
import { formatKind, formatNotices, indented } from './operation.ts';
import { formatCount } from './quantity.ts';

interface Changed {
  readonly operation: Operation;
  readonly error: string;
}

/** What the user hears first where no task may be brought up. */
const NOTHING_DONE = 'nothing was done';

/**
 * Failures, what was skipped because something changed, warnings and notices: a line or more each.
 * `barred`: what came of it where nothing may be done, since commands are not approved.
 */
export function formatProblems(report: Report, palette: Palette, barred = NOTHING_DONE): string {
  const changed = changedByTask(report.results);
  const results = report.results.flatMap((result) => formatResult(result, changed, palette));
  const notices = formatNotices(
    isBarred(report) ? barredNotices(report.notices, barred) : report.notices,
    palette,
  );
  return [...results, ...notices].map((line) => `${line}\n`).join('');
}

function isUntrustedTask({ kind, task }: Notice): boolean {
  return kind === 'untrusted' && task !== undefined;
}

/** Nothing was done, and what keeps tasks from it is that their commands are not approved. */
export function isBarred({ results, notices }: Report): boolean {
  return results.length === 0 && notices.some(isUntrustedTask);
}

/** What bars them comes first, and says that nothing was done. */
function barredNotices(notices: readonly Notice[], outcome: string): Notice[] {
  const barred = notices.filter(isUntrustedTask);
  return [
    ...barred.map((notice) => ({ ...notice, message: `${outcome}; ${notice.message}` })),
    ...notices.filter((notice) => !isUntrustedTask(notice)),
  ];
}

/** What was skipped because something changed; what others did meanwhile is no news. */
function changedByTask(results: readonly Result[]): Map<TaskName, Changed[]> {
  const byTask = new Map<TaskName, Changed[]>();
  for (const { operation, result } of results) {
    if (result.outcome !== 'skipped' || result.reason !== 'changed') continue;
    byTask.set(operation.task, [...(byTask.get(operation.task) ?? []), { operation, error: result.error }]);
  }
  return byTask;
}

function formatResult(
  { operation, result }: Result,
  changed: ReadonlyMap<TaskName, readonly Changed[]>,
  palette: Palette,
): string[] {
  switch (result.outcome) {
    case 'done':
      return result.warnings.map(
        (warning) => `${palette.yellow(`warning ${operation.task}:`)} ${indented(warning)}`,
      );
    case 'failed':
      return [
        `${palette.red(`failed ${operation.task}:`)} ${formatKind(operation)}: ${indented(result.error)}`,
        ...(result.hint === null ? [] : [`  ${indented(result.hint)}`]),
      ];
    case 'skipped': {
      if (result.reason === 'queued') return formatQueued(operation, result.error, palette);
      const [first, ...others] = changed.get(operation.task) ?? [];
      return first?.operation === operation ? [formatChanged(first, others, palette)] : [];
    }
  }
}

/** Once for a task: what would have come after it waits as well. */
function formatQueued({ kind, task }: Operation, why: string, palette: Palette): string[] {
  return kind === 'create-worktree' ? [`${palette.yellow(`queued ${task}:`)} ${indented(why)}`] : [];
}

/** One line for a task: with a single operation it says which, with several their reasons tell. */
function formatChanged({ operation, error }: Changed, others: readonly Changed[], palette: Palette): string {
  const head = palette.yellow(`skipped ${operation.task}:`);
  if (others.length === 0) return `${head} ${formatKind(operation)}: ${indented(error)}`;
  const reasons = others.map((other) => other.error.replace(/^changed: /, ''));
  return `${head} ${indented([error, ...reasons].join(', '))}`;
}

/** As it is counted; null: not at all, somebody else did it, or it is not its turn. */
function countedAs(result: Outcome): 'done' | 'failed' | 'skipped' | 'interrupted' | null {
  if (isOvertaken(result) || (result.outcome === 'skipped' && result.reason === 'queued')) return null;
  return result.outcome === 'skipped' && result.reason === 'interrupted' ? 'interrupted' : result.outcome;
}

/** Something was done or failed here: neither all by somebody else, nor before its turn. */
export function isCounted({ results }: Pick<Report, 'results'>): boolean {
  return results.some(({ result }) => countedAs(result) !== null);
}

/** `2 worktrees made, 2 windows opened` */
function formatKinds(kinds: readonly Kind[]): string {
  const counts = new Map<Kind, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .map(([kind, count]) => definitionOf(kind).counted((noun) => formatCount(count, noun)))
    .join(', ');
}

export interface SummaryOptions {
  /** Other machines have lines of their own. */
  readonly onlyHere?: boolean | undefined;
  /** What the watcher did before. */
  readonly byWatcher?: readonly Kind[] | undefined;
}

/**
 * One line: `2 worktrees made, 2 windows opened; 1 failed, 2 skipped`; none where a problem says already that nothing
 * was done.
 */
export function formatSummary(
  report: Report,
  { onlyHere = false, byWatcher = [] }: SummaryOptions = {},
): string {
  if (isBarred(report)) return '';
  const outcomes = { done: 0, failed: 0, skipped: 0, interrupted: 0 };
  for (const { result } of report.results) {
    const counted = countedAs(result);
    if (counted !== null) outcomes[counted] += 1;
  }
  const done = formatKinds(
    report.results.flatMap(({ operation, result }) => (result.outcome === 'done' ? [operation.kind] : [])),
  );
  const undone = (['failed', 'skipped', 'interrupted'] as const)
    .filter((outcome) => outcomes[outcome] > 0)
    .map((outcome) => `${outcomes[outcome]} ${outcome}`)
    .join(', ');
  const text = [done, undone].filter((part) => part !== '').join('; ');
  const here = onlyHere ? ' here' : '';
  // With notices there may well be something to do, which only could not be done.
  const isAll = report.notices.length === 0;
  if (byWatcher.length === 0)
    return `${text === '' ? `${isAll ? 'Nothing to do' : 'Nothing was done'}${here}` : text}.\n`;
  const kinds = formatKinds(byWatcher);
  if (text === '' && !isAll) return `Done already by the watcher: ${kinds}.\n`;
  return `${text === '' ? `Nothing left to do${here}` : text}; done already by the watcher: ${kinds}.\n`;
}

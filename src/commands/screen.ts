/**
 * What the commands share in showing their data.
 */

import type { Context } from '../context.ts';
import type { Kind } from '../operations/kinds.ts';
import type { Report } from '../plan/notice.ts';
import type { FollowedContext } from '../project/carry-out/tell.ts';
import { errorDocument, formatError } from '../ui/error.ts';
import { exitCodeOf, exitCodeOfReport } from '../ui/exit-code.ts';
import { formatJson, reportDocument } from '../ui/json.ts';
import { createProgress } from '../ui/progress.ts';
import { formatProblems, formatSummary, isCounted } from '../ui/report.ts';
import { errPalette } from './terminal.ts';

/**
 * Runs `work` with progress on stderr, unless whoever runs this command shows it. The line in place is gone when it is over, however it ends, and before
 * anything that is written to the context that `work` gets.
 */
export async function withProgress<T>(
  context: FollowedContext,
  work: (context: FollowedContext) => Promise<T>,
): Promise<T> {
  if (context.onEvent !== undefined) return await work(context);
  const display = createProgress({
    isTerminal: context.stderrIsTerminal,
    columns: context.columns,
    palette: errPalette(context),
    write: context.stderr,
  });
  const stderr = (text: string): void => {
    display.end();
    context.stderr(text);
  };
  try {
    return await work({ ...context, stderr, onEvent: display.show });
  } finally {
    display.end();
  }
}

export interface ShowOptions {
  readonly json: boolean;
  /** Added to the JSON document. */
  readonly extra?: object;
  /** What was done before, as text; the report goes on from there. */
  readonly before?: string;
  /** Added to the text. */
  readonly next?: string;
  /** What the watcher did before, operation by operation. */
  readonly byWatcher?: readonly Kind[];
}

/**
 * Shows a report: as JSON with what `extra` adds, or problems on stderr and a line on stdout.
 * @returns the exit code
 */
export function showReport(context: Context, report: Report, options: ShowOptions): number {
  const interrupted = context.signal.aborted;
  // What was interrupted failed in its own way perhaps; the reason is the interrupt.
  const error = interrupted ? undefined : report.error;
  if (options.json) showDocument(context, { ...options.extra, ...reportDocument(report) }, error);
  else {
    showText(context, report, options);
    showError(context, error);
  }
  return exitCodeOfReport(report, { interrupted });
}

/** `undefined`: there was none. */
function showError(context: Context, error: unknown): void {
  if (error !== undefined) context.stderr(formatError(error, context.program.version, errPalette(context)));
}

/** One JSON document, with the error beside what there is all the same. @returns the exit code */
export function showDocument(context: Context, document: object, error: unknown): number {
  const failure = error === undefined ? {} : errorDocument(error);
  context.stdout(formatJson({ ...document, ...failure }));
  showError(context, error);
  return error === undefined ? 0 : exitCodeOf(error);
}

function showText(context: Context, report: Report, { before, next = '', byWatcher }: ShowOptions): void {
  const isAll = before === undefined;
  context.stdout(before ?? '');
  context.stderr(formatProblems(report, errPalette(context), isAll ? undefined : 'not brought up'));
  const summary =
    isAll || isCounted(report) ? formatSummary(report, { onlyHere: context.onlyHere, byWatcher }) : '';
  context.stdout(summary + next);
}

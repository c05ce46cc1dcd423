/**
 * The documents that `--json` prints. Their keys are a promise to scripts: `docs/commands.md` lists them. Pure.
 */

import type { PlanResult } from '../engine/plan.ts';
import type { Kind, Operation } from '../operations/kinds.ts';
import type { Result } from '../operations/outcome.ts';
import type { Notice, Report } from '../plan/notice.ts';

/** One document, indented, with a line break at its end. */
export function formatJson(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

interface OperationDocument {
  readonly id: string;
  readonly kind: Kind;
  readonly task: string;
  readonly cause: string;
  readonly after: readonly string[];
}

// What an operation carries beyond this (the whole resolved task) is the planner's own and may hold secrets of `env`.
function operationDocument({ id, kind, task, cause, after }: Operation): OperationDocument {
  return { id, kind, task, cause, after };
}

function noticeDocument({ kind, task, message }: Notice): Notice {
  return task === undefined ? { kind, message } : { kind, task, message };
}

/** `plan --json`; `copyBytes` stands with each `copy-files` that was measured. */
export function planDocument({ project, plan, queue, copyBytes: sizes }: PlanResult): object {
  const copyBytes = new Map(Object.entries(sizes));
  const operations = plan.operations.map((operation) => {
    const bytes = copyBytes.get(operation.id);
    return bytes === undefined
      ? operationDocument(operation)
      : { ...operationDocument(operation), copyBytes: bytes };
  });
  return { project, operations, notices: plan.notices.map(noticeDocument), queue };
}

function resultDocument({ operation, result }: Result): object {
  return {
    ...operationDocument(operation),
    outcome: result.outcome,
    reason: result.outcome === 'skipped' ? result.reason : null,
    error: result.outcome === 'done' ? null : result.error,
    hint: result.outcome === 'failed' ? result.hint : null,
    warnings: result.outcome === 'done' ? result.warnings : [],
  };
}

/** The report of `up`, `down`, `archive`, …: the operations with their outcomes, and the notices. */
export function reportDocument(report: Report): { operations: object[]; notices: Notice[] } {
  return { operations: report.results.map(resultDocument), notices: report.notices.map(noticeDocument) };
}

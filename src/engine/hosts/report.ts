/**
 * The reports of commands that a host's `pane` carried out, read from what they print with `--json`. A host may have another
 * version: what is not understood of it is left out, what is missing counts as nothing.
 */
import * as c from '../../codec.ts';
import { PaneError } from '../../errors.ts';
import type { Outcome } from '../../hosts/host.ts';
import { asCode } from '../../hosts/protocol.ts';
import { parseTaskName, type TaskName } from '../../ids.ts';
import { KINDS, type Kind } from '../../operations/kinds.ts';
import { type Notice, noticeKinds } from '../../plan/notice.ts';

export const parseDocument = c.decoder(c.record(c.anything));

const operation = c.object({
  kind: c.text,
  task: c.text,
  cause: c.optional(c.text),
  outcome: c.optional(c.text),
  reason: c.optional(c.nullable(c.text)),
  error: c.optional(c.nullable(c.text)),
  hint: c.optional(c.nullable(c.text)),
  warnings: c.optional(c.list(c.text)),
});
const notice = c.object({ kind: c.text, task: c.optional(c.text), message: c.text });
const fault = c.object({ code: c.text, message: c.text, hint: c.optional(c.nullable(c.text)) });

/** Of one operation there. */
export interface HostResult {
  /** Null: of a kind that is not known here. */
  readonly kind: Kind | null;
  readonly task: string;
  readonly cause: string;
  readonly outcome: string;
  readonly error: string | null;
  readonly hint: string | null;
  readonly warnings: readonly string[];
}

export interface HostReport {
  readonly document: Readonly<Record<string, unknown>>;
  readonly results: readonly HostResult[];
  readonly notices: readonly Notice[];
  /** What kept the rest from being done. */
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | null } | null;
  readonly exitCode: number;
}

/** Of what `--json` printed. @throws {PaneError} `failed` for what is no report */
export function reportOf(host: string, { out, err, end }: Outcome): HostReport {
  const document = parseDocument(out.toString());
  if (document === null) {
    const said = err.toString().trim();
    throw new PaneError('failed', `${host}: ${said === '' ? 'its pane gave no answer' : said}`);
  }
  return reportFrom(document, asCode(end) ?? 1);
}

export function reportFrom(document: Readonly<Record<string, unknown>>, exitCode: number): HostReport {
  const found = fault(document.error);
  return {
    document,
    exitCode,
    results: listed(document.operations, operation)
      .filter(({ reason }) => reason !== 'queued')
      .map((each) => ({
        kind: KINDS.find((kind) => kind === each.kind) ?? null,
        task: each.task,
        cause: each.cause ?? '',
        // What the watcher there was quicker with is done.
        outcome: each.reason === 'overtaken' ? 'done' : (each.outcome ?? 'done'),
        error: each.reason === 'overtaken' ? null : (each.error ?? null),
        hint: each.hint ?? null,
        warnings: each.warnings ?? [],
      })),
    notices: listed(document.notices, notice).map(noticeOf),
    error: found === c.wrong ? null : { code: found.code, message: found.message, hint: found.hint ?? null },
  };
}

/** What passes the check. */
export function listed<T>(value: unknown, check: c.Check<T>): T[] {
  return (Array.isArray(value) ? value : []).flatMap((each) => {
    const found = check(each);
    return found === c.wrong ? [] : [found];
  });
}

function noticeOf({ kind, task, message }: c.Checked<typeof notice>): Notice {
  const known = noticeKinds.find((each) => each === kind) ?? 'warning';
  const name: TaskName | null = task === undefined ? null : parseTaskName(task);
  return name === null ? { kind: known, message } : { kind: known, task: name, message };
}

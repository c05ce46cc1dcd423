/**
 * `up`, `plan`, `down` and `archive` on all machines: side by side, with one output and one exit code.
 */

import type { Context } from '../../context.ts';
import type { FromHost } from '../../engine/hosts/each.ts';
import { type HostReport, parseDocument } from '../../engine/hosts/report.ts';
import { messageOf } from '../../errors.ts';
import type { Notice } from '../../plan/notice.ts';
import { exitCodeOfReport } from '../../ui/exit-code.ts';
import {
  exitCodeOfHost,
  formatHostPlans,
  formatHostProblems,
  formatHostSummaries,
  joinedCode,
  joinedDocument,
} from '../../ui/hosts.ts';
import { formatJson } from '../../ui/json.ts';
import { formatNotices } from '../../ui/operation.ts';
import { available, errPalette, outPalette } from '../terminal.ts';
import { type RanHere, showThrown } from './here.ts';

export interface Ran {
  /** Null: nothing was to be done here. */
  readonly here: RanHere | null;
  readonly there: readonly FromHost<HostReport>[];
  /** What is to be known besides. */
  readonly notices: readonly Notice[];
}

/** Prints it. @returns the exit code */
export function showRan(
  context: Context,
  ran: Ran,
  { json, plans }: { json: boolean; plans: boolean },
): number {
  const { here, there, notices } = ran;
  const palette = errPalette(context);
  if (json) context.stdout(formatJson(documentOf(ran)));
  else {
    context.stdout(here?.out ?? '');
    context.stdout(
      plans ? formatHostPlans(there, outPalette(context), available(context)) : formatHostSummaries(there),
    );
  }
  if (here !== null) showThrown(context, here);
  if (!json || there.some(({ ok }) => !ok)) context.stderr(formatHostProblems(there, palette));
  if (!json)
    context.stderr(
      formatNotices(notices, palette)
        .map((line) => `${line}\n`)
        .join(''),
    );
  const codes = [
    here?.exitCode ?? 0,
    ...there.map(exitCodeOfHost),
    exitCodeOfReport({ results: [], notices }, { interrupted: false }),
  ];
  return joinedCode(codes);
}

function documentOf({ here, there, notices }: Ran): object {
  const joined = joinedDocument(parsed(here), there);
  const others = Array.isArray(joined.notices) ? joined.notices : [];
  return notices.length === 0 ? joined : { ...joined, notices: [...others, ...notices] };
}

function parsed(here: RanHere | null): Readonly<Record<string, unknown>> | null {
  if (here === null) return null;
  const message = here.error === null ? '' : messageOf(here.error);
  return parseDocument(here.out) ?? { error: { code: 'failed', message, hint: null } };
}

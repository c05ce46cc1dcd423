/**
 * What hosts did, or would do, as text, and as a part of the JSON document of this machine. Pure.
 */
import type { FromHost } from '../engine/hosts/each.ts';
import type { HostReport, HostResult } from '../engine/hosts/report.ts';
import { messageOf, PaneError } from '../errors.ts';
import { definitionOf, type Kind } from '../operations/kinds.ts';
import type { Palette } from './colour.ts';
import { errorDocument } from './error.ts';
import { exitCodeOf } from './exit-code.ts';
import { formatNotices, indented } from './operation.ts';
import { printable } from './printable.ts';
import { formatCount } from './quantity.ts';
import { formatTable } from './table.ts';

type Reported = FromHost<HostReport>;

/** What went wrong, and what is well to know: a line or more each, for stderr. */
export function formatHostProblems(reports: readonly Reported[], palette: Palette): string {
  return reports
    .flatMap((report) =>
      report.ok ? problemsOf(report.host, report.value, palette) : [failureOf(report.error, palette)],
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** Messages of connections name the host. */
function failureOf(error: unknown, palette: Palette): string {
  const hint = error instanceof PaneError && error.hint ? `\n  ${indented(error.hint)}` : '';
  return `${palette.red('error:')} ${indented(messageOf(error))}${hint}`;
}

function problemsOf(host: string, { results, notices, error }: HostReport, palette: Palette): string[] {
  const on = printable(host);
  const named = notices.map((notice) => ({ ...notice, message: `on ${host}: ${notice.message}` }));
  return [
    ...results.flatMap((result) => resultLines(on, result, palette)),
    ...formatNotices(named, palette),
    ...(error === null
      ? []
      : [
          `${palette.red('error:')} ${on}: ${indented(error.message)}`,
          ...(error.hint === null || error.hint === '' ? [] : [`  ${indented(error.hint)}`]),
        ]),
  ];
}

function resultLines(
  host: string,
  { kind, task, outcome, error, hint, warnings }: HostResult,
  palette: Palette,
): string[] {
  const on = `${printable(task)} on ${host}:`;
  const warned = warnings.map((warning) => `${palette.yellow('warning')} ${on} ${indented(warning)}`);
  if (outcome === 'done' || error === null) return warned;
  const doing = kind === null ? '' : `${definitionOf(kind).doing.replace(/ of$/, '')}: `;
  const head = outcome === 'failed' ? palette.red('failed') : palette.yellow('skipped');
  return [
    ...warned,
    `${head} ${on} ${doing}${indented(error)}`,
    ...(hint === null ? [] : [`  ${indented(hint)}`]),
  ];
}

/** A line for each host: `On big: 1 worktree made, 1 window opened.` */
export function formatHostSummaries(reports: readonly Reported[]): string {
  return reports
    .map((report) => (report.ok ? `On ${printable(report.host)}: ${summaryOf(report.value)}.\n` : ''))
    .join('');
}

function summaryOf({ results, error }: HostReport): string {
  const done = results.filter(({ outcome }) => outcome === 'done');
  const kinds = new Map<Kind, number>();
  for (const { kind } of done) if (kind !== null) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const counted = [...kinds].map(([kind, count]) =>
    definitionOf(kind).counted((noun) => formatCount(count, noun)),
  );
  const undone = results.length - done.length;
  const parts = [counted.join(', '), undone === 0 ? '' : `${undone} not done`].filter((part) => part !== '');
  if (parts.length > 0) return parts.join('; ');
  return error === null ? 'nothing to do' : 'nothing was done';
}

/** The operations that would be carried out on the hosts. `available`: as for `formatTable`. */
export function formatHostPlans(reports: readonly Reported[], palette: Palette, available: number): string {
  const rows = reports.flatMap((report) =>
    report.ok
      ? report.value.results.map(({ kind, task, cause }) => [
          { text: kind ?? '?', paint: palette.green },
          { text: task, paint: palette.bold },
          { text: report.host },
          { text: cause },
        ])
      : [],
  );
  const columns = [
    { header: 'OPERATION', min: 16, rank: 3 },
    { header: 'TASK', min: 8, rank: 4 },
    { header: 'HOST', min: 4, rank: 2 },
    { header: 'WHY', min: 12, rank: 1 },
  ];
  if (rows.length === 0) return reports.some(({ ok }) => ok) ? 'Nothing to do on hosts.\n' : '';
  const table = formatTable(columns, rows, available, palette.dim);
  return `${table}${formatCount(rows.length, 'operation')} on hosts; \`pane up\` applies them.\n`;
}

export function exitCodeOfHost(report: FromHost<{ readonly exitCode: number }>): number {
  return report.ok ? report.value.exitCode : exitCodeOf(report.error);
}

/** Of a host that only had to answer. */
export function exitCodeOfAsked(answer: FromHost<unknown>): number {
  return answer.ok ? 0 : exitCodeOf(answer.error);
}

/** The one that all failures have, else 1; an interrupt is one whatever else failed. */
export function joinedCode(codes: readonly number[]): number {
  const failed = codes.filter((code) => code !== 0);
  if (failed.includes(INTERRUPTED)) return INTERRUPTED;
  return failed.every((code) => code === failed[0]) ? (failed[0] ?? 0) : 1;
}

const INTERRUPTED = exitCodeOf(new PaneError('interrupted', 'interrupted'));

type Document = Readonly<Record<string, unknown>>;

/** What one host printed with `--json`; null: that was none. */
type HostDocument = FromHost<{ readonly document: Document | null; readonly exitCode: number }>;

/** One document: lists are joined, with `host` in each of their entries; the rest is this machine's. */
export function joinedDocument(here: Document | null, there: readonly HostDocument[]): Document {
  const documents = there.map((each) => ({
    host: each.host,
    document: each.ok ? each.value.document : null,
  }));
  const lists = new Set([...listsOf(here), ...documents.flatMap(({ document }) => listsOf(document))]);
  const joined = Object.fromEntries(
    [...lists].map((name) => [
      name,
      [
        ...listIn(here, name),
        ...documents.flatMap(({ host, document }) =>
          listIn(document, name).map((each) => withHost(each, host)),
        ),
      ],
    ]),
  );
  const hosts = there.map((each) => ({
    name: each.host,
    exitCode: exitCodeOfHost(each),
    ...(each.ok ? { error: null } : errorDocument(each.error)),
  }));
  return { ...here, ...joined, hosts };
}

function listsOf(document: Document | null): string[] {
  return Object.entries(document ?? {}).flatMap(([name, value]) =>
    Array.isArray(value) && name !== 'hosts' ? [name] : [],
  );
}

function listIn(document: Document | null, name: string): readonly unknown[] {
  const value = document?.[name];
  return Array.isArray(value) ? value : [];
}

function withHost(value: unknown, host: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value, host } : value;
}

/**
 * The one place where an error becomes text. Pure.
 */
import { type ErrorCode, messageOf, PaneError, refusalOf } from '../errors.ts';
import { CommandError } from '../process/command.ts';
import type { Palette } from './colour.ts';
import { printableLines } from './printable.ts';

export type ErrorDocumentCode = ErrorCode | 'bug';

/** Whether it is `pane` itself that went wrong: no error for the user, nor another program's or the machine's. */
export function isBug(error: unknown): boolean {
  return !(error instanceof PaneError || error instanceof CommandError || refusalOf(error) !== null);
}

// These begin with their place in the file, `pane.config.yaml:12:5:`, which editors and terminals make a link.
const placed = /^\S.*:\d+:\d+: /;

/** The error for the user, with a line break at its end; a bug comes with its stack and what to do with it. */
export function formatError(error: unknown, version: string, palette: Palette): string {
  if (isBug(error)) return formatBug(error, version, palette);
  const message = printableLines(messageOf(error).trimEnd());
  const hint = hintOf(error);
  const text = placed.test(message) ? message : `${palette.red('error:')} ${message}`;
  return hint === null ? `${text}\n` : `${text}\n${printableLines(hint)}\n`;
}

function hintOf(error: unknown): string | null {
  return error instanceof PaneError && error.hint !== undefined && error.hint !== '' ? error.hint : null;
}

function formatBug(error: unknown, version: string, palette: Palette): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const cause =
    error instanceof Error && error.cause !== undefined ? `\ncaused by ${messageOf(error.cause)}` : '';
  return (
    `${palette.red('bug:')} ${printableLines(stack + cause)}\n` +
    `This is a bug in pane ${version}, not your mistake. Worktrees and branches stay as they are; \`pane up\` continues from there.\n`
  );
}

/** What `--json` prints on stdout in place of the data. */
export function errorDocument(error: unknown): {
  error: { code: ErrorDocumentCode; message: string; hint: string | null };
} {
  const own = error instanceof PaneError ? error : null;
  const code = own?.code ?? (isBug(error) ? 'bug' : 'failed');
  return { error: { code, message: messageOf(error), hint: hintOf(error) } };
}

/**
 * `pane doctor` as text. Pure.
 */
import type { Finding, Level } from '../doctor/finding.ts';
import type { Paint, Palette } from './colour.ts';
import { indented } from './operation.ts';
import { formatCount } from './quantity.ts';

function paintOf(level: Level, palette: Palette): Paint {
  switch (level) {
    case 'ok':
      return palette.green;
    case 'note':
      return palette.cyan;
    case 'warning':
      return palette.yellow;
    case 'error':
      return palette.red;
  }
}

/** A line for each finding, what to do below it, and what it comes to. */
export function formatFindings(findings: readonly Finding[], palette: Palette): string {
  const lines = findings.map(({ level, about, message, hint }) => {
    const first = `${paintOf(level, palette)(level.padEnd(8))} ${palette.bold(about)}: ${indented(message)}\n`;
    return hint === null ? first : `${first}         ${indented(hint)}\n`;
  });
  const errors = findings.filter(({ level }) => level === 'error').length;
  const last = errors === 0 ? 'No errors found.' : `${formatCount(errors, 'error')} to fix.`;
  return `${lines.join('')}\n${last}\n`;
}

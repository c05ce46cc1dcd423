/**
 * What `doctor` finds. Pure types.
 */

/** `note`: good to know; `warning`: something may surprise; `error`: something will not work. */
export type Level = 'ok' | 'note' | 'warning' | 'error';

export interface Finding {
  readonly level: Level;
  /** What was looked at: `tmux`, `agent claude`, `config`, … */
  readonly about: string;
  readonly message: string;
  /** What to do; null where there is nothing. */
  readonly hint: string | null;
}

export function finding(level: Level, about: string, message: string, hint: string | null = null): Finding {
  return { level, about, message, hint };
}

export function ok(about: string, message: string): Finding {
  return finding('ok', about, message);
}

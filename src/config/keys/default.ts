/**
 * The default of a key as text. Pure.
 */
import type { Key } from './key.ts';

/** Markdown; empty where there is nothing to say. */
export function defaultOf({ default: value, defaultText }: Key): string {
  return defaultText ?? (value === undefined ? '' : `\`${flow(value)}\``);
}

/** As YAML in one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  return typeof value === 'string' && /^[\w./{}-]+$/.test(value) ? value : JSON.stringify(value);
}

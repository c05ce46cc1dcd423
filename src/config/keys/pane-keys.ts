/**
 * The keys of an item of `panes`. Pure.
 */
import { type InnerKeys, key, mapOf, type Zod } from './key.ts';
import { listOf, oneOf, optional, text } from './schemas.ts';

const sizeText = 'expected a percentage such as 40%, or a number of cells';
const size = (z: Zod) =>
  z.union(
    [
      z.string().check(z.regex(/^([1-9][0-9]?%|[1-9][0-9]{0,3})$/, { error: sizeText })),
      z.int().check(z.positive({ error: sizeText })),
    ],
    { error: sizeText },
  );

export const paneKeys = {
  run: key(text, { text: 'A command for `sh`', defaultText: 'required', risk: 'elsewhere' }),
  split: key(optional(oneOf('right', 'below')), {
    text: 'Where the pane opens: `right` or `below`',
    default: 'right',
    risk: null,
  }),
  size: key(optional(size), {
    text: 'A percentage such as `40%`, or a number of cells',
    defaultText: 'half',
    risk: null,
  }),
} satisfies InnerKeys;

export const panes = optional(listOf(mapOf(paneKeys)));

/** A further tmux pane of a window. */
export interface PaneConfig {
  readonly run: string;
  readonly split: 'right' | 'below';
  /** tmux's own notation: `40%` or a number of cells; null: half. */
  readonly size: string | null;
}

interface WrittenPane extends Pick<PaneConfig, 'run'> {
  readonly split?: 'right' | 'below';
  readonly size?: string | number;
}

export function resolvePanes(written: readonly WrittenPane[]): PaneConfig[] {
  return written.map(({ run, split, size: cells }) => ({
    run,
    split: split ?? paneKeys.split.default,
    size: cells === undefined ? null : String(cells),
  }));
}

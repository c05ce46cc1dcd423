/**
 * Colours, where they are wanted. Pure.
 */

export type Paint = (text: string) => string;

export interface Palette {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}

const asIs: Paint = (text) => text;

function sequence(on: number, off: number): Paint {
  return (text) => (text === '' ? '' : `\x1b[${on}m${text}\x1b[${off}m`);
}

/** No colours: the text as it is. */
export const plainPalette: Palette = {
  bold: asIs,
  dim: asIs,
  red: asIs,
  green: asIs,
  yellow: asIs,
  cyan: asIs,
};

const ansiPalette: Palette = {
  bold: sequence(1, 22),
  dim: sequence(2, 22),
  red: sequence(31, 39),
  green: sequence(32, 39),
  yellow: sequence(33, 39),
  cyan: sequence(36, 39),
};

/**
 * The palette for a stream: colours only on a terminal that is not `dumb`, and never with `NO_COLOR`
 * (no-color.org: any value but the empty one) or `FORCE_COLOR=0`. Nothing forces colours into a pipe.
 */
export function paletteFor(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): Palette {
  const off =
    !isTerminal ||
    (env.NO_COLOR ?? '') !== '' ||
    env.FORCE_COLOR === '0' ||
    env.FORCE_COLOR === 'false' ||
    env.TERM === 'dumb';
  return off ? plainPalette : ansiPalette;
}

/**
 * The part of a command that is this machine's.
 */

import type { Context } from '../../context.ts';
import { formatError } from '../../ui/error.ts';
import { exitCodeOf } from '../../ui/exit-code.ts';
import type { Call, CommandDefinition } from '../definition.ts';
import { errPalette } from '../terminal.ts';

export interface RanHere {
  readonly exitCode: number;
  /** What it printed. */
  readonly out: string;
  /** What it threw; null: nothing. */
  readonly error: unknown;
}

/** What it prints as data is collected, so that it can be joined with that of hosts. */
export async function runHere(
  definition: CommandDefinition,
  call: Call,
  args: readonly string[],
): Promise<RanHere> {
  const pieces: Buffer[] = [];
  const stdout = (piece: string | Uint8Array): void => void pieces.push(Buffer.from(piece));
  const collected = (): string => Buffer.concat(pieces).toString();
  try {
    const exitCode = await definition.run({
      ...call,
      args,
      context: { ...call.context, stdout, onlyHere: true },
    });
    return { exitCode, out: collected(), error: null };
  } catch (error) {
    return { exitCode: exitCodeOf(error), out: collected(), error };
  }
}

/** Its part is no other one's: everything goes on as without hosts. */
export async function onlyHere(definition: CommandDefinition, call: Call, args = call.args): Promise<number> {
  return await definition.run({ ...call, args, context: { ...call.context, onlyHere: true } });
}

export function showThrown(context: Context, { error }: Pick<RanHere, 'error'>): void {
  if (error !== null) context.stderr(formatError(error, context.program.version, errPalette(context)));
}

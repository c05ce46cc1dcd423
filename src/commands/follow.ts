/**
 * Draws what a command shows again and again, until Ctrl-C.
 */
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { pause } from '../poll.ts';
import { formatError } from '../ui/error.ts';
import { formatFrame } from '../ui/frame.ts';
import { errPalette } from './terminal.ts';

const EVERY_MS = 1000;

/** @throws {PaneError} `usage` where there is no terminal */
export async function follow(context: Context, show: () => Promise<string>): Promise<void> {
  if (!context.stdoutIsTerminal) {
    throw new PaneError('usage', '--watch needs a terminal', {
      hint: 'In a script, run `pane status --json` repeatedly.',
    });
  }
  let text = await show();
  while (!context.signal.aborted) {
    context.stdout(formatFrame(text, context.rows));
    await pause(EVERY_MS, context.signal);
    // While a file is being edited it may have a mistake: that is shown until it is mended.
    if (!context.signal.aborted) text = await show().catch((error: unknown) => faultOf(context, error));
  }
}

function faultOf(context: Context, error: unknown): string {
  if (error instanceof PaneError) return formatError(error, context.program.version, errPalette(context));
  if (context.signal.aborted) return ''; // what it had started was interrupted too
  throw error;
}

/**
 * A command of `pane` that is run for another machine: by a `pane` of its own, with the file that was sent.
 */
import type { Context } from '../../context.ts';
import { startDuplex } from '../../process/duplex.ts';
import { outsideWindows } from '../../process/runner.ts';

/** The hidden command that runs another one and tells of it. */
const TOLD = 'told';

export interface Call {
  readonly command: string;
  readonly words: readonly string[];
  /** Null: none was sent yet. */
  readonly file: string | null;
  readonly cwd: string;
  readonly stdin: Uint8Array;
  /** It tells of its operations: see `readTold`. */
  readonly tells: boolean;
}

export type OnPrinted = (where: 'out' | 'err', piece: Uint8Array) => void;

export interface RunningCommand {
  /** Null: a signal ended it. */
  readonly code: Promise<number | null>;
  readonly end: () => void;
}

export function startCommand(context: Context, call: Call, onPrinted: OnPrinted): RunningCommand {
  const { node, script } = context.program;
  const { PANE_CONFIG: _, ...env } = outsideWindows(context.env);
  const child = startDuplex(
    node,
    [
      script,
      ...(call.tells ? [TOLD] : []),
      call.command,
      ...(call.file === null ? [] : ['--file', call.file]),
      ...call.words,
    ],
    {
      cwd: call.cwd,
      env,
      onStdout: (piece) => onPrinted('out', piece),
      onStderr: (piece) => onPrinted('err', piece),
    },
  );
  child.write(call.stdin);
  child.endInput();
  return { code: child.ended.then(({ exitCode }) => exitCode), end: () => child.end('SIGTERM') };
}

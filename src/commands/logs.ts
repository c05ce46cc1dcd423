/**
 * `pane logs`
 */
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { defineCommand } from './definition.ts';

export const logsCommand = defineCommand({
  name: 'logs',
  opensProject: true,
  group: 'Tasks',
  summary: "print what a task's window has printed",
  description:
    'Leaves out colours and other escape sequences. For full-screen agents `pane peek` reads better.',
  arguments: [
    {
      name: 'task',
      text: 'task, or TASK@ID for an archive (default: the one you are in)',
      completes: 'tasks',
    },
  ],
  options: {
    follow: { short: 'f', text: 'keep printing new output, even after a restart, until Ctrl-C' },
    lines: { short: 'n', value: 'number', text: 'print only this many of the last lines' },
    verify: { text: "what the task's last check has printed" },
    raw: { text: 'byte for byte, including colours and cursor movement' },
  },
  hosts: 'output',
  examples: [
    'pane logs login-rewrite',
    'pane logs -f -n 20 login-rewrite',
    'pane logs --raw login-rewrite | less -R',
    'pane logs --verify login-rewrite',
  ],
  run: async ({ context, file, args: [task = null], has, value }) => {
    const lines = parseLines(value('lines'));
    const { logs } = await import('../logs/logs.ts');
    const printer = has('raw') ? rawPrinter(context) : await plainPrinter(context, lines);
    await logs(context, { file, task, follow: has('follow'), ofCheck: has('verify'), lines, ...printer });
    printer.onEnd();
    return 0;
  },
});

function parseLines(given: string | null): number | null {
  if (given === null) return null;
  if (/^\d+$/.test(given)) return Number(given);
  throw new PaneError('usage', `--lines takes a number, not "${given}"`);
}

interface Printer {
  readonly onPiece: (piece: Uint8Array) => void;
  readonly onPause: () => void;
  readonly onEnd: () => void;
}

function rawPrinter({ stdout }: Context): Printer {
  return { onPiece: stdout, onPause: () => {}, onEnd: () => {} };
}

async function plainPrinter({ stdout }: Context, count: number | null): Promise<Printer> {
  const { createLogLines } = await import('../ui/logs/log-lines.ts');
  const lines = createLogLines(count);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return {
    onPiece: (piece) => stdout(lines.write(decoder.decode(piece, { stream: true }))),
    onPause: () => stdout(lines.pause()),
    onEnd: () => stdout(lines.end()),
  };
}

/**
 * The program `pane`: the only reader of `process` beside `start.ts`, which calls it. It makes the context, runs
 * the command line, shows what went wrong and sets the exit code; everything else gets what it needs from the
 * context.
 */
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isatty } from 'node:tty';
import { version } from '../package.json';
import { run } from './commands/program.ts';
import type { Cache, Context } from './context.ts';
import { PaneError, refusalOf } from './errors.ts';
import { createInput } from './input.ts';
import { forMany } from './signals.ts';

/** Compiled code that is to be kept for the next run of this command. */
export interface Unkept {
  /** Absolute path of the file. */
  readonly place: string;
  readonly content: Uint8Array;
}

export interface Start {
  /** What runs this program: the path of the bin. */
  readonly script: string;
  readonly cache: Cache | null;
  /** Asked at the end. Null: there is nothing to keep. */
  readonly unkept: () => Unkept | null;
}

/** A standard stream, opened at the first write: opening takes a measurable part of a quick command's time. */
interface Output {
  readonly write: (text: string | Uint8Array) => void;
  /**
   * Resolves when all that was written has left the process: a pipe may take it in pieces.
   * @returns why it could not be written, where somebody still waits for it: the disk is full perhaps
   */
  readonly flush: () => Promise<PaneError | null>;
}

/** The reader of a pipe has gone, or the terminal with its window. */
const GONE: readonly unknown[] = ['EPIPE', 'EIO'];

/**
 * @param onClosed called when nobody reads any more (`pane status | head -1`), or with the reason why it can't be
 *   written; nothing more is written then
 */
function createOutput(open: () => NodeJS.WriteStream, onClosed: (failure: PaneError | null) => void): Output {
  let stream: NodeJS.WriteStream | null = null;
  let closed = false;
  let failure: PaneError | null = null;
  const onError = (error: NodeJS.ErrnoException): void => {
    if (closed) return;
    closed = true;
    if (!GONE.includes(error.code)) {
      const reason = refusalOf(error) ?? error.message;
      failure = new PaneError('failed', `could not write the output: ${reason}`);
    }
    onClosed(failure);
  };
  const write = (text: string | Uint8Array): void => {
    if (closed || text.length === 0) return;
    stream ??= open().on('error', onError);
    stream.write(text);
  };
  const flush = async (): Promise<PaneError | null> => {
    const opened = stream;
    if (opened?.destroyed === false) {
      // The stream tells the callback of an error before it tells anybody else.
      await new Promise<void>((resolve) =>
        opened.write('', (error) => {
          if (error != null) onError(error);
          resolve();
        }),
      );
    }
    return failure;
  };
  return { write, flush };
}

function currentDirectory(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new PaneError('failed', 'the current directory no longer exists', { cause });
  }
}

/** A copy, as each look at the real one asks the system. What names a place names it from here, wherever it is used. */
function environment(): Record<string, string | undefined> {
  const env = { ...process.env };
  const { TMUX_TMPDIR: directory = '', PANE_TMUX_SOCKET: socket = '' } = env;
  try {
    if (directory !== '') env.TMUX_TMPDIR = resolve(directory);
    if (socket.includes('/')) env.PANE_TMUX_SOCKET = resolve(socket);
  } catch {
    // The current directory is gone, which `currentDirectory` tells.
  }
  return env;
}

/** The exit code of a command line, or a file, that is not right. */
const USAGE = 2;

/** What fails costs only time at the next run: it is not told. */
async function keep({ place, content }: Unkept): Promise<void> {
  const { writeFileAtomically } = await import('./gate/write.ts');
  const write = async (): Promise<void> => {
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    await writeFileAtomically(place, content, { mode: 0o600, durable: false });
  };
  await write().catch(() => {});
}

export function main(start: Start): void {
  const argv = process.argv.slice(2);
  const stop = new AbortController();
  const signal = forMany(stop.signal);
  const input = createInput(() => process.stdin, signal);

  const stdout = createOutput(
    () => process.stdout,
    (failure) => stop.abort(failure ?? undefined),
  );
  const stderr = createOutput(
    () => process.stderr,
    () => undefined,
  );

  const context: Context = {
    get cwd() {
      return currentDirectory();
    },
    env: environment(),
    stdout: stdout.write,
    stderr: stderr.write,
    stdinIsTerminal: isatty(0),
    stdoutIsTerminal: isatty(1),
    stderrIsTerminal: isatty(2),
    get columns() {
      return process.stdout.columns || process.stderr.columns || 80;
    },
    get rows() {
      return process.stdout.rows || 24;
    },
    readStdin: input.all,
    ask: (question) => {
      stderr.write(question);
      return input.line();
    },
    signal,
    pid: process.pid,
    cache: start.cache,
    program: { node: process.execPath, script: start.script, version },
  };

  async function finish(code: number): Promise<void> {
    process.exitCode = code;
    const unwritten = await stdout.flush();
    if (unwritten !== null) {
      await show(unwritten);
      process.exitCode = code || 1;
    }
    await stderr.flush();
    // Not of a word that is no command.
    const unkept = code === USAGE ? null : start.unkept();
    if (unkept !== null) await keep(unkept);
    process.exit();
  }

  let shown: unknown = null;
  async function show(error: unknown): Promise<void> {
    if (error === shown) return;
    shown = error;
    const [{ errorDocument, formatError }, { paletteFor }, { formatJson }] = await Promise.all([
      import('./ui/error.ts'),
      import('./ui/colour.ts'),
      import('./ui/json.ts'),
    ]);
    const options = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined);
    if (options.includes('--json')) stdout.write(formatJson(errorDocument(error)));
    stderr.write(formatError(error, version, paletteFor(context.stderrIsTerminal, context.env)));
  }

  async function fail(thrown: unknown): Promise<void> {
    // A child that got the interrupt too fails in its own way; the reason is the interrupt.
    const error =
      stop.signal.aborted && !(thrown instanceof PaneError)
        ? new PaneError('interrupted', 'interrupted')
        : thrown;
    await show(error);
    const { exitCodeOf } = await import('./ui/exit-code.ts');
    await finish(exitCodeOf(error));
  }

  /** The first one asks to stop, the second ends at once. What comes within 100 ms is one: npm sends Ctrl-C on, on top of the terminal. */
  let stoppedAt: number | null = null;
  function onSignal(): void {
    const now = performance.now();
    if (stoppedAt !== null && now - stoppedAt > 100) process.exit(130);
    stoppedAt ??= now;
    stop.abort(new PaneError('interrupted', 'interrupted'));
  }

  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  process.on('uncaughtException', (error) => void fail(error));

  run(argv, context).then(finish, fail);
}

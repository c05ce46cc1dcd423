/**
 * The program `pane`: the only reader of `process`. It makes the context, runs the command line, shows
 * what went wrong and sets the exit code; everything else gets what it needs from the context.
 */
import module from 'node:module';
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { version } from '../package.json';
import { run } from './commands/program.ts';
import type { Context } from './context.ts';
import { PaneError } from './errors.ts';
import { createInput } from './input.ts';

// Node 22.1 and later keep what they compiled: a third of what a quick command takes.
if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function')
  module.enableCompileCache();

const argv = process.argv.slice(2);
const stop = new AbortController();
const input = createInput(() => process.stdin, stop.signal);

/** A standard stream, opened at the first write: opening takes a measurable part of a quick command's time. */
interface Output {
  readonly write: (text: string) => void;
  /** Resolves when all that was written has left the process: a pipe may take it in pieces. */
  readonly flush: () => Promise<void>;
}

/** @param onClosed called when the reader has gone (`pane status | head -1`); nothing more is written then */
function createOutput(open: () => NodeJS.WriteStream, onClosed: () => void): Output {
  let stream: NodeJS.WriteStream | null = null;
  let closed = false;
  const onError = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') throw error;
    closed = true;
    onClosed();
  };
  const write = (text: string): void => {
    if (closed || text === '') return;
    stream ??= open().on('error', onError);
    stream.write(text);
  };
  const flush = async (): Promise<void> => {
    const opened = stream;
    if (opened === null || opened.destroyed) return;
    await new Promise<void>((resolve) => opened.write('', () => resolve()));
  };
  return { write, flush };
}

const stdout = createOutput(
  () => process.stdout,
  () => stop.abort(),
);
const stderr = createOutput(
  () => process.stderr,
  () => undefined,
);

function currentDirectory(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new PaneError('failed', 'the current directory is not there any more', { cause });
  }
}

const context: Context = {
  get cwd() {
    return currentDirectory();
  },
  env: process.env,
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
  signal: stop.signal,
  pid: process.pid,
  program: { node: process.execPath, script: fileURLToPath(import.meta.url), version },
};

async function finish(code: number): Promise<void> {
  process.exitCode = code;
  await stdout.flush();
  await stderr.flush();
  process.exit();
}

async function fail(thrown: unknown): Promise<void> {
  const [{ errorDocument, formatError }, { exitCodeOf }, { paletteFor }, { formatJson }] = await Promise.all([
    import('./ui/error.ts'),
    import('./ui/exit-code.ts'),
    import('./ui/colour.ts'),
    import('./ui/json.ts'),
  ]);
  // A child that got the interrupt too fails in its own way; the reason is the interrupt.
  const error =
    stop.signal.aborted && !(thrown instanceof PaneError)
      ? new PaneError('interrupted', 'interrupted')
      : thrown;
  const options = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined);
  if (options.includes('--json')) stdout.write(formatJson(errorDocument(error)));
  stderr.write(formatError(error, version, paletteFor(context.stderrIsTerminal, context.env)));
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

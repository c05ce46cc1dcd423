/**
 * What a command gets from outside, without a process around it.
 */
import type { Context } from '../../src/context.ts';
import { forMany } from '../../src/signals.ts';

/** At no terminal, with nothing to read, and nothing kept. */
export function plainContext(parts: Partial<Context>): Context {
  return {
    cwd: '/',
    env: {},
    stdout: () => {},
    stderr: () => {},
    stdinIsTerminal: false,
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    columns: 80,
    rows: 24,
    readStdin: async () => '',
    ask: async () => null,
    signal: forMany(new AbortController().signal),
    pid: process.pid,
    cache: null,
    program: { node: process.execPath, script: '/cli.js', version: '0.0.0' },
    ...parts,
  };
}

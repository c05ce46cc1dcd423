/**
 * The directory that holds all sandboxes of one test run and their common cache, and the check in the end that none was left.
 * A module of vitest's `globalSetup`: it runs once, in the main process.
 */
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { processesOf } from './processes.ts';

declare module 'vitest' {
  interface ProvidedContext {
    runDirectory: string;
  }
}

/** Fails the run if a sandbox's directory or a process of one is left; removes and ends them. */
export default function setup(project: TestProject): () => void {
  // Not os.tmpdir(): it is long on macOS, and the path of a unix socket has about 100 bytes.
  const directory = mkdtempSync(join(realpathSync('/tmp'), 'pane-'));
  project.provide('runDirectory', directory);
  return () => {
    const processes = processesOf(directory);
    for (const { pid } of processes) process.kill(pid, 'SIGKILL');
    const left = [
      ...processes.map(({ pid, command }) => `process ${pid} (${command})`),
      ...readdirSync(directory)
        .filter((name) => name !== 'cache')
        .map((name) => `directory ${join(directory, name)}`),
    ];
    rmSync(directory, { recursive: true, force: true });
    if (left.length === 0) return;
    process.exitCode = 1;
    throw new Error(`the tests left behind:\n${left.join('\n')}`);
  };
}

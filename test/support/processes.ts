/**
 * Child processes of the tests, and finding the ones that a sandbox left running.
 */
import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

export interface Ran {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SpawnOptions {
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** A process that runs while the test goes on. */
export class Running {
  /** Resolves when it has ended and its output is complete. */
  readonly ended: Promise<Ran>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  #stdout = '';
  #stderr = '';

  constructor(command: string, args: readonly string[], { cwd, env }: SpawnOptions) {
    const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    // The program may end before it has read all of its input.
    child.stdin.on('error', () => undefined);
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode, signal) => {
        resolve({ exitCode, signal, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
  }

  /** Undefined if it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What it has printed so far. */
  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  write(text: string): void {
    this.#child.stdin.write(text);
  }

  closeInput(text = ''): void {
    this.#child.stdin.end(text);
  }

  kill(signal: NodeJS.Signals = 'SIGTERM'): void {
    this.#child.kill(signal);
  }
}

/** Runs a program to its end. */
export function ran(
  command: string,
  args: readonly string[],
  options: SpawnOptions & { readonly input?: string },
): Promise<Ran> {
  const running = new Running(command, args, options);
  running.closeInput(options.input);
  return running.ended;
}

export interface Found {
  readonly pid: number;
  /** Its command line, for messages. */
  readonly command: string;
}

/**
 * The processes that have `root` in their environment, command line or working directory. Ours is left out.
 * Processes of other users are not seen.
 */
export function processesOf(root: string): Found[] {
  const found = process.platform === 'linux' ? fromProc(root) : fromPs(root);
  return found.filter(({ pid }) => pid !== process.pid);
}

function fromProc(root: string): Found[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        if (command === '') return []; // one of the kernel's, or one that has ended
        const environment = readFileSync(`/proc/${name}/environ`, 'utf8');
        const texts = [command, environment, `${readlinkSync(`/proc/${name}/cwd`)}/`];
        if (!texts.some((text) => text.includes(`${root}/`) || text.includes(`${root}\0`))) return [];
        return [{ pid: Number(name), command: command.replaceAll('\0', ' ').trim() }];
      } catch {
        return []; // it has ended meanwhile, or is somebody else's
      }
    });
}

function fromPs(root: string): Found[] {
  return execFileSync('ps', ['eww', '-ax', '-o', 'pid=,command='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(`${root}/`) || line.includes(`${root} `))
    .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim().replace(/^\d+ /, '') }));
}

/**
 * A machine of its own for one test: an environment built from empty, a short directory for everything, a
 * private tmux server. When it is disposed of, nothing that was started in it runs any more.
 *
 *     await using sandbox = await Sandbox.create();
 */
import { mkdtempSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, relative, resolve } from 'node:path';
import { inject } from 'vitest';
import { eventually } from './eventually.ts';
import { processesOf, type Ran, Running, ran } from './processes.ts';
import { Repository } from './repository.ts';
import { type Launch, readLaunches, type StubAgentOptions, stubAgentScript } from './stub-agent.ts';

/** The built command. */
export const builtCommand = resolve(import.meta.dirname, '../../dist/cli.js');

export interface RunOptions {
  /** Relative to the sandbox's root; the root by default. */
  readonly cwd?: string;
  /** Added to the sandbox's environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
}

// The file protocol is off by default for submodules; those of the tests are local.
const gitConfig = {
  'user.name': 'Test',
  'user.email': 'test@example.invalid',
  'init.defaultBranch': 'main',
  'protocol.file.allow': 'always',
};

function environment(root: string): Record<string, string> {
  const inherited = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => !entry.includes('node_modules'));
  const config = Object.entries(gitConfig).flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    PATH: [join(root, 'bin'), dirname(process.execPath), ...inherited].join(delimiter),
    HOME: join(root, 'home'),
    USER: 'test',
    SHELL: '/bin/sh',
    TMPDIR: join(root, 'tmp'),
    XDG_CONFIG_HOME: join(root, 'home/.config'),
    XDG_DATA_HOME: join(root, 'home/.local/share'),
    XDG_STATE_HOME: join(root, 'home/.local/state'),
    // Shared by the run, as by the commands of a user: the compiled code is made once.
    XDG_CACHE_HOME: join(dirname(root), 'cache'),
    XDG_RUNTIME_DIR: join(root, 'run'),
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    // Not /dev/null, as git's manual has it: `git config --global` of root replaces that file.
    GIT_CONFIG_GLOBAL: join(root, 'home/.gitconfig'),
    GIT_CONFIG_SYSTEM: join(root, 'home/system.gitconfig'),
    GIT_CONFIG_COUNT: String(Object.keys(gitConfig).length),
    ...Object.fromEntries(config),
    // Even tmux's default server is one of the sandbox's.
    TMUX_TMPDIR: join(root, 'tmp'),
    PANE_TMUX_SOCKET: join(root, 't'),
    PANE_SANDBOX: root,
  };
}

export class Sandbox implements AsyncDisposable {
  /** Absolute, short and without symbolic links. */
  readonly root: string;
  /** What every program in it gets; a test may change it before it runs one. */
  readonly env: Record<string, string>;

  static async create(): Promise<Sandbox> {
    const sandbox = new Sandbox(mkdtempSync(join(inject('runDirectory'), 's')));
    const folders = ['agents', 'bin', 'home/.config', 'run', 'tmp'];
    await Promise.all(folders.map((name) => mkdir(sandbox.path(name), { recursive: true, mode: 0o700 })));
    return sandbox;
  }

  private constructor(root: string) {
    this.root = root;
    this.env = environment(root);
  }

  /** The socket of the private tmux server, which starts with the first session. */
  get socket(): string {
    return this.path('t');
  }

  /** An absolute path; relative ones start at the sandbox's root. */
  path(...parts: readonly string[]): string {
    return resolve(this.root, ...parts);
  }

  /** Writes a file and the directories above it; returns its path. */
  async write(path: string, content: string | Uint8Array, { mode = 0o644 } = {}): Promise<string> {
    const file = this.path(path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    await chmod(file, mode);
    return file;
  }

  read(path: string): Promise<string> {
    return readFile(this.path(path), 'utf8');
  }

  /** Runs a program to its end, whatever its exit code. */
  run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    const { input = '' } = options;
    return ran(command, args, { ...this.#spawnOptions(options), input });
  }

  /** Starts a program that runs while the test goes on. */
  start(command: string, args: readonly string[], options: RunOptions = {}): Running {
    return new Running(command, args, this.#spawnOptions(options));
  }

  /** Runs a program that must succeed; returns what it printed, without the last newline. */
  async output(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
    const { exitCode, signal, stdout, stderr } = await this.run(command, args, options);
    if (exitCode === 0) return stdout.replace(/\n$/, '');
    throw new Error(`${command} ${args.join(' ')}: ${exitCode ?? signal}\n${stderr}${stdout}`);
  }

  /** Runs the built `pane`. */
  pane(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    return this.run(process.execPath, [builtCommand, ...args], options);
  }

  startPane(args: readonly string[], options: RunOptions = {}): Running {
    return this.start(process.execPath, [builtCommand, ...args], options);
  }

  /** In the sandbox's root; begin with `-C` for another directory. Throws if it fails. */
  git(...args: readonly string[]): Promise<string> {
    return this.output('git', args);
  }

  /** Runs `sh -c SCRIPT`. Throws if it fails. */
  sh(script: string, options: RunOptions = {}): Promise<string> {
    return this.output('sh', ['-c', script], options);
  }

  /** On the sandbox's own server. Throws if it fails. */
  tmux(...args: readonly string[]): Promise<string> {
    return this.tmuxAt(this.socket, ...args);
  }

  /** On another server; its socket must lie in the sandbox too. */
  tmuxAt(socket: string, ...args: readonly string[]): Promise<string> {
    const path = this.path(socket);
    if (relative(this.root, path).startsWith('..'))
      throw new Error(`a tmux socket outside the sandbox: ${path}`);
    return this.output('tmux', ['-u', '-f', '/dev/null', '-S', path, ...args]);
  }

  /** Makes a repository `name` with these files in its first commit. */
  repository(
    name = 'repo',
    { files = { 'README.md': '# Test\n' } }: { files?: Record<string, string> } = {},
  ) {
    return Repository.create(this, name, files);
  }

  /** Writes the script of a stub agent; returns its path. It is also found by its name in PATH. */
  stubAgent(options: StubAgentOptions = {}): Promise<string> {
    const script = stubAgentScript(this.path('agents'), options);
    return this.write(join('bin', options.name ?? 'stub'), script, { mode: 0o755 });
  }

  /** How the stub agents were started so far, in the order of their starts. */
  launches(): Launch[] {
    return readLaunches(this.path('agents'));
  }

  /** The launches, once there are so many: an agent that has started needs a moment until it has written down how. */
  launched(count: number): Promise<Launch[]> {
    return eventually(() => {
      const launches = this.launches();
      if (launches.length === count) return launches;
      throw new Error(`${launches.length} launches, not ${count}: ${JSON.stringify(launches, null, 1)}`);
    });
  }

  /** Ends everything that was started in the sandbox and removes it; throws if that does not succeed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await eventually(() => {
      const processes = processesOf(this.root);
      for (const { pid } of processes) killIfThere(pid);
      const names = processes.map(({ pid, command }) => `${pid} ${command}`);
      if (names.length > 0) throw new Error(`still running in ${this.root}:\n${names.join('\n')}`);
    });
    const remove = () => rm(this.root, { recursive: true, maxRetries: 3 });
    // Unless we are root, a directory without write permission can't be emptied.
    await remove().catch(async () => {
      await ran('chmod', ['-R', 'u+rwX', this.root], { cwd: '/', env: { PATH: '/usr/bin:/bin' } });
      await remove();
    });
  }

  #spawnOptions({ cwd = '.', env = {} }: RunOptions) {
    const merged = Object.entries({ ...this.env, ...env });
    const defined = merged.filter((entry): entry is [string, string] => entry[1] !== undefined);
    return { cwd: this.path(cwd), env: Object.fromEntries(defined) };
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile; what can't be killed is found again and reported.
  }
}

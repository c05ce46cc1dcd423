/**
 * One machine of the test bed: namespaces of its own, in which a user `me` has a home, a tmux server and a network
 * device for each other machine that it is wired to.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../support/eventually.ts';
import { type Ran, Running } from '../../support/processes.ts';

/** Of `me`: a number that no user of the machine below has. */
export const USER = 64_242;

const PASSWD = `root:x:0:0:root:/root:/bin/sh
sshd:x:64241:65534::/run/sshd:/usr/sbin/nologin
me:x:${USER}:${USER}::/home/me:/bin/bash
`;
const GROUP = `root:x:0:
tty:x:5:
nogroup:x:65534:
me:x:${USER}:
`;
const GIT_CONFIG = `[user]
	name = Me
	email = me@example.invalid
[init]
	defaultBranch = main
[advice]
	detachedHead = false
`;

/** What every command gets. */
const ENV = {
  HOME: '/home/me',
  USER: 'me',
  LOGNAME: 'me',
  SHELL: '/bin/bash',
  LANG: 'C.UTF-8',
  TERM: 'xterm-256color',
  PATH: '/home/me/.local/bin:/mnt/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
} as const;

export interface RunOptions {
  /** From the home directory. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Instead of `me`. */
  readonly asRoot?: boolean;
}

/** A launch of the stub agent. */
export interface Launch {
  readonly cwd: string;
  readonly pid: number;
  readonly argv: readonly string[];
  readonly input: string;
  /** Another one was at work in its worktree when it began. */
  readonly isDouble: boolean;
}

export class Machine {
  readonly name: string;
  /** Its directory, as it is seen from outside. */
  readonly directory: string;
  readonly #git: string;
  #keeper: ChildProcess | null = null;
  #pid = 0;

  /** `git`: a directory that all machines see as /mnt/git. */
  constructor(name: string, directory: string, git: string) {
    this.name = name;
    this.directory = directory;
    this.#git = git;
    for (const folder of ['etc', 'home/.local/bin', 'home/.ssh', 'home/src', 'tmp'])
      mkdirSync(this.path(folder), { recursive: true, mode: folder === 'home/.ssh' ? 0o700 : 0o755 });
    this.write('etc/passwd', PASSWD);
    this.write('etc/group', GROUP);
    this.write('etc/hosts', `127.0.0.1 localhost ${name}\n`);
    this.write('home/.gitconfig', GIT_CONFIG);
    const stub = readFileSync(join(import.meta.dirname, 'stub.sh'), 'utf8');
    this.write('home/.local/bin/stub', stub, 0o755);
    this.own();
  }

  path(...parts: readonly string[]): string {
    return join(this.directory, ...parts);
  }

  /** Of its home. */
  home(...parts: readonly string[]): string {
    return this.path('home', ...parts);
  }

  write(path: string, text: string, mode = 0o644): void {
    writeFileSync(this.path(path), text, { mode });
    if (path.startsWith('home/')) chownSync(this.path(path), USER, USER);
  }

  /** What was written below its home from outside becomes the user's. */
  own(): void {
    execFileSync('chown', ['-R', `${USER}:${USER}`, this.path('home'), this.path('tmp')]);
  }

  /** The number of its first process, as it is seen from outside. */
  get pid(): number {
    return this.#pid;
  }

  async boot(): Promise<void> {
    this.write('etc/boot_id', `${randomUUID()}\n`);
    await this.#begin();
    await this.startSshd();
  }

  /** Where there is a configuration for it. */
  async startSshd(): Promise<void> {
    if (!existsSync(this.path('etc/sshd_config'))) return;
    rmSync(this.path('sshd.pid'), { force: true });
    await this.root('"$(command -v sshd)" -E /mnt/machine/sshd.log -f /mnt/machine/etc/sshd_config');
    await eventually(() => existsSync(this.path('sshd.pid')));
  }

  async #begin(): Promise<void> {
    const script = join(import.meta.dirname, 'machine.sh');
    const words = [script, this.directory, this.name, process.execPath, this.#git];
    const spaces = ['--fork', '--kill-child', '--pid', '--mount-proc', '--mount', '--uts', '--ipc', '--net'];
    const keeper = spawn('unshare', [...spaces, 'sh', ...words], {
      env: { PATH: ENV.PATH, PANE_BED: process.env.PANE_BED ?? '' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#keeper = keeper;
    let said = '';
    for (const stream of [keeper.stdout, keeper.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    await eventually(() => {
      if (keeper.exitCode !== null) throw new Error(`${this.name} did not start: ${said}`);
      return said.includes('ready\n');
    });
    const children = readFileSync(`/proc/${keeper.pid}/task/${keeper.pid}/children`, 'utf8');
    this.#pid = Number(children.trim().split(' ')[0]);
  }

  /**
   * Everything that runs there is killed, as by a power cut, except what holds its namespaces: their numbers stay the same
   * on a machine that starts again.
   */
  async die(): Promise<void> {
    await this.root('kill -KILL -1 || true');
  }

  /** After `die`: it is another boot. */
  async startAgain(): Promise<void> {
    this.write('etc/boot_id', `${randomUUID()}\n`);
    await this.startSshd();
  }

  /** For good: its namespaces are gone. */
  async end(): Promise<void> {
    const keeper = this.#keeper;
    if (keeper === null) return;
    const ended = new Promise((resolve) => keeper.once('close', resolve));
    process.kill(this.#pid, 'SIGKILL');
    await ended;
    this.#keeper = null;
  }

  /** Starts a program there that runs while the test goes on. */
  start(command: string, args: readonly string[], options: RunOptions = {}): Running {
    const { cwd = '/home/me', env = {}, asRoot = false } = options;
    const user = asRoot ? [] : [`--setuid=${USER}`, `--setgid=${USER}`];
    const into = ['-t', String(this.#pid), '-m', '-u', '-i', '-n', '-p', ...user];
    const at = ['sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', cwd];
    return new Running('nsenter', [...into, '--', ...at, command, ...args], {
      cwd: '/',
      env: { ...ENV, ...env },
    });
  }

  async run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    const running = this.start(command, args, options);
    running.closeInput(options.input);
    return await running.ended;
  }

  /** Must succeed; returns what it printed, without the last newline. */
  async output(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
    const { exitCode, signal, stdout, stderr } = await this.run(command, args, options);
    if (exitCode === 0) return stdout.replace(/\n$/, '');
    const line = `${command} ${args.join(' ')}`;
    throw new Error(`${this.name}: ${line}: ${exitCode ?? signal}\n${stderr}${stdout}`);
  }

  sh(script: string, options: RunOptions = {}): Promise<string> {
    return this.output('sh', ['-c', script], options);
  }

  root(script: string): Promise<string> {
    return this.sh(script, { asRoot: true, cwd: '/' });
  }

  /** The processes there whose command line begins so, by their numbers there. */
  async processes(begins: string): Promise<number[]> {
    const lines = await this.root('ps -eo pid=,args=');
    return lines.split('\n').flatMap((line) => {
      const [, pid = '', args = ''] = /^ *(\d+) (.*)$/.exec(line) ?? [];
      return args.startsWith(begins) ? [Number(pid)] : [];
    });
  }

  async signal(pids: readonly number[], signal: 'KILL' | 'STOP' | 'CONT' | 'INT'): Promise<void> {
    if (pids.length > 0) await this.root(`kill -${signal} ${pids.join(' ')} 2>/dev/null || true`);
  }

  /** sshd itself and those of its connections. */
  async sshds(): Promise<{ readonly all: number[]; readonly sessions: number[] }> {
    const listener = Number(readFileSync(this.path('sshd.pid'), 'utf8'));
    const all = await this.processes('sshd:');
    return { all, sessions: all.filter((pid) => pid !== listener) };
  }

  /** In the order in which they began. */
  launches(): Launch[] {
    const folder = this.home('launches');
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .sort((a, b) => Number(a) - Number(b))
      .flatMap((name): Launch[] => {
        const place = join(folder, name);
        if (!existsSync(join(place, 'complete'))) return [];
        const read = (file: string): string => readFileSync(join(place, file), 'utf8');
        return [
          {
            cwd: read('cwd'),
            pid: Number(read('pid')),
            argv: read('argv').split('\0').slice(0, -1),
            input: existsSync(join(place, 'input')) ? read('input') : '',
            isDouble: existsSync(join(place, 'double')),
          },
        ];
      });
  }
}

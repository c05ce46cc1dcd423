/**
 * A throw-away machine for the demo and the bench: a directory with a home, a tmux server and a `pane` of its
 * own, and an environment built from empty, so that nothing of the user's is read, changed or met.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { endProcessesWith } from './processes.mjs';
import { root as project } from './run.mjs';

const gitConfig = {
  'user.name': 'Demo',
  'user.email': 'demo@example.invalid',
  'init.defaultBranch': 'main',
  'advice.detachedHead': 'false',
};

function environment(root) {
  const inherited = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((path) => !path.includes('node_modules'));
  const config = Object.entries(gitConfig).flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    PATH: [join(root, 'bin'), dirname(process.execPath), ...inherited].join(delimiter),
    HOME: join(root, 'home'),
    USER: process.env.USER ?? 'demo',
    SHELL: '/bin/sh',
    TMPDIR: join(root, 'tmp'),
    XDG_CONFIG_HOME: join(root, 'home/.config'),
    XDG_DATA_HOME: join(root, 'home/.local/share'),
    XDG_STATE_HOME: join(root, 'home/.local/state'),
    XDG_CACHE_HOME: join(root, 'home/.cache'),
    XDG_RUNTIME_DIR: join(root, 'tmp'),
    LANG: 'C.UTF-8',
    TERM: process.env.TERM ?? 'xterm-256color',
    // Not /dev/null, as git's manual has it: `git config --global` of root replaces that file.
    GIT_CONFIG_GLOBAL: join(root, 'home/.gitconfig'),
    GIT_CONFIG_SYSTEM: join(root, 'home/system.gitconfig'),
    GIT_CONFIG_COUNT: String(Object.keys(gitConfig).length),
    ...Object.fromEntries(config),
    // Even the default server is one of the playground's.
    TMUX_TMPDIR: join(root, 'tmp'),
    PANE_TMUX_SOCKET: join(root, 't'),
  };
}

/** `'` quoted for sh. */
function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

export class Playground {
  /** Absolute, short (a socket's path has about 100 bytes) and without symbolic links. */
  root;
  env;
  #signal;

  /** `signal` ends the command that runs, and lets no further one start. */
  static create(name, signal) {
    const playground = new Playground(mkdtempSync(join(realpathSync('/tmp'), `pane-${name}-`)), signal);
    for (const folder of ['bin', 'home/.config', 'tmp'])
      mkdirSync(playground.path(folder), { recursive: true, mode: 0o700 });
    const built = join(project, 'dist', 'cli.js');
    playground.write('bin/pane', `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(built)} "$@"\n`);
    chmodSync(playground.path('bin/pane'), 0o755);
    return playground;
  }

  /** One that was left running; throws for any other directory, since it is going to be removed. */
  static open(name, root) {
    const isOurs = dirname(root) === realpathSync('/tmp') && basename(root).startsWith(`pane-${name}-`);
    if (!isOurs || !existsSync(join(root, 'bin/pane'))) throw new Error(`${root} is no ${name} of ours`);
    return new Playground(root);
  }

  /** Use `create` or `open`. */
  constructor(root, signal) {
    this.root = root;
    this.env = environment(root);
    this.#signal = signal;
  }

  get socket() {
    return this.path('t');
  }

  /** What everything that runs here has in its environment: a home is all that the tmux server hands on, too. */
  get mark() {
    return `HOME=${this.path('home')}`;
  }

  path(...parts) {
    return join(this.root, ...parts);
  }

  write(path, text) {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
  }

  /** Runs a line of shell; what it printed, with `show` on our own output too. Throws if it fails. */
  async sh(script, { cwd = '.', show = false } = {}) {
    const child = spawn('sh', ['-c', script], {
      cwd: this.path(cwd),
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: this.#signal,
    });
    const printed = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (text) => {
        printed[name] += text;
        if (show) process.stdout.write(text);
      });
    }
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    if (code !== 0) throw new Error(`${script}: exit code ${code}\n${show ? '' : printed.stderr}`.trim());
    return printed.stdout;
  }

  /** Ends all that runs in it and removes it; throws if something is left. */
  async end() {
    spawnSync('tmux', ['-S', this.socket, 'kill-server'], { env: this.env, stdio: 'ignore' }); // it may not run
    await endProcessesWith(this.mark);
    rmSync(this.root, { recursive: true, maxRetries: 3 });
    if (existsSync(this.root)) throw new Error(`${this.root} is still there`);
  }
}

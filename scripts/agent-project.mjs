/**
 * A repository, a HOME and a tmux server of their own, in which `pane` runs real agent programs against a model server:
 * for `npm run test:agents` and `npm run test:night-agents`.
 */
import { execFile, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AGENTS, write } from './agent-settings.mjs';
import { endProcessesWith } from './processes.mjs';

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const run = promisify(execFile);

let interrupted = false;
process.on('SIGINT', () => {
  interrupted = true; // what was started is ended then
});

/** Whether the user wants it to end. */
export function isInterrupted() {
  return interrupted;
}

export async function until(what, seconds, check) {
  const begun = Date.now();
  for (;;) {
    if (interrupted) throw new Error('interrupted');
    const found = await check();
    if (found) return { found, seconds: (Date.now() - begun) / 1000 };
    if (Date.now() - begun > seconds * 1000) throw new Error(`not within ${seconds} s: ${what}`);
    await delay(100);
  }
}

export function isOnPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => existsSync(join(directory, name)));
}

export class AgentProject {
  /** `names`: of agents; `url`: of their model server. */
  constructor(root, names, url) {
    this.root = root;
    this.repository = join(root, 'repo');
    this.socket = join(root, 't');
    const home = join(root, 'home');
    mkdirSync(home, { recursive: true });
    const settings = names.map((name) => [name, AGENTS[name]({ url, repository: this.repository, home })]);
    const variables = Object.assign({}, ...settings.map(([, { env }]) => env));
    this.mark = `PLAYED_BY=${randomUUID()}`;
    const [variable, value] = this.mark.split('=');
    this.env = { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', TERM: 'xterm-256color' };
    Object.assign(this.env, variables, { PANE_TMUX_SOCKET: this.socket, [variable]: value });
    for (const part of ['AUTHOR', 'COMMITTER'])
      Object.assign(this.env, { [`GIT_${part}_NAME`]: 'Tester', [`GIT_${part}_EMAIL`]: 't@example.org' });
    this.agents = Object.fromEntries(settings.map(([name, { args }]) => [name, { args }]));
    this.pass = ['HOME', variable, ...Object.keys(variables)];
  }

  /** `file`: of `pane.config.yaml`, but for its agents and what they need. */
  begin(file) {
    const git = (...words) => execFileSync('git', words, { cwd: this.repository, env: this.env });
    const config = { env_pass: this.pass, agents: this.agents, ...file };
    write(join(this.repository, 'pane.config.yaml'), config); // JSON is YAML
    write(join(this.repository, '.gitignore'), 'pane.config.yaml\n');
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-qm', 'Begin');
  }

  async pane(...words) {
    const { stdout } = await run(process.execPath, [cli, ...words], { cwd: this.repository, env: this.env });
    return stdout;
  }

  async tmux(...words) {
    const { stdout } = await run('tmux', ['-u', '-S', this.socket, '-f', '/dev/null', ...words]);
    return stdout;
  }

  screen(task) {
    return this.tmux('capture-pane', '-p', '-t', task);
  }

  async leave({ keeps = false } = {}) {
    await this.tmux('kill-server').catch(() => '');
    await endProcessesWith(this.mark);
    if (!keeps) rmSync(this.root, { recursive: true, force: true });
  }
}

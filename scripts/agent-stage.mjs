/**
 * A window of `pane` with one real agent program, in a HOME of its own, and everything to look at it: for
 * `npm run test:agents`.
 */
import { execFile, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AGENTS, write } from './agent-settings.mjs';
import { endProcessesWith } from './processes.mjs';

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const run = promisify(execFile);

function firstDifference(wanted, found) {
  let at = 0;
  while (at < wanted.length && wanted[at] === found[at]) at += 1;
  const [one, other] = [wanted, found].map((text) => JSON.stringify(text.slice(at, at + 60)));
  return `from character ${at} of ${wanted.length} on ${one} is ${other}`;
}

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

/** A project of one task with that agent, and everything to look at it. */
export class Stage {
  constructor(name, root, model, prompt) {
    this.name = name;
    this.root = root;
    this.model = model;
    this.repository = join(root, 'repo');
    this.worktree = join(root, 'repo.worktrees/one');
    this.socket = join(root, 't');
    const home = join(root, 'home');
    mkdirSync(home, { recursive: true });
    const { args, env } = AGENTS[name]({ url: model.url, repository: this.repository, home });
    this.mark = `PLAYED_BY=${randomUUID()}`;
    const [variable, value] = this.mark.split('=');
    this.env = { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', TERM: 'xterm-256color' };
    Object.assign(this.env, env, { PANE_TMUX_SOCKET: this.socket, [variable]: value });
    for (const part of ['AUTHOR', 'COMMITTER'])
      Object.assign(this.env, { [`GIT_${part}_NAME`]: 'Tester', [`GIT_${part}_EMAIL`]: 't@example.org' });
    this.prepare({ args, prompt, pass: ['HOME', variable, ...Object.keys(env)] });
  }

  prepare({ args, prompt, pass }) {
    const git = (...words) => execFileSync('git', words, { cwd: this.repository, env: this.env });
    const task = { name: 'one', agent: this.name, prompt };
    const config = { env_pass: pass, agents: { [this.name]: { args } }, tasks: [task] };
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

  async state() {
    const [task] = JSON.parse(await this.pane('status', '--json')).tasks;
    return task;
  }

  /** Waits for the state; keeps those that were seen on the way in `seen`. */
  async comesTo(states, seconds, seen = []) {
    const { found } = await until(`state ${states}`, seconds, async () => {
      const { state, source, message } = await this.state();
      const text = `${state} (${source}${message === null ? '' : `: ${message}`})`;
      if (seen.at(-1) !== text) seen.push(text);
      return states.includes(state) ? text : false;
    }).catch(async (error) => {
      const screen = await this.screen().catch(String);
      throw new Error(`${error.message}; seen: ${seen.join(', ')}\n${screen}`);
    });
    return found;
  }

  /** Typed by `pane send` as soon as the agent is ready; the model is asked then. */
  async asked(text) {
    const before = this.model.requests.length;
    await this.pane('send', '--when', 'idle', 'one', '--', text).catch(async (error) => {
      throw new Error(`${error.message}\n${(await this.screen().catch(String)).replace(/\n\s*\n/g, '\n')}`);
    });
    await until('the model is asked', 30, () => this.model.requests.length > before);
  }

  /** Waits until the agent has written this prompt into its file, and is idle again; takes the file away. */
  async writes(prompt, seen = []) {
    const file = join(this.worktree, 'answer.txt');
    const read = () => (existsSync(file) ? readFileSync(file, 'utf8') : '');
    const isWritten = () => read() === prompt;
    await until('the answer is written', 60, isWritten).catch((error) => {
      throw new Error(`${error.message}; ${firstDifference(prompt, read())}`);
    });
    await this.comesTo(['idle'], 30, seen);
    rmSync(file);
  }

  /** Typed in whatever the state is, as its user may. */
  async type(text) {
    await this.tmux('send-keys', '-t', 'one', '-l', text);
    await delay(500); // some take an Enter right after it as a part of it
    await this.tmux('send-keys', '-t', 'one', 'Enter');
  }

  turns() {
    const text = readFileSync(join(this.repository, '.git/worktrees/one/pane/turns'), 'utf8');
    return text.replace(/ \d+\n$/, '');
  }

  screen() {
    return this.tmux('capture-pane', '-p', '-t', 'one');
  }

  async shoot(state, directory) {
    if (directory === undefined) return;
    const screen = await this.screen();
    const title = await this.tmux('display-message', '-p', '-t', 'one', '#{pane_title}');
    write(join(directory, `${this.name}-${state}.txt`), `${title}${screen.replaceAll(this.root, '/root/x')}`);
  }

  session() {
    return readFileSync(join(this.repository, '.git/worktrees/one/pane/session'), 'utf8').trim();
  }

  async leave() {
    await this.tmux('kill-server').catch(() => '');
    await endProcessesWith(this.mark);
    rmSync(this.root, { recursive: true, force: true });
  }
}

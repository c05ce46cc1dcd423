/**
 * `npm run test:agents [AGENT…]`: the real agent programs, each in a window of `pane`, against a model server on
 * loopback. Installs nothing: takes those that are on PATH. Each gets a HOME of its own, without credentials,
 * below the user's (gemini reads no defaults below a directory like /tmp that others can write to).
 * `--screens DIR` stores what was on the screen in each state, as the tests of the screen rules want it.
 */
import { execFile, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { startMockModel } from '../test/support/mock-model.mjs';
import { AGENTS, write } from './agent-settings.mjs';
import { endProcessesWith, processesWith } from './processes.mjs';

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const run = promisify(execFile);
const PROMPT = `<<<write it: 'quoted' "twice" $HOME \`date\`\n\n  -- second line; ünïcödé \\n #{pane_id}\n>>>`;

const SECOND = `<<<write the second: 'it' "is" \`so\`; \\n #{x} $(y)\n\n    indented\n- ünïcödé 日本語;\n>>>`;
const LONG = `<<<write this:\n${Array.from({ length: 200 }, (_each, index) => `${index}: "it's" \\ äöü .${'.'.repeat(index % 60)}`).join('\n')}\n>>>`;

function firstDifference(wanted, found) {
  let at = 0;
  while (at < wanted.length && wanted[at] === found[at]) at += 1;
  const [one, other] = [wanted, found].map((text) => JSON.stringify(text.slice(at, at + 60)));
  return `from character ${at} of ${wanted.length} on ${one} is ${other}`;
}

function isOnPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => existsSync(join(directory, name)));
}

let interrupted = false;
process.on('SIGINT', () => {
  interrupted = true; // what was started is ended then
});

async function until(what, seconds, check) {
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
class Stage {
  constructor(name, root, model) {
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
    this.prepare({ args, pass: ['HOME', variable, ...Object.keys(env)] });
  }

  prepare({ args, pass }) {
    const git = (...words) => execFileSync('git', words, { cwd: this.repository, env: this.env });
    const task = { name: 'one', agent: this.name, prompt: PROMPT };
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

/** What is to be true of every agent, in the order of one life. */
const STEPS = {
  prompt: async (stage, { screens, seen }) => {
    await stage.pane('up', '--trust', '--once');
    await stage.comesTo(['working'], 180, seen);
    await delay(700); // an event may be a little ahead of the screen
    await stage.shoot('working', screens);
    await stage.writes(PROMPT, seen);
    await delay(700);
    await stage.shoot('idle', screens);
    // It is not over before it has begun.
    if (!/^(starting|working)/.test(seen[0]) || seen.findIndex((text) => text.startsWith('idle')) < 1)
      throw new Error(seen.join(', '));
    return seen.join(', ');
  },
  send: async (stage) => {
    const seen = [];
    await stage.asked(SECOND);
    await stage.writes(SECOND, seen);
    const begun = Date.now();
    await stage.asked(LONG);
    const seconds = (Date.now() - begun) / 1000;
    await stage.writes(LONG, seen);
    return `${Buffer.byteLength(LONG)} bytes within ${seconds.toFixed(1)} s; ${seen.join(', ')}`;
  },
  waiting: async (stage, { screens }) => {
    await stage.asked('<<<ask>>>');
    await until('the question is drawn', 30, async () => (await stage.screen()).includes('asked.txt'));
    const begun = Date.now();
    const text = await stage.comesTo(['waiting'], 30);
    const seconds = (Date.now() - begun) / 1000;
    await delay(4000);
    await stage.shoot('waiting', screens);
    const later = await stage.comesTo(['waiting'], 0);
    await stage.tmux('send-keys', '-t', 'one', 'Enter');
    await until('the command is run', 30, () => existsSync(join(stage.worktree, 'asked.txt')));
    await stage.comesTo(['working', 'idle'], 2);
    await stage.comesTo(['idle'], 30);
    const told = `after ${seconds.toFixed(1)} s ${text}, later ${later}`;
    if (seconds > 2) throw new Error(told);
    return told;
  },
  escape: async (stage, { screens }) => {
    await stage.asked('<<<hang>>>');
    await stage.comesTo(['working'], 15);
    await delay(3000);
    const keys = ['opencode', 'copilot'].includes(stage.name) ? 2 : 1;
    await until('the turn is interrupted', 30, async () => {
      for (let key = 0; key < keys; key += 1) {
        await stage.tmux('send-keys', '-t', 'one', 'Escape');
        await delay(300);
      }
      return await until('', 2, () => stage.model.hanging === 0).catch(() => false); // else they came badly, as a user's may
    });
    const begun = Date.now();
    const text = await stage.comesTo(['idle', 'running', 'waiting'], 15);
    const seconds = (Date.now() - begun) / 1000;
    await stage.shoot('escaped-idle', screens);
    return `after ${seconds.toFixed(1)} s ${text}`;
  },
  resumes: async (stage) => {
    const before = stage.session();
    await stage.pane('restart', 'one');
    const seen = [];
    await stage.comesTo(['idle', 'running'], 60, seen);
    await stage.comesTo(['idle'], 60, seen);
    await stage.asked('<<<write again>>>');
    const [first] = stage.model.requests.at(-1) ?? [];
    if (first !== PROMPT) throw new Error(`the conversation begins with ${JSON.stringify(first)}`);
    await stage.comesTo(['idle'], 60, seen);
    return `${before === stage.session() ? 'same id' : 'another id'}; ${seen.join(', ')}`;
  },
  down: async (stage) => {
    const pids = processesWith(stage.mark).length;
    const { seconds } = await until('down', 60, () => stage.pane('down', 'one').then(() => true));
    const left = () => processesWith(stage.mark).filter(({ command }) => !command.startsWith('tmux'));
    await until('all its processes have ended', 5, () => left().length === 0).catch((error) => {
      throw new Error(`${error.message}: ${left().map(({ command }) => command)}`);
    });
    return `${pids} processes ended in ${seconds.toFixed(1)} s`;
  },
};

async function tryAgent(name, screens) {
  const base = realpathSync(homedir());
  const root = mkdtempSync(join(base, '.pane-test-agents-'));
  const model = await startMockModel(join(root, 'repo.worktrees/one'));
  const stage = new Stage(name, root, model);
  let failures = 0;
  try {
    const version = await run(name, ['--version'], { env: stage.env }).catch((error) => error);
    console.log(`${name}: ${(version.stdout ?? '').trim().split('\n')[0]}`);
    for (const [step, check] of Object.entries(STEPS)) {
      const result = await check(stage, { screens, seen: [] }).then(
        (text) => ({ text: `ok: ${text}` }),
        (error) => ({ text: `FAILED: ${error.message}${error.stderr ?? ''}`, failed: true }),
      );
      if (result.failed) failures += 1;
      console.log(`${name} ${step} ${result.text}`);
    }
  } finally {
    await stage.leave();
    model.close();
  }
  return failures;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { screens: { type: 'string' } },
});
const wanted = positionals.length === 0 ? Object.keys(AGENTS) : positionals;
let failures = 0;
for (const name of wanted) {
  if (interrupted) break;
  if (AGENTS[name] === undefined || !isOnPath(name)) console.log(`${name}: not found`);
  else failures += await tryAgent(name, values.screens);
}
process.exitCode = interrupted ? 130 : failures === 0 ? 0 : 1;

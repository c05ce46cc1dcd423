/**
 * A window of `pane` with one real agent program, and everything to look at it: for `npm run test:agents`.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AgentProject, until } from './agent-project.mjs';
import { write } from './agent-settings.mjs';

function firstDifference(wanted, found) {
  let at = 0;
  while (at < wanted.length && wanted[at] === found[at]) at += 1;
  const [one, other] = [wanted, found].map((text) => JSON.stringify(text.slice(at, at + 60)));
  return `from character ${at} of ${wanted.length} on ${one} is ${other}`;
}

/** A project of one task with that agent, and everything to look at it. */
export class Stage extends AgentProject {
  constructor(name, root, model, prompt) {
    super(root, [name], model.url);
    this.name = name;
    this.model = model;
    this.worktree = join(root, 'repo.worktrees/one');
    this.begin({ tasks: [{ name: 'one', agent: name, prompt }] });
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
    return super.screen('one');
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
}

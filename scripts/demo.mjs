/**
 * `npm run demo`: the main job on a throw-away repository, with a home and a tmux server of its own and an
 * agent that needs no key. Every command is printed before it is run, just as it is run. `--keep` leaves it
 * running and says how to attach and how to end it; without, nothing is left.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Playground } from './playground.mjs';
import { processesWith } from './processes.mjs';
import { setUp } from './setup.mjs';

const keep = process.argv.includes('--keep');
const stop = new AbortController();

const config = `# one git worktree and one tmux window for each task
worktrees: ../worktrees
watch: { archive_after: 2s }
defaults:
  agent: demo              # built in, needs no key; yours is claude, codex, gemini, ...
  copy: [.env]
tasks:
  - name: login
    prompt: Rewrite the login page.
  - name: signup
    prompt: Validate the sign-up form.
`;

const addition = `  - name: docs
    prompt: Bring the docs up to date.
`;

function say(text) {
  console.log(`\n## ${text}`);
}

/** The agent has started, whatever it has come to by now. */
function isAtWork(state) {
  return ['running', 'working', 'waiting', 'idle'].includes(state);
}

/** What the demo shows, one part after the other. */
class Demo {
  #playground;

  constructor(playground) {
    this.#playground = playground;
  }

  /** Prints a command, runs it in the repository, prints what it says. */
  async #show(command) {
    console.log(`$ ${command}`);
    await this.#playground.sh(command, { cwd: 'my-app', show: true });
  }

  /** Waits until the program's own status says so. */
  async #until(what, isTrue) {
    const end = Date.now() + 60_000;
    for (;;) {
      const status = JSON.parse(await this.#playground.sh('pane status --json', { cwd: 'my-app' }));
      if (isTrue(status)) return;
      if (Date.now() > end) throw new Error(`${what} did not happen: ${JSON.stringify(status, null, 2)}`);
      await delay(100, undefined, { signal: stop.signal });
    }
  }

  /** Waits until an agent's window shows a text. */
  async #untilShown(window, text) {
    const end = Date.now() + 60_000;
    while (
      !(await this.#playground.sh(`tmux -S "$PANE_TMUX_SOCKET" capture-pane -p -t ${window}`)).includes(text)
    ) {
      if (Date.now() > end) throw new Error(`${window} never showed: ${text}`);
      await delay(100, undefined, { signal: stop.signal });
    }
  }

  async #repository() {
    say('A repository like yours, with a file that git ignores');
    await this.#playground.sh('git init -q my-app');
    await this.#show("echo 'KEY=secret' > .env && echo .env > .gitignore && echo '# My app' > README.md");
    await this.#show('git add . && git commit -q -m Start');
    say('The list of tasks');
    this.#playground.write('my-app/pane.config.yaml', config);
    await this.#show('cat pane.config.yaml');
  }

  async #up() {
    say(
      'Apply it: a worktree and a window for each task, and a watcher (--trust approves what the file runs)',
    );
    await this.#show('pane up --trust --wait');
    await this.#untilShown('my-app:login', 'Shall I add tests too?');
    await this.#show('pane status');
    await this.#show('git worktree list');
    say('Plain tmux: one window for each task. The agent of `login` shows this');
    await this.#show('tmux -S "$PANE_TMUX_SOCKET" list-windows -t my-app -F "#I: #W"');
    await this.#show('tmux -S "$PANE_TMUX_SOCKET" capture-pane -p -t my-app:login | grep .');
    say('It works in its own worktree, with a copy of the ignored .env');
    await this.#show('ls -A "$(pane path login)" && git -C "$(pane path login)" status --short');
  }

  async #edit() {
    say('Add a task to the file: the watcher opens it');
    console.log('$ cat >> pane.config.yaml');
    process.stdout.write(addition);
    this.#playground.write('my-app/pane.config.yaml', config + addition);
    await this.#until('the start of docs', ({ tasks }) =>
      tasks.some(({ name, state }) => name === 'docs' && isAtWork(state)),
    );
    await this.#show('pane status');
    say('Remove a task from the file: after 2 seconds the watcher archives it with everything in it');
    const shorter = config.slice(0, config.indexOf('  - name: signup')) + addition;
    console.log('$ sed -i (the two lines of signup) pane.config.yaml');
    this.#playground.write('my-app/pane.config.yaml', shorter);
    await this.#until('the archive of signup', ({ archived }) =>
      archived.some(({ task }) => task === 'signup'),
    );
    await this.#show('pane status');
  }

  async #restore() {
    say('Nothing is lost: it comes back unchanged, with what the agent wrote');
    await this.#show('pane restore signup');
    await this.#until('the return of signup', ({ tasks }) =>
      tasks.some(({ name, state }) => name === 'signup' && isAtWork(state)),
    );
    await this.#show('pane status');
    await this.#show('git -C "$(pane path signup)" status --short');
  }

  async run() {
    const { root, socket } = this.#playground;
    console.log(`Everything happens in ${root}, on a separate tmux server (${socket}).`);
    await this.#repository();
    await this.#up();
    await this.#edit();
    await this.#restore();
    say('To work with the agents, attach with tmux: Ctrl-b n for the next window, Ctrl-b d to detach');
    console.log(`$ tmux -S ${socket} attach -t my-app`);
    if (keep) return;
    say('Close everything; worktrees and branches stay');
    await this.#show('pane down');
  }
}

/** Fails if anything of it is left. */
async function end(playground) {
  await playground.end();
  const left = processesWith(playground.mark);
  if (left.length > 0) throw new Error(`left behind: ${left.map(({ command }) => command).join(', ')}`);
}

async function runDemo() {
  const playground = Playground.create('demo', stop.signal);
  let left = false;
  try {
    await new Demo(playground).run();
    left = keep && !stop.signal.aborted;
  } finally {
    if (!left) await end(playground);
  }
  if (!left) return say('Done. Nothing is left behind: no process, no socket, no directory.');
  say('It keeps running');
  console.log(`attach: tmux -S ${playground.socket} attach -t my-app`);
  console.log(`end:    node ${fileURLToPath(import.meta.url)} --end ${playground.root}`);
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => stop.abort());
const toEnd = process.argv.indexOf('--end');
try {
  if (toEnd === -1) {
    setUp();
    await runDemo();
  } else {
    await end(Playground.open('demo', process.argv[toEnd + 1] ?? ''));
  }
} catch (error) {
  console.error(stop.signal.aborted ? 'interrupted; nothing is left behind' : error.message);
  process.exitCode = stop.signal.aborted ? 130 : 1;
}

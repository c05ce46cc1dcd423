/**
 * `npm run test:agents [AGENT…]`: the real agent programs, each in a window of `pane`, against a model server on
 * loopback. Installs nothing: takes those that are on PATH. Each gets a HOME of its own, without credentials,
 * below the user's (gemini reads no defaults below a directory like /tmp that others can write to).
 * `--screens DIR` stores what was on the screen in each state, as the tests of the screen rules want it.
 * `--failures` tries instead what each does when its model server refuses (up to 15 minutes for each agent).
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { startMockModel } from '../test/support/mock-model.mjs';
import { FAILURES } from './agent-failures.mjs';
import { isInterrupted, isOnPath, until } from './agent-project.mjs';
import { AGENTS } from './agent-settings.mjs';
import { Stage } from './agent-stage.mjs';
import { processesWith } from './processes.mjs';
import { setUp } from './setup.mjs';

setUp();

const run = promisify(execFile);
const PROMPT = `<<<write it: 'quoted' "twice" $HOME \`date\`\n\n  -- second line; ünïcödé \\n #{pane_id}\n>>>`;

const SECOND = `<<<write the second: 'it' "is" \`so\`; \\n #{x} $(y)\n\n    indented\n- ünïcödé 日本語;\n>>>`;
const LONG = `<<<write this:\n${Array.from({ length: 200 }, (_each, index) => `${index}: "it's" \\ äöü .${'.'.repeat(index % 60)}`).join('\n')}\n>>>`;

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
    const [first] = stage.model.requests.at(-1)?.prompts ?? [];
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

async function tryAgent(name, screens, steps) {
  const base = realpathSync(homedir());
  const root = mkdtempSync(join(base, '.pane-test-agents-'));
  const model = await startMockModel(() => join(root, 'repo.worktrees/one/answer.txt'));
  const stage = new Stage(name, root, model, PROMPT);
  let failures = 0;
  try {
    const version = await run(name, ['--version'], { env: stage.env }).catch((error) => error);
    console.log(`${name}: ${(version.stdout ?? '').trim().split('\n')[0]}`);
    for (const [step, check] of Object.entries(steps)) {
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
  options: { screens: { type: 'string' }, failures: { type: 'boolean' } },
});
const wanted = positionals.length === 0 ? Object.keys(AGENTS) : positionals;
let failures = 0;
for (const name of wanted) {
  if (isInterrupted()) break;
  if (AGENTS[name] === undefined || !isOnPath(name)) console.log(`${name}: not found`);
  else failures += await tryAgent(name, values.screens, values.failures ? FAILURES : STEPS);
}
process.exitCode = isInterrupted() ? 130 : failures === 0 ? 0 : 1;

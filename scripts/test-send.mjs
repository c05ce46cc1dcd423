/**
 * `npm run test:send [NUMBER]`: that many texts of 1 to 50 kB (1,000 unless told) sent with `pane send` to each of
 * three programs, which read pastes, keys and lines. Exits with 1 unless every one arrived exactly and once, or was
 * refused with the reason. What `test/e2e/talk-load.test.ts` does with a few.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { makeText, READERS, whatIsWrong } from '../test/support/typed-load.mjs';
import { Playground } from './playground.mjs';
import { setUp } from './setup.mjs';

setUp();

const total = Number(process.argv[2] ?? 1000);
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => stop.abort());

async function prepare(playground) {
  const kinds = Object.keys(READERS);
  for (const kind of kinds) {
    playground.write(`bin/${kind}`, READERS[kind]);
    chmodSync(playground.path('bin', kind), 0o755);
  }
  playground.env.READ_INTO = playground.path('read');
  mkdirSync(playground.path('read'));
  await playground.sh('git init -q repo && git -C repo commit -q --allow-empty -m Begin');
  const config = {
    env_pass: ['READ_INTO'],
    agents: Object.fromEntries(kinds.map((kind) => [kind, { command: [kind], prompt: 'none' }])),
    tasks: kinds.map((kind) => ({ name: kind, agent: kind })),
  };
  playground.write('repo/pane.config.yaml', JSON.stringify(config)); // JSON is YAML
  await playground.sh('pane up --once --trust --wait=60', { cwd: 'repo' });
}

async function send(playground, kind, text) {
  const child = spawn('pane', ['send', kind, '-'], {
    cwd: playground.path('repo'),
    env: playground.env,
    stdio: ['pipe', 'ignore', 'pipe'],
    signal: stop.signal,
  });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (part) => {
    told += part;
  });
  child.stdin.end(text);
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  return code === 0 ? null : told.trim();
}

/** Sends all of them to one program. Returns how many went wrong. */
async function sendAll(playground, kind) {
  const begun = performance.now();
  const sent = [];
  const refused = new Map();
  for (let number = 1; number <= total; number += 1) {
    const problem = await send(playground, kind, makeText(number).sent);
    if (problem === null) sent.push(number);
    else {
      const reason = problem.replace(/one has \d+/, 'one has more');
      refused.set(reason, (refused.get(reason) ?? 0) + 1);
    }
  }
  const each = (performance.now() - begun) / total;
  await delay(2000); // the last one is answered before it is written down
  const wrong = whatIsWrong(kind, readFileSync(playground.path('read', `read-${kind}`), 'utf8'), sent);
  const unclear = [...refused.keys()].filter((reason) => !reason.includes('not sent: '));
  console.log(`${kind}: ${total} texts, ${sent.length} sent, ${each.toFixed(0)} ms each`);
  for (const [reason, times] of refused) console.log(`  refused ${times} times: ${reason}`);
  for (const line of wrong) console.log(`  WRONG ${line}`);
  return wrong.length + unclear.length;
}

const playground = Playground.create('send', stop.signal);
try {
  await prepare(playground);
  const wrong = await Promise.all(Object.keys(READERS).map((kind) => sendAll(playground, kind)));
  process.exitCode = wrong.every((count) => count === 0) ? 0 : 1;
} finally {
  await playground.end();
}

/**
 * `npm run test:night-agents [-- --kill [--seed N]]`: a night of ten tasks with the real `claude` and `codex`, against a model
 * server on loopback. Installs nothing: takes those that are on PATH. `--kill` kills the watcher at thirty random moments,
 * and the tmux server once. `--keep` leaves the directory as it is in the end.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { startMockModel } from '../test/support/mock-model.mjs';
import {
  AGENTS_OF_NIGHT,
  admissionsOf,
  faultsOf,
  fileOf,
  killAgent,
  LIMIT_SECONDS,
  lostIn,
  NAMES,
  nightFile,
  saidTo,
} from './agent-night.mjs';
import { AgentProject, isInterrupted, isOnPath, until } from './agent-project.mjs';
import { setUp } from './setup.mjs';

setUp();

const run = promisify(execFile);
const SETTLED_SECONDS = 1200;
const KILLS = 30;

const HAPPENED = /"kind":"(operation-begun|operation-ended|task-state|turn-ended|check-ended|message-sent)"/g;

/** How much has happened so far, but for watchers that begin; starts no program, so that a moment can be met. */
function countEvents(repository) {
  const folder = join(repository, '.git/pane/watch');
  const name = readdirSync(folder).find((each) => each.endsWith('.events'));
  const text = name === undefined ? '' : readFileSync(join(folder, name), 'utf8');
  return text.match(HAPPENED)?.length ?? 0;
}

/** Between 0 and 1, the same for the same seed. */
function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

async function killAgain(project, seed) {
  const random = randomOf(seed);
  for (let count = 0; count < KILLS; count += 1) {
    const from = countEvents(project.repository);
    const more = Math.floor(random() * 9);
    // At a limit, and at the end, nothing happens for long: then it is killed at rest.
    await until('', 10, () => countEvents(project.repository) >= from + more).catch(() => {});
    if (isInterrupted()) return;
    const { watcher } = JSON.parse(await project.pane('status', '--json'));
    const isServer = count === Math.floor(KILLS / 2);
    console.log(
      `${isServer ? 'the tmux server is killed' : 'the watcher is killed'} after ${countEvents(project.repository)} events`,
    );
    if (isServer) await project.tmux('kill-server');
    else if (watcher !== null) process.kill(watcher.pid, 'SIGKILL');
    await project.pane('up');
  }
}

async function versions(env) {
  const told = await Promise.all(
    [...AGENTS_OF_NIGHT, 'git'].map((name) =>
      run(name, ['--version'], { env }).then(({ stdout }) => stdout.trim()),
    ),
  );
  const { stdout } = await run('tmux', ['-V'], { env });
  return [...told, stdout.trim(), `Node ${process.version}`].join(', ');
}

function row(cells, widths) {
  return cells
    .map((cell, index) => String(cell).padEnd(widths[index]))
    .join('  ')
    .trimEnd();
}

function printTable(rows) {
  const widths = rows[0].map((_, index) => Math.max(...rows.map((cells) => String(cells[index]).length)));
  for (const cells of rows) console.log(row(cells, widths));
}

/** What each task came to; times are in seconds since the first admission. */
function show(night, file) {
  const { events, requests, report } = night;
  const admitted = admissionsOf(night);
  const begun = admitted[0]?.at ?? 0;
  const seconds = (at) => Math.round((at - begun) / 1000);
  const rows = report.tasks.map(({ task, state, turns, checks, messages, message }) => {
    const states = events.filter((event) => event.kind === 'task-state' && event.task === task);
    return [
      task,
      file.tasks.find(({ name }) => name === task)?.agent ?? '',
      seconds(admitted.find((one) => one.task === task)?.at ?? begun),
      seconds(Date.parse(states.at(-1)?.time ?? '')),
      state,
      `${turns.done}+${turns.failed}`,
      saidTo(requests, task).own.length,
      checks.map(({ outcome }) => outcome).join(' '),
      messages.map(({ reason }) => reason).join(' '),
      (message ?? '').slice(0, 60),
    ];
  });
  const head = 'TASK AGENT BEGAN SETTLED STATE TURNS ASKED CHECKS SENT MESSAGE'.split(' ');
  console.log('');
  printTable([head, ...rows]);
  console.log('');
  for (const { at, task, holding } of admitted)
    console.log(`${seconds(at)} s: ${task} is admitted; at work: ${holding.join(', ')}`);
}

async function play({ kill, seed, keep }) {
  const root = mkdtempSync(join(realpathSync(homedir()), '.pane-night-agents-'));
  let killed = 0;
  const model = await startMockModel((prompt, turn) => fileOf(root, prompt, turn), {
    limitSeconds: LIMIT_SECONDS,
    kill: async (prompt) => {
      killed += killAgent(project.mark, prompt);
    },
  });
  const project = new AgentProject(root, AGENTS_OF_NIGHT, model.url);
  try {
    const file = nightFile();
    project.begin(file);
    console.log(await versions(project.env));
    const begun = Date.now();
    await project.pane('up', '--trust');
    if (kill) await killAgain(project, seed);
    const settled = await project.pane('wait', '--all-settled', '--timeout', String(SETTLED_SECONDS)).then(
      () => ({ code: 0, stderr: '' }),
      (error) => error,
    );
    if (isInterrupted()) return false;
    const events = (await project.pane('events'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const report = JSON.parse(await project.pane('report', '--json'));
    const night = { events, report, isKilled: kill, requests: model.requests, limitEnds: model.limitEnds };
    show(night, file);
    console.log(`\n${await project.pane('report')}`);
    const faults = faultsOf(night);
    // Two are stuck, and one waits; more where the server was lost.
    const left = report.tasks.filter(({ state }) => state !== 'verified' && state !== 'idle');
    const told = `not verified or idle: ${left.map(({ task, state }) => `${task} is ${state}`).join(', ')}`;
    const isSettled = settled.code === 1 && settled.stderr.includes(told);
    const lost = [...lostIn(night)];
    if (lost.length > 0) console.log(`lost on their way with the server, as documented: ${lost.join(', ')}`);
    if (!isSettled) faults.push(`\`pane wait --all-settled\` exited with ${settled.code}: ${settled.stderr}`);
    if (killed === 0 && !lost.includes('dies')) faults.push('dies: it was not killed');
    for (const fault of faults) console.log(`FAILED: ${fault}`);
    for (const name of NAMES.filter((each) => faults.some((fault) => fault.startsWith(each))))
      console.log(`--- ${name}\n${(await project.screen(name).catch(String)).replace(/\n\s*\n/g, '\n')}`);
    const minutes = ((Date.now() - begun) / 60_000).toFixed(1);
    console.log(
      `${faults.length === 0 ? 'ok' : `${faults.length} faults`}: ${NAMES.length} tasks in ${minutes} min`,
    );
    return faults.length === 0;
  } finally {
    if (keep) console.log(`kept: ${root}`);
    await project.leave({ keeps: keep });
    model.close();
  }
}

const { values } = parseArgs({
  options: { kill: { type: 'boolean' }, seed: { type: 'string' }, keep: { type: 'boolean' } },
});
const seed = Number(values.seed ?? 1);
const missing = AGENTS_OF_NIGHT.filter((name) => !isOnPath(name));
if (!Number.isInteger(seed) || seed < 1) {
  console.error('--seed takes a whole number from 1 on');
  process.exitCode = 2;
} else if (missing.length > 0) {
  console.error(`not on PATH: ${missing.join(', ')}`);
  process.exitCode = 2;
} else {
  const isGood = await play({ kill: values.kill ?? false, seed, keep: values.keep ?? false });
  process.exitCode = isInterrupted() ? 130 : isGood ? 0 : 1;
}

/**
 * A night of ten tasks for real agents, each of which meets something else, and what must be true of it in the morning:
 * for `npm run test:night-agents`.
 */
import { join } from 'node:path';
import { admissions, statesIn } from '../test/support/night-places.mjs';
import { processesWith } from './processes.mjs';

/** How many may be at work. */
const MOST = 3;
const FREES_AFTER_SECONDS = 30;
/** What only the screen tells is told three seconds after it began, and then at the next look. */
const TOLD_SECONDS = 6;
/** Later where it began while no watcher ran. */
const TOLD_LATE_SECONDS = 15;
/** Then the limit is over at the next full minute. */
export const LIMIT_SECONDS = 100;

/** A check that is red until there were so many turns. */
function needs(turns) {
  return `ls turn-*.txt; test "$(ls turn-*.txt | wc -l)" -ge ${turns}`;
}

/**
 * In the order of the file: two of the first three keep their places for `frees_after` only. `does`: the deed of the mock model (`mock-model.mjs`);
 * `morning`: what the report tells in the end.
 */
const NIGHT = {
  schema: { agent: 'claude', does: 'write', morning: { state: 'verified', checks: ['green'] } },
  asks: { agent: 'claude', does: 'ask', morning: { state: 'waiting', done: 0, questions: 1 } },
  limited: {
    agent: 'codex',
    does: 'fail usage',
    morning: { state: 'verified', checks: ['green'], messages: ['limit'], failed: 1, limits: 1 },
  },
  twice: {
    agent: 'codex',
    does: 'write',
    verify: { run: [needs(3)] },
    morning: { state: 'verified', checks: ['red', 'red', 'green'], messages: ['check', 'check'], done: 3 },
  },
  never: {
    agent: 'claude',
    does: 'write',
    verify: { run: ['ls turn-*.txt; false'], retries: 2 },
    morning: { state: 'stuck', checks: ['red', 'red', 'red'], messages: ['check', 'check'], done: 3 },
  },
  api: {
    agent: 'codex',
    does: 'write',
    after: ['schema'],
    morning: { state: 'verified', checks: ['green'] },
  },
  web: { agent: 'claude', does: 'write', after: ['api'], morning: { state: 'verified', checks: ['green'] } },
  words: { agent: 'codex', does: 'say', morning: { state: 'stuck', checks: ['unchanged'] } },
  dies: {
    agent: 'codex',
    does: 'die',
    morning: { state: 'verified', checks: ['green'], messages: ['cut-off'], restarts: 1 },
  },
  plain: { agent: 'claude', does: 'write', verify: false, morning: { state: 'idle' } },
};
export const NAMES = Object.keys(NIGHT);
export const AGENTS_OF_NIGHT = ['claude', 'codex'];

/** Of `pane.config.yaml`. */
export function nightFile() {
  const tasks = NAMES.map((name) => {
    const { does, morning: _, ...task } = NIGHT[name];
    return { name, ...task, prompt: `<<<${does} for ${name}>>>` };
  });
  return {
    max_active: MOST,
    frees_after: `${FREES_AFTER_SECONDS}s`,
    defaults: { verify: { run: ['ls turn-*.txt'], settle: '2s' }, on_failure: 'restart' },
    tasks,
  };
}

function taskOf(prompt) {
  return prompt.match(/ for (\w+)>>>$/)?.[1];
}

/** Of the mock model. */
export function fileOf(root, prompt, turn) {
  return join(root, 'repo.worktrees', taskOf(prompt) ?? 'none', `turn-${turn}.txt`);
}

/** Kills the agent that has this prompt, all of its processes at once. Returns how many these were. */
export function killAgent(mark, prompt) {
  const task = taskOf(prompt);
  const ours = new Set(processesWith(mark).map(({ pid }) => pid));
  const agent = processesWith(`PANE_TASK=${task}`).filter(
    ({ pid, command }) => ours.has(pid) && command.includes(NIGHT[task].agent),
  );
  for (const { pid } of agent) process.kill(pid, 'SIGKILL');
  return agent.length;
}

const CHECKED = /Your work was checked with[\s\S]*?runs again after your turn\./g;

/** What `pane` typed in, by what the agent last asked its model: the messages on checks, and how often to continue. */
export function saidTo(requests, name) {
  const own = requests.filter(({ prompts: [first] }) => taskOf(first ?? '') === name);
  const { users = [], prompts = [] } = own.at(-1) ?? {};
  const checks = users.flatMap((text) => text.match(CHECKED) ?? []);
  const lines = users.flatMap((text) => text.split('\n'));
  return {
    own,
    checks,
    prompts: prompts.length,
    continued: lines.filter((line) => line.trim() === 'continue').length,
  };
}

const LOST = /may not have been delivered|its conversation could not be resumed/;

/** With the server went what was on its way to this one, or the conversation that it had not begun: it says so, and waits for its user. */
function isLost({ state, message }) {
  return state === 'stuck' && LOST.test(message ?? '');
}

/** The tasks that were lost on their way with the server, and those that wait for one of them. */
export function lostIn({ report, isKilled }) {
  const lost = new Set(isKilled ? report.tasks.filter(isLost).map(({ task }) => task) : []);
  for (const { task, state } of report.tasks) {
    const { after = [] } = NIGHT[task] ?? {};
    if (state === 'queued' && after.some((name) => lost.has(name))) lost.add(task);
  }
  return lost;
}

/** As `saidTo` and the events tell it, each once. `isKilled`: something was killed on the way. */
function faultsOfMessages(name, night) {
  const { events, requests, isKilled } = night;
  const { checks, prompts, continued } = saidTo(requests, name);
  const told = events.filter(({ kind, task }) => kind === 'message-sent' && task === name);
  const toldChecks = told.filter(({ reason }) => reason === 'check').length;
  const faults = [];
  if (prompts > 1 || (prompts === 0 && !lostIn(night).has(name)))
    faults.push(`${name}: its prompt is ${prompts} times in its conversation`);
  if (new Set(checks).size !== checks.length) faults.push(`${name}: it was told of a failed check twice`);
  const reds = events.filter(
    ({ kind, task, outcome }) => kind === 'check-ended' && task === name && outcome === 'red',
  );
  if (checks.length > reds.length) faults.push(`${name}: more messages than failed checks`);
  if (isKilled) return faults; // one on whose way the server was lost is told as perhaps not delivered
  if (checks.length !== toldChecks) faults.push(`${name}: ${checks.length} messages, ${toldChecks} told`);
  if (continued !== told.length - toldChecks)
    faults.push(`${name}: ${continued} times "continue", ${told.length - toldChecks} told`);
  return faults;
}

/** Nothing is typed in, and nothing is asked for, before the limit is over. */
function faultsOfLimit({ events, requests, limitEnds }) {
  const { own } = saidTo(requests, 'limited');
  const [first] = own;
  if (first === undefined || limitEnds === null) return ['limited: it met no limit'];
  const early = own.filter(({ at }) => at > first.at && at < limitEnds * 1000);
  const typed = events.filter(
    ({ kind, task, time }) =>
      kind === 'message-sent' && task === 'limited' && Date.parse(time) < limitEnds * 1000,
  );
  if (early.length + typed.length === 0) return [];
  return [`limited: ${typed.length} messages and ${early.length} requests before its limit was over`];
}

export function admissionsOf({ events, isKilled }) {
  const toldSeconds = isKilled ? TOLD_LATE_SECONDS : TOLD_SECONDS;
  return admissions(events, {
    isChecked: (name) => NIGHT[name].verify !== false,
    heldMs: (FREES_AFTER_SECONDS - toldSeconds) * 1000,
  });
}

/** Once it was told that one of an agent is limited, no other one of it is admitted until that is over. */
function faultsOfLimitedAgent(night) {
  const { events, limitEnds } = night;
  const told = events.find((event) => statesIn(event).limited === 'limited');
  if (told === undefined) return ['limited: nobody told that it was limited'];
  const { agent } = NIGHT.limited;
  return admissionsOf(night)
    .filter(
      ({ at, task }) => NIGHT[task].agent === agent && at > Date.parse(told.time) && at < limitEnds * 1000,
    )
    .map(({ task }) => `${task} was admitted while ${agent} was limited`);
}

function faultsOfQueue(night) {
  const { events } = night;
  const lost = lostIn(night);
  const admitted = admissionsOf(night);
  const faults = admitted
    .filter(({ holding }) => holding.length > MOST)
    .map(({ task, holding }) => `${task} was admitted while these held a place: ${holding}`);
  for (const [task, { after = [] }] of Object.entries(NIGHT)) {
    const at = admitted.find((one) => one.task === task)?.at;
    if (at === undefined) {
      if (!lost.has(task)) faults.push(`${task} was not admitted`);
      continue;
    }
    for (const name of after) {
      const green = events.find(
        (event) => event.kind === 'check-ended' && event.task === name && event.outcome === 'green',
      );
      if (green === undefined || Date.parse(green.time) > at)
        faults.push(`${task} was admitted before ${name} was verified`);
    }
    const made = events.filter((event) => event.operation === 'create-worktree' && event.outcome === 'done');
    if (made.filter((event) => event.task === task).length > 1) faults.push(`${task} was made twice`);
  }
  return faults;
}

/** What of it differs from what the report must tell. */
function faultsOfReport(told, { isKilled }) {
  const { morning } = NIGHT[told.task];
  if (isKilled)
    return told.state === morning.state ? [] : [`${told.task} is ${told.state} (${told.message})`];
  const {
    checks = [],
    messages = [],
    done = 1,
    failed = 0,
    questions = 0,
    limits = 0,
    restarts = 0,
  } = morning;
  const wanted = { state: morning.state, checks, messages, done, failed, questions, limits, restarts };
  const found = {
    state: told.state,
    checks: told.checks.map(({ outcome }) => outcome),
    messages: told.messages.map(({ reason }) => reason),
    ...told.turns,
    questions: told.questions.length,
    limits: told.limits.length,
    restarts: told.restarts.length,
  };
  return Object.keys(wanted)
    .filter((key) => JSON.stringify(wanted[key]) !== JSON.stringify(found[key]))
    .map(
      (key) => `${told.task}: ${key} is ${JSON.stringify(found[key])}, not ${JSON.stringify(wanted[key])}`,
    );
}

/** The report against what the model server saw of the limit. */
function faultsOfLimitTime({ requests, report, limitEnds }) {
  const told = report.tasks.find(({ task }) => task === 'limited')?.limits[0];
  const [first, second] = saidTo(requests, 'limited').own;
  if (told === undefined || second === undefined) return ['limited: its limit is not in the report'];
  const begun = Date.parse(told.at);
  const isRight = begun >= first.at && begun - first.at < 10_000;
  const seconds = (second.at - first.at) / 1000;
  const faults = isRight ? [] : [`limited: its limit began at ${told.at}`];
  if (Math.abs(told.seconds - seconds) > 10) faults.push(`limited: for ${told.seconds} s, not ${seconds} s`);
  if (second.at < limitEnds * 1000) faults.push('limited: it went on before its limit was over');
  return faults;
}

/**
 * All that is not as it must be. `night`: its events, the requests to the model server, the report, when the limit was over,
 * whether something was killed on the way.
 */
export function faultsOf(night) {
  const { report, isKilled } = night;
  const lost = lostIn(night);
  const names = report.tasks.map(({ task }) => task);
  return [
    ...(String(names) === String(NAMES) ? [] : [`the report is on ${names}`]),
    ...report.tasks.filter(({ task }) => !lost.has(task)).flatMap((task) => faultsOfReport(task, night)),
    ...faultsOfQueue(night),
    ...faultsOfLimitedAgent(night),
    ...NAMES.flatMap((name) => faultsOfMessages(name, night)),
    ...faultsOfLimit(night),
    ...(isKilled ? [] : faultsOfLimitTime(night)),
  ];
}

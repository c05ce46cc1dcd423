/**
 * What may stop a task while nobody looks, as far as it can be read without starting anything. Pure.
 */
import { tellsTurns, wordsOf } from '../../agents/agent.ts';
import type { TrustAnswer } from '../../agents/folder-trust.ts';
import type { Asking } from '../../agents/permissions.ts';
import type { TaskConfig } from '../../config/config.ts';
import type { TaskStatus } from '../../snapshot/status.ts';

export const levels = [
  'stops', // it comes to a stop there, and stays
  'may-stop',
  'not-known',
  'note', // no stop, and good to know
] as const;
export type Level = (typeof levels)[number];

export const abouts = [
  'state',
  'approval',
  'program',
  'login',
  'trust',
  'permissions',
  'limit',
  'end',
  'turns',
  'bound',
  'verify',
  'queue',
  'watcher',
] as const;

export interface Point {
  readonly level: Level;
  readonly about: (typeof abouts)[number];
  /** Half a sentence that names the way out. */
  readonly message: string;
}

export interface TaskFacts {
  readonly config: TaskConfig;
  readonly status: Pick<TaskStatus, 'state' | 'message' | 'exitCode'>;
  /** Its agent has reported a turn, in this task or in another one. */
  readonly hasReported: boolean;
  readonly isApproved: boolean;
  /** The program that is not there; null: it is, or only a shell can tell. */
  readonly missing: string | null;
  /** Variables that its program reads, which are set here and not passed to its window. */
  readonly lacking: readonly string[];
  /** A key reaches its program; null: it is not known what would be one. */
  readonly hasKey: boolean | null;
  /** Null: it asks nothing of the folder, or that is not known. */
  readonly trust: TrustAnswer | null;
  /** Null: nothing is known of its program. */
  readonly asking: Asking | null;
  /** With what it asks for nothing. */
  readonly unasked: string;
}

function point(level: Level, about: Point['about'], message: string): Point {
  return { level, about, message };
}

/** What is no agent does nothing by itself. */
function isShell({ agent }: TaskConfig): boolean {
  return agent.preset === 'shell';
}

function ofState({ config, status }: TaskFacts): Point[] {
  const { state, message, exitCode } = status;
  if (state === 'exited' && exitCode === 0 && config.agent.oneShot) return []; // with its turn
  const said = message ?? (exitCode === null ? null : `exit code ${exitCode}`);
  const why = said === null ? '' : `: ${said}`;
  switch (state) {
    case 'paused':
      return [point('stops', 'state', 'paused in the file')];
    case 'waiting':
    case 'failed':
    case 'stuck':
    case 'conflict':
    case 'exited':
    case 'stopped':
    case 'unknown':
      return [point('stops', 'state', `${state} now${why}`)];
    default:
      return [];
  }
}

function ofProgram({ config: { agent }, missing, lacking, hasKey }: TaskFacts): Point[] {
  if (missing !== null) return [point('stops', 'program', `there is no program ${missing}: install it`)];
  if (lacking.length > 0) {
    const names = lacking.join(', ');
    return [
      point('may-stop', 'login', `${names} is set here, but not passed to its window: add it to env_pass`),
    ];
  }
  if (hasKey !== false) return [];
  return [point('not-known', 'login', `whether ${agent.name} is logged in: no key is passed to its window`)];
}

function ofTrust({ config: { agent }, trust }: TaskFacts): Point[] {
  const about = `whether it may trust this repository`;
  if (trust === 'asks')
    return [
      point(
        'stops',
        'trust',
        `${agent.name} asks at its start ${about}: \`pane doctor\` says how to answer now`,
      ),
    ];
  return trust === 'unknown' ? [point('not-known', 'trust', `whether ${agent.name} asks ${about}`)] : [];
}

function ofPermissions({ config, asking, unasked }: TaskFacts): Point[] {
  const { name, oneShot } = config.agent;
  if (isShell(config) || oneShot) return [];
  if (asking === null)
    return [point('not-known', 'permissions', `whether ${name} asks before it changes or runs something`)];
  const { answer, by } = asking;
  const way = `with ${unasked} it does not`;
  switch (answer) {
    case 'never':
      return [];
    case 'asks':
      return [
        point('stops', 'permissions', `${name} asks before it changes or runs something (${by}); ${way}`),
      ];
    case 'may':
      return [point('may-stop', 'permissions', `${name} asks before some of what it does (${by}); ${way}`)];
    case 'unknown':
      return [
        point('not-known', 'permissions', `whether ${name} asks before it acts: it goes by ${by}; ${way}`),
      ];
  }
}

/** The ways of an agent to bound itself. */
const OWN_BOUND = /^--max-(turns|session-turns|tool-calls|wall-time|budget-usd)(=|$)/;

function ofTurns({ config, hasReported }: TaskFacts): Point[] {
  const { agent, verify } = config;
  const tells = tellsTurns(agent) || hasReported;
  const isBound = isShell(config) || wordsOf(agent).some((word) => OWN_BOUND.test(word));
  const silent = `unless ${agent.name} calls $PANE_REPORT, nobody can know when it is idle: it keeps its place until it ends`;
  const byHand = verify === null ? '' : ', and is checked only by `pane verify`';
  return [
    ...(tells ? [] : [point('may-stop', 'turns', `${silent}${byHand}`)]),
    ...(isBound
      ? []
      : [point('note', 'bound', 'no bound: a turn that goes on and on is told of, and not ended')]),
    ...(verify === null ? [point('note', 'verify', 'no verify: nothing proves its work good')] : []),
  ];
}

function ofEnds({ config }: TaskFacts): Point[] {
  const { onLimit, onFailure } = config;
  if (isShell(config)) return [];
  return [
    ...(onLimit === 'hold'
      ? [point('may-stop', 'limit', 'a limit stops it until you continue (on_limit: hold)')]
      : []),
    ...(onFailure === 'stay'
      ? [point('may-stop', 'end', 'if its agent dies it stays ended (on_failure: stay)')]
      : []),
  ];
}

/** Of one task, most severe first. */
export function pointsOf(facts: TaskFacts): Point[] {
  const found = [
    ...ofState(facts),
    ...(facts.isApproved
      ? []
      : [point('stops', 'approval', 'what the file runs is not approved: `pane trust`')]),
    ...ofProgram(facts),
    ...ofTrust(facts),
    ...ofPermissions(facts),
    ...ofEnds(facts),
    ...ofTurns(facts),
  ];
  return levels.flatMap((level) => found.filter((each) => each.level === level));
}

export interface ProjectFacts {
  /** How many tasks there are that are not paused. */
  readonly tasks: number;
  readonly maxActive: number | null;
  readonly isWatched: boolean;
  /** What the watcher does not apply. */
  readonly holding: readonly string[];
}

/** Of all tasks together. */
export function projectPoints({ tasks, maxActive, isWatched, holding }: ProjectFacts): Point[] {
  return [
    ...(isWatched
      ? []
      : [
          point('stops', 'watcher', 'no watcher runs: queue, checks and limits need it; `pane up` starts it'),
        ]),
    ...holding.map((reason) => point('stops', 'watcher', `held back: ${reason}`)),
    ...(maxActive === null && tasks > 1
      ? [point('note', 'queue', `no max_active: all ${tasks} tasks are at work at once`)]
      : []),
  ];
}

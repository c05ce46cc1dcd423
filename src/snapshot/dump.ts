/**
 * A snapshot as a document: all that a plan is made from, for a report of a bug and for tests. Without what was written
 * for agents, what they show, and what variables hold; paths and names stand in it. Pure.
 */
import { faultOf, judgeFault } from '../agents/failure.ts';
import type { Config } from '../config/config.ts';
import type { DesiredTask } from '../config/desired.ts';
import type { Attempts } from '../records/attempts.ts';
import type { Turns } from '../records/turns.ts';
import type { TmuxPane } from '../tmux/panes.ts';
import type { Known } from './known.ts';
import { NOT_ASKED } from './request.ts';
import type { GitSnapshot, OurWorktree, Screens, Snapshot } from './snapshot.ts';

export const DUMP_VERSION = 1;

/** As far as the planner, and what tells states, read it. */
export interface DumpedTask
  extends Pick<
    DesiredTask,
    | 'name'
    | 'branch'
    | 'base'
    | 'worktree'
    | 'paused'
    | 'onExit'
    | 'session'
    | 'hashes'
    | 'hash'
    | 'promptHash'
    | 'verifyHash'
    | 'after'
    | 'baseTask'
    | 'maxActive'
    | 'freesAfterMs'
    | 'verify'
    | 'onLimit'
    | 'onFailure'
    | 'restarts'
    | 'stallAfterMs'
  > {
  readonly hasPrompt: boolean;
  readonly agent: {
    readonly name: string;
    readonly prompt: 'none' | 'paste' | 'argument';
    readonly reports: string | null;
    readonly hasScreenRules: boolean;
    readonly maxActive: number | null;
    readonly oneShot: boolean;
  };
}

export interface Dump {
  readonly version: typeof DUMP_VERSION;
  readonly project: string;
  readonly session: Pick<Config, 'session' | 'sessionIsFixed'>;
  readonly desired: readonly DumpedTask[];
  readonly snapshot: Snapshot;
}

/** In place of a text that is nobody else's business. */
const WITHHELD = '(withheld)';

function withheld<T extends string | null>(text: T): T | typeof WITHHELD {
  return text === null || text === '' ? text : WITHHELD;
}

function dumpedTask(task: DesiredTask): DumpedTask {
  const { name, branch, base, worktree, paused, onExit, session, hashes, hash, promptHash, verifyHash } =
    task;
  const { after, baseTask, maxActive, freesAfterMs, verify, onLimit, onFailure, restarts } = task;
  const { stallAfterMs, agent } = task;
  const { prompt, maxActive: ofAgent, oneShot } = agent;
  return {
    ...{ name, branch, base, worktree, paused, onExit, session, hashes, hash, promptHash, verifyHash },
    ...{ after, baseTask, maxActive, freesAfterMs, onLimit, onFailure, restarts, stallAfterMs },
    verify: verify === null ? null : { ...verify, run: verify.run.map(withheld) },
    hasPrompt: task.prompt !== null,
    agent: {
      name: agent.name,
      prompt: prompt === 'none' || prompt === 'paste' ? prompt : 'argument',
      reports: agent.reports,
      hasScreenRules: agent.screen !== null,
      maxActive: ofAgent,
      oneShot,
    },
  };
}

/** Of an error by its kind only, which its words tell too. */
function dumpedReason({ state, reason }: NonNullable<OurWorktree['launcher']>): string {
  if (state !== 'exited' || reason === '') return reason;
  return faultOf({ activity: judgeFault(reason).activity, message: WITHHELD });
}

function dumpedWorktree(worktree: OurWorktree): OurWorktree {
  const { stamp, unanswered, attempts, launcher, turns } = worktree;
  const isAsked = unanswered !== NOT_ASKED && unanswered !== null;
  return {
    ...worktree,
    stamp: { ...stamp, error: withheld(stamp.error), brought: [] },
    launcher: launcher === null ? null : { ...launcher, reason: dumpedReason(launcher) },
    unanswered: isAsked ? { question: WITHHELD } : unanswered,
    turns: turns === NOT_ASKED || turns === null ? turns : dumpedTurns(turns),
    attempts: attempts === NOT_ASKED || attempts === null ? attempts : dumpedAttempts(attempts),
  };
}

function dumpedTurns({ failure, ...turns }: Turns): Turns {
  return failure === undefined ? turns : { ...turns, failure: { ...failure, message: WITHHELD } };
}

function dumpedAttempts({ check, stuck, ...rest }: Attempts): Attempts {
  const said =
    check === null ? null : { ...check, said: withheld(check.said), command: withheld(check.command) };
  return { ...rest, check: said, stuck: withheld(stuck) };
}

function dumpedGit(git: GitSnapshot): GitSnapshot {
  return {
    ...git,
    ours: git.ours.map(dumpedWorktree),
    making: git.making.map((record) => ({ ...record, error: withheld(record.error) })),
  };
}

/** Why it is idle is ours where it has only started. */
function dumpedPane(pane: TmuxPane): TmuxPane {
  const { title, reportedWhy } = pane;
  return {
    ...pane,
    title: withheld(title),
    reportedWhy: reportedWhy === 'start' ? reportedWhy : withheld(reportedWhy),
  };
}

function dumpedScreens(screens: Screens): Screens {
  return Object.fromEntries(
    Object.entries(screens).map(([pane, look]) => [
      pane,
      {
        ...look,
        screenStates: look.screenStates.map((each) => ({ ...each, line: WITHHELD, rule: WITHHELD })),
      },
    ]),
  );
}

function ofKnown<T>(what: Known<T>, change: (value: T) => T): Known<T> {
  return what.known ? { known: true, value: change(what.value) } : what;
}

/** What a plan for this project is made from. */
export function dumpOf(
  { project, session, sessionIsFixed }: Pick<Config, 'project' | 'session' | 'sessionIsFixed'>,
  desired: readonly DesiredTask[],
  observed: Snapshot,
): Dump {
  const { git, tmux, screens } = observed;
  return {
    version: DUMP_VERSION,
    project,
    session: { session, sessionIsFixed },
    desired: desired.map(dumpedTask),
    snapshot: {
      ...observed,
      git: ofKnown(git, dumpedGit),
      tmux: ofKnown(tmux, (server) =>
        server === null ? null : { ...server, panes: server.panes.map(dumpedPane) },
      ),
      screens: screens === NOT_ASKED ? NOT_ASKED : dumpedScreens(screens),
    },
  };
}

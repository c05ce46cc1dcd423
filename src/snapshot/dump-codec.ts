/**
 * Reads a snapshot back that was written as a document. Pure.
 */
import type { ScreenLook } from '../agents/screen.ts';
import * as c from '../codec.ts';
import { CONCERNS, type Concern, type DesiredTask } from '../config/desired.ts';
import type { BranchHolder } from '../git/holders.ts';
import type { InProgress } from '../git/in-progress.ts';
import type { Ref } from '../git/refs.ts';
import type { ListedWorktree } from '../git/worktrees.ts';
import {
  parseBranchName,
  parsePaneId,
  parseProjectId,
  parseTaskName,
  parseWindowId,
  parseWorktreeId,
} from '../ids.ts';
import { attemptsCheck } from '../records/attempts.ts';
import { makingCheck, stampCheck, type UnreadableRecord } from '../records/stamp.ts';
import { turnsCheck } from '../records/turns.ts';
import type { TmuxPane, TmuxServer } from '../tmux/panes.ts';
import { DUMP_VERSION, type Dump, type DumpedTask } from './dump.ts';
import { jobFields } from './job.ts';
import type { Known } from './known.ts';
import { NOT_ASKED, type Part } from './request.ts';
import type {
  Carrier,
  Changes,
  Claim,
  GitSnapshot,
  Namesake,
  OurWorktree,
  Snapshot,
  UnreadableStamp,
} from './snapshot.ts';

const projectId = c.parsed(parseProjectId);
const taskName = c.parsed(parseTaskName);
const branchName = c.parsed(parseBranchName);
const paneId = c.parsed(parsePaneId);
const windowId = c.parsed(parseWindowId);
const worktreeId = c.parsed(parseWorktreeId);
const maybeText = c.nullable(c.text);

function part<T>(check: c.Check<T>): c.Check<Part<T>> {
  return c.either(c.oneOf(NOT_ASKED), check);
}

function known<T>(check: c.Check<T>): c.Check<Known<T>> {
  const inner: c.Check<unknown> = check;
  const yes = c.object({ known: c.oneOf(true), value: inner });
  const no = c.object({ known: c.oneOf(false), reason: c.text });
  return (value) => {
    const found = yes(value);
    return found === c.wrong ? no(value) : { known: true, value: found.value as T };
  };
}

const listed: c.Check<ListedWorktree> = c.object({
  path: c.text,
  head: maybeText,
  branch: maybeText,
  bare: c.boolean,
  locked: maybeText,
  prunable: c.boolean,
});

const claim: c.Check<Claim> = c.object({
  launcher: c.number,
  host: c.text,
  serverPid: c.number,
  socket: c.text,
  pane: c.text,
  holder: part(
    c.object({
      pid: c.number,
      liveness: c.oneOf('alive', 'dead', 'elsewhere'),
      serverIsAlive: c.boolean,
    }),
  ),
});

const inProgress: c.Check<InProgress> = c.object({
  operation: c.oneOf('rebase', 'bisect'),
  branch: maybeText,
});

const ours: c.Check<OurWorktree> = c.object({
  admin: c.text,
  stamp: stampCheck,
  path: maybeText,
  unlinked: maybeText,
  listed: c.nullable(listed),
  claim: c.nullable(claim),
  launcher: c.nullable(
    c.object({
      state: c.oneOf('setup', 'starting', 'running', 'exited', 'failed', 'stopped'),
      at: c.number,
      code: c.nullable(c.number),
      reason: c.text,
      shell: c.text,
      paste: c.text,
    }),
  ),
  job: c.optional(
    c.object({ ...jobFields, listed: part(known(c.nullable(c.object({ state: c.text, reason: c.text })))) }),
  ),
  prompts: part(c.record(c.oneOf('claimed', 'typing', 'started'))),
  unanswered: part(c.nullable(c.object({ question: c.text }))),
  untyped: part(c.nullable(c.object({ reason: c.text }))),
  turns: part(c.nullable(turnsCheck)),
  attempts: part(c.nullable(attemptsCheck)),
  checker: part(c.nullable(c.oneOf('alive', 'dead', 'elsewhere'))),
  conversation: part(c.nullable(c.object({ id: maybeText }))),
  inProgress: part(c.nullable(inProgress)),
});

const ref: c.Check<Ref> = c.object({
  name: c.text,
  commit: c.text,
  points: maybeText,
  upstream: maybeText,
  onlyBehind: c.boolean,
});

const holder: c.Check<BranchHolder> = c.object({
  branch: c.text,
  path: c.text,
  operation: c.nullable(c.oneOf('rebase', 'bisect')),
});

const namesake: c.Check<Namesake> = c.object({ config: c.text, isThere: c.boolean });
const carrier: c.Check<Carrier> = c.object({ pid: c.number, name: c.text });
const unreadable: c.Check<UnreadableStamp> = c.object({
  file: c.text,
  isNewer: c.boolean,
  worktree: c.text,
  claim: c.nullable(claim),
});

const unreadableMaking: c.Check<UnreadableRecord> = c.object({
  file: c.text,
  isNewer: c.boolean,
  task: taskName,
});

const git: c.Check<GitSnapshot> = c.object({
  listed: c.list(listed),
  ours: c.list(ours),
  making: c.list(makingCheck),
  unreadableMaking: c.list(unreadableMaking),
  namesakes: c.list(namesake),
  occupied: c.list(c.text),
  unreadable: c.list(unreadable),
  leftovers: c.record(c.list(carrier)),
  refs: c.list(ref),
  holders: c.list(holder),
  missingBases: c.list(c.text),
});

const pane: c.Check<TmuxPane> = c.object({
  pane: paneId,
  window: windowId,
  session: c.text,
  index: c.number,
  baseIndex: c.number,
  pid: c.number,
  dead: c.boolean,
  program: c.text,
  sessionIsFleeting: c.boolean,
  sessionOf: c.nullable(projectId),
  opened: c.boolean,
  project: c.nullable(projectId),
  kind: c.text,
  worktreeId: c.nullable(worktreeId),
  task: c.text,
  place: c.text,
  title: c.text,
  reported: c.text,
  reportedSince: c.number,
  reportedAt: c.number,
  reportedWhy: c.text,
  shown: c.text,
  seen: c.text,
  drawnAt: c.number,
});

const server: c.Check<TmuxServer> = c.object({
  pid: c.number,
  socketPath: c.text,
  version: c.text,
  panes: c.list(pane),
});

const look: c.Check<ScreenLook> = c.object({
  screenStates: c.list(
    c.object({
      activity: c.oneOf('working', 'waiting', 'limited', 'stuck', 'idle'),
      rule: c.text,
      line: c.text,
      isDrawn: c.boolean,
      isBackground: c.optional(c.oneOf(true)),
    }),
  ),
  fault: maybeText,
});

const changes: c.Check<Changes> = c.object({
  ahead: c.number,
  baseGone: c.boolean,
  dirty: c.number,
  lines: c.object({ added: c.number, removed: c.number }),
  isAsChecked: c.boolean,
});

const observed: c.Check<Snapshot> = c.object({
  projectId,
  socket: c.text,
  git: known(git),
  tmux: known(c.nullable(server)),
  screens: part(c.record(look)),
  bases: c.record(c.oneOf('committed', 'changed', 'unknown')),
  changes: part(c.record(known(changes))),
  now: c.number,
  busy: c.list(c.object({ task: taskName, pid: c.number })),
});

/** Those of another version may lack one, or have one more. */
const hashes: c.Check<DesiredTask['hashes']> = (value) => {
  const found = c.record(c.text)(value);
  if (found === c.wrong || CONCERNS.some((concern) => found[concern] === undefined)) return c.wrong;
  return found as Record<Concern, string>;
};

const task: c.Check<DumpedTask> = c.object({
  name: taskName,
  branch: branchName,
  base: maybeText,
  worktree: c.text,
  paused: c.boolean,
  onExit: c.oneOf('shell', 'close'),
  session: c.text,
  hashes,
  hash: c.text,
  promptHash: maybeText,
  verifyHash: maybeText,
  hasPrompt: c.boolean,
  after: c.list(c.text),
  baseTask: maybeText,
  maxActive: c.nullable(c.number),
  freesAfterMs: c.number,
  verify: c.nullable(
    c.object({ run: c.list(c.text), timeoutMs: c.number, retries: c.number, settleMs: c.number }),
  ),
  onLimit: c.oneOf('wait', 'hold'),
  onFailure: c.oneOf('stay', 'restart'),
  restarts: c.number,
  stallAfterMs: c.number,
  agent: c.object({
    name: c.text,
    prompt: c.oneOf('none', 'paste', 'argument'),
    reports: maybeText,
    hasScreenRules: c.boolean,
    maxActive: c.nullable(c.number),
    oneShot: c.boolean,
  }),
});

const dump: c.Check<Dump> = c.object({
  version: c.oneOf(DUMP_VERSION),
  project: c.text,
  session: c.object({ session: c.text, sessionIsFixed: c.boolean }),
  desired: c.list(task),
  snapshot: observed,
});

/** Null: it is no such document, or another version's. */
export const parseDump = c.decoder(dump);

/** The task as far as a plan depends on it: nothing else of it was written down. */
export function taskOf({ hasPrompt, agent, ...rest }: DumpedTask): DesiredTask {
  const rules = agent.hasScreenRules ? { screen: {}, title: {} } : null;
  return {
    ...rest,
    prompt: hasPrompt ? '' : null,
    agent: { ...agent, screen: rules, env: {}, args: [] },
    copy: [],
    link: [],
    sendFiles: [],
  } as unknown as DesiredTask;
}

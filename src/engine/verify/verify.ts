/** `verify`: checks what agents have done, now or, started by the watcher, in the background. */
import type { DesiredTask } from '../../config/desired.ts';
import { PaneError } from '../../errors.ts';
import { applyOperations } from '../../project/carry-out/applying.ts';
import { assertApproved } from '../../project/carry-out/approval.ts';
import { planProject } from '../../project/carry-out/planned.ts';
import type { FollowedContext } from '../../project/carry-out/tell.ts';
import { openRunning } from '../../project/open-as-applied.ts';
import { type Project, taskNamed } from '../../project/project.ts';
import { observeSettled } from '../../project/settled/settled.ts';
import type { ProjectOptions } from '../../project/types.ts';
import type { Check } from '../../records/attempts.ts';
import { sendMessageTo } from '../../talk/messages.ts';
import { NO_FACTS, type ProjectFacts } from '../../trust/values.ts';
import { type CheckEnd, checkTask } from './check.ts';

export interface VerifyRequest extends ProjectOptions {
  /** None: all that have `verify`, but those that are paused. */
  readonly tasks: readonly string[];
  /** The agents are told of checks that fail. */
  readonly sends: boolean;
  readonly onBegin: (task: string) => void;
  /** What the commands print. */
  readonly onOutput: (piece: Uint8Array | string) => void;
  readonly onEnd: (end: VerifiedTask) => void;
}

export interface VerifiedTask {
  readonly task: string;
  readonly outcome: Check['outcome'] | 'not made';
  /** Of the command that failed; null: none did, or it was ended at its time limit. */
  readonly exitCode: number | null;
  readonly command: string | null;
  readonly seconds: number;
  /** What is wrong, or why it was not made; empty: nothing. */
  readonly message: string;
  /** It changed files itself. */
  readonly changed: boolean;
  /** It is what the task is shown as from now on. */
  readonly counts: boolean;
}

/** @throws {PaneError} `usage` */
function verified(task: DesiredTask): DesiredTask {
  if (task.verify !== null) return task;
  throw new PaneError('usage', `${task.name} has no \`verify\``, {
    // Where its own entry says `verify: false`, what stands in `defaults` is of no use.
    hint: 'Write `verify: COMMAND` for it into the file.',
  });
}

function tasksMeant(project: Project, names: readonly string[]): readonly DesiredTask[] {
  if (names.length > 0) return names.map((name) => verified(taskNamed(project, name)));
  const all = project.desired.filter(({ verify, paused }) => verify !== null && !paused);
  if (all.length > 0) return all;
  throw new PaneError('usage', 'no task has `verify`', {
    hint: 'Write `verify: COMMAND` for a task, or in `defaults`, into the file.',
  });
}

function endOf(task: string, end: CheckEnd): VerifiedTask {
  if ('reason' in end) {
    const none = { exitCode: null, command: null, seconds: 0, changed: false, counts: false };
    return { task, outcome: 'not made', ...none, message: end.reason };
  }
  const { outcome, exitCode, command, seconds, changed, said } = end.check;
  const message = outcome === 'fault' ? said : '';
  return { task, outcome, exitCode, command, seconds, changed, message, counts: end.counts };
}

/** A program that ended with its turn is told by being started again, which else only a watcher does. */
async function startAgain(
  project: Project,
  { name, agent }: DesiredTask,
  facts: ProjectFacts,
): Promise<void> {
  if (!agent.oneShot) return;
  const tasks = new Set([name]);
  const observed = await observeSettled(project, { tasks });
  const { operations } = planProject(project, observed, { tasks, unattended: true, reopens: false });
  const own = operations.filter(({ kind }) => kind === 'restart-agent');
  await applyOperations({ project, socket: observed.socket, facts }, own);
}

/** One after the other. @throws {PaneError} `usage`, `untrusted`, `interrupted` */
export async function verify(context: FollowedContext, request: VerifyRequest): Promise<VerifiedTask[]> {
  const { tasks, sends, onBegin, onOutput, onEnd, ...options } = request;
  const project = await openRunning(context, options);
  const meant = tasksMeant(project, tasks);
  const facts = new Map<string, ProjectFacts>();
  for (const { name } of meant) facts.set(name, await assertApproved(project, name)); // one after the other: it may ask
  const ends: VerifiedTask[] = [];
  for (const task of meant) {
    onBegin(task.name);
    const end = endOf(task.name, await checkTask(project, task, { byHand: true, tells: sends, onOutput }));
    onEnd(end);
    if (sends && end.outcome === 'red' && end.counts) {
      await sendMessageTo(project, task.name);
      await startAgain(project, task, facts.get(task.name) ?? NO_FACTS);
    }
    ends.push(end);
  }
  return ends;
}

/** Runs what was approved when it was started. What comes of it is written down. */
export async function verifyInBackground(
  context: FollowedContext,
  { task, ...options }: ProjectOptions & { readonly task: string },
): Promise<void> {
  const project = await openRunning(context, options);
  await checkTask(project, taskNamed(project, task), { byHand: false, tells: true, onOutput: () => {} });
}

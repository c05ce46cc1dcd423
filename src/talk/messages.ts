/**
 * Sends the messages that `pane` itself has for agents, once for each cause: what is due is decided in `plan/messages.ts`.
 * Under the task's lock each is claimed in the task's attempts before anything is typed.
 */

import { typedText } from '../agents/typed-text.ts';
import { PaneError } from '../errors.ts';
import type { PaneEvent } from '../events/event.ts';
import { underLock } from '../gate/lock.ts';
import type { TaskName } from '../ids.ts';
import { dueMessage, KINDS, type Step } from '../plan/messages.ts';
import { tell } from '../project/carry-out/tell.ts';
import type { Project } from '../project/project.ts';
import { type Attempts, NO_ATTEMPTS } from '../records/attempts.ts';
import { beginAnew, changeAttempts, readAttempts, readTurns, writeAttempts } from '../records/doings.ts';
import {
  CONTINUE,
  claimMessage,
  giveUp,
  type Message,
  settleMessage,
  withdrawMessage,
} from '../records/messages.ts';
import { paneDirectory, taskLock } from '../records/store.ts';
import { nowSeconds } from '../snapshot/clock.ts';
import { orNull } from '../snapshot/known.ts';
import { readCheckMessage } from '../snapshot/read/check-message.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { asAgent, type State } from '../snapshot/state.ts';
import { inState, type TaskInState, viewTasks } from '../snapshot/view.ts';
import { readProgress } from '../tmux/pane-input.ts';
import { observeTasks } from './task-pane.ts';
import { submitTyped, typeInto } from './typing.ts';

type Sending = Extract<Step, { readonly do: 'send' }>;

function isDue(task: TaskInState): boolean {
  const due = dueMessage(task);
  return due !== null && due.at <= nowSeconds();
}

/** An agent whose limit is over, or whose turn was cut off, does nothing else. */
function seenAs(told: State): State {
  const state = asAgent(told);
  return state.state === 'limited' ? { ...state, state: 'idle' } : state;
}

function textOf(reason: Sending['reason'], directory: string): string {
  const check = readAttempts(directory)?.check ?? null;
  return reason === 'check' && check !== null ? typedText(readCheckMessage(check, directory)) : CONTINUE;
}

/** Of one that could not be submitted, or was not taken, the next looks tell what became of it: its claim stays. */
async function deliver(
  project: Project,
  task: TaskInState,
  directory: string,
  { reason }: Sending,
): Promise<void> {
  let before: Attempts | null = null;
  const take = async (): Promise<boolean> => {
    before = readAttempts(directory);
    await writeAttempts(
      directory,
      claimMessage(before ?? NO_ATTEMPTS, readTurns(directory), reason, nowSeconds()),
    );
    return true;
  };
  const giveBack = async (): Promise<void> => {
    await writeAttempts(directory, before ?? NO_ATTEMPTS);
  };
  try {
    const refused = await typeInto(project, task.view.name, textOf(reason, directory), {
      seenAs,
      isLine: true,
      take,
      mark: () => markOf(readAttempts(directory)?.message ?? null),
      giveBack,
    });
    if (refused !== null) {
      // It is due all the same, and would keep the task's place in the queue for ever.
      const why = `${KINDS[reason]} can't be typed in: ${refused.reason}`;
      if (refused.lasts) await sendNoMore(directory, { reason, why });
      return;
    }
  } catch (error) {
    if (error instanceof PaneError && error.code === 'failed') return;
    throw error;
  }
  await settle(project, task, directory);
}

/** By which tmux notes how far the typing of a message has come. */
function markOf(message: Message | null): string | null {
  return message === null ? null : `${message.reason}-${message.at}`;
}

/**
 * Who claimed it was killed on the way. tmux tells how far that came: what was not typed is sent anew, what was typed
 * and not submitted is submitted, and what was submitted is given up where no turn has followed.
 */
async function finish(
  project: Project,
  task: TaskInState,
  directory: string,
  step: Extract<Step, { readonly do: 'finish' }>,
  socket: string,
): Promise<void> {
  const message = readAttempts(directory)?.message ?? null;
  const mark = markOf(message);
  const window = orNull(task.view.window);
  if (message === null || mark === null || window === null) return;
  const progress = await project.scope.runner.run(readProgress(socket, window.main, mark));
  if (progress === null) {
    await changeAttempts(directory, withdrawMessage);
    return;
  }
  const isSubmitted =
    progress === 'pasted' && (await submitTyped(project, task.view.name, { seenAs, mark: () => mark }));
  if (!isSubmitted && nowSeconds() >= step.until) await sendNoMore(directory, step);
}

async function sendNoMore(
  directory: string,
  given: { readonly reason: Sending['reason']; readonly why: string },
): Promise<void> {
  await changeAttempts(directory, (attempts) => giveUp(attempts, readTurns(directory), given, nowSeconds()));
}

async function settle(project: Project, { view }: TaskInState, directory: string): Promise<void> {
  await changeAttempts(directory, settleMessage);
  const message = readAttempts(directory)?.message ?? null;
  if (message === null) return;
  const event: PaneEvent = {
    kind: 'message-sent',
    task: view.name,
    reason: message.reason,
    turn: message.turn,
  };
  tell(project, [event]);
}

/** The caller holds the task's lock. */
async function take(project: Project, task: TaskInState, socket: string): Promise<void> {
  const worktree = orNull(task.view.worktree);
  const due = dueMessage(task);
  if (worktree === null || due === null || due.at > nowSeconds()) return;
  const directory = paneDirectory(worktree.admin);
  const { step } = due;
  if (step.do === 'send') await deliver(project, task, directory, step);
  else if (step.do === 'settle') await settle(project, task, directory);
  else if (step.do === 'begin anew') await beginAnew(directory);
  else if (step.do === 'finish') await finish(project, task, directory, step, socket);
  else await sendNoMore(directory, step);
}

/** Whether any was due by what was `observed`. */
export async function sendMessages(project: Project, observed: Snapshot): Promise<boolean> {
  const due = viewTasks(project.desired, observed).map(inState).filter(isDue);
  await Promise.all(due.map(({ view: { name } }) => sendMessageTo(project, name)));
  return due.length > 0;
}

/** The one that is due for this task, if any is. */
export async function sendMessageTo(project: Project, name: TaskName): Promise<void> {
  const { repository, projectId } = project.scope;
  await underLock(taskLock(repository.common, projectId, name), project.context, async () => {
    const { observed, tasks } = await observeTasks(project, new Set([name]));
    for (const task of tasks) await take(project, task, observed.socket);
  });
}

/**
 * Carries a plan out: the operations of one task in their order under the task's lock, tasks side by side.
 * No decisions: each operation looks at its precondition again, and is skipped if that has changed.
 */
import { messageOf, PaneError } from '../errors.ts';
import { takeLock } from '../gate/lock.ts';
import type { TaskName } from '../ids.ts';
import { applyArchive } from './apply-archive.ts';
import { type ApplyContext, Changed } from './apply-context.ts';
import { applyCopy } from './apply-copy.ts';
import { applyCreate } from './apply-create.ts';
import { applyRestore, type RestoreChoice } from './apply-restore.ts';
import { applyClose, applyOpen } from './apply-window.ts';
import type { Operation, Outcome, Result } from './operation.ts';
import { taskLock } from './store.ts';

/** Checkouts, copies and setups compete for the same disk: more at once is not faster. */
const AT_ONCE = 8;

export type OnOutcome = (operation: Operation, outcome: Outcome | null) => void;

export interface Choices {
  readonly restore?: RestoreChoice;
  /** How `open-window` gives the prompt, where it is not the first opening. */
  readonly delivery?: 'first' | 'next' | 'none';
}

async function carryOut(context: ApplyContext, operation: Operation, choices: Choices): Promise<string[]> {
  switch (operation.kind) {
    case 'create-worktree':
      return await applyCreate(context, operation);
    case 'restore-worktree':
      return await applyRestore(context, operation, choices.restore);
    case 'copy-files':
      return await applyCopy(context, operation);
    case 'open-window':
      return await applyOpen(context, operation, choices.delivery);
    case 'close-window':
      return await applyClose(context, operation);
    case 'archive-worktree':
      return await applyArchive(context, operation);
  }
}

async function outcomeOf(context: ApplyContext, operation: Operation, choices: Choices): Promise<Outcome> {
  try {
    return { outcome: 'done', warnings: await carryOut(context, operation, choices) };
  } catch (error) {
    if (error instanceof Changed) return { outcome: 'skipped', error: `changed: ${error.message}` };
    const hint = error instanceof PaneError ? (error.hint ?? null) : null;
    return { outcome: 'failed', error: messageOf(error), hint };
  }
}

/** Why the operation can't be tried; null: it can. */
function blockedBy(operation: Operation, results: readonly Result[]): string | null {
  const failed = results.find(
    ({ operation: before, result }) => operation.after.includes(before.id) && result.outcome === 'failed',
  );
  const skipped = results.find(
    ({ operation: before, result }) =>
      operation.after.includes(before.id) &&
      result.outcome === 'skipped' &&
      !result.error.startsWith('changed'),
  );
  const before = failed ?? skipped;
  return before === undefined ? null : `${before.operation.kind} of ${before.operation.task} did not succeed`;
}

async function applyTask(
  context: ApplyContext,
  task: TaskName,
  operations: readonly Operation[],
  choices: Choices,
  onOutcome: OnOutcome,
): Promise<Result[]> {
  const { repository, projectId } = context.scope;
  const lock = await takeLock(taskLock(repository.common, projectId, task), {
    pid: context.pid,
    signal: context.signal,
    onWait: (holder, path) => context.onWait(task, holder, path),
  });
  const results: Result[] = [];
  try {
    for (const operation of operations) {
      const blocked = context.signal.aborted ? 'interrupted' : blockedBy(operation, results);
      if (blocked === null) onOutcome(operation, null);
      const result: Outcome =
        blocked === null
          ? await outcomeOf(context, operation, choices)
          : { outcome: 'skipped', error: blocked };
      results.push({ operation, result });
      onOutcome(operation, result);
    }
    return results;
  } finally {
    await lock.release();
  }
}

/** The results come in the order of the operations. */
export async function apply(
  context: ApplyContext,
  operations: readonly Operation[],
  onOutcome: OnOutcome,
  choices: Choices = {},
): Promise<Result[]> {
  const tasks = [...new Set(operations.map(({ task }) => task))];
  const waiting = tasks.map((name): [TaskName, Operation[]] => [
    name,
    operations.filter(({ task }) => task === name),
  ]);
  const results: Result[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [task, chain] = next;
      results.push(...(await applyTask(context, task, chain, choices, onOutcome)));
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, work));
  const order = new Map(operations.map(({ id }, index) => [id, index]));
  return results.sort((a, b) => (order.get(a.operation.id) ?? 0) - (order.get(b.operation.id) ?? 0));
}

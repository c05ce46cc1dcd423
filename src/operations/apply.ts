/**
 * Carries a plan out: the operations of one task in their order under the task's lock, tasks side by side.
 * No decisions: each operation looks at its precondition again, and is skipped if that has changed.
 */
import { isInterrupt, messageOf, PaneError } from '../errors.ts';
import { takeLock } from '../gate/lock.ts';
import { explainLock } from '../git/lock-file.ts';
import type { TaskName } from '../ids.ts';
import { forEachOf } from '../pool.ts';
import { taskLock } from '../records/store.ts';
import { type ApplyContext, Changed, Overtaken, Queued } from './apply-context.ts';
import {
  definitionOf,
  type Kind,
  loadEffect,
  loadEffects,
  type Operation,
  type OperationOf,
} from './kinds.ts';
import type { Outcome, Result } from './outcome.ts';

/** Checkouts, copies and setups compete for the same disk: more at once is not faster. */
const AT_ONCE = 8;

const INTERRUPTED: Outcome = { outcome: 'skipped', reason: 'interrupted', error: 'interrupted' };

export type OnOutcome = (operation: Operation, outcome: Outcome | null) => void;

async function carryOut<K extends Kind>(context: ApplyContext, operation: OperationOf<K>): Promise<string[]> {
  return await (await loadEffect(operation.kind))(context, operation);
}

async function outcomeOf(context: ApplyContext, operation: Operation): Promise<Outcome> {
  try {
    return { outcome: 'done', warnings: await carryOut(context, operation) };
  } catch (error) {
    return outcomeOfError(error);
  }
}

function outcomeOfError(thrown: unknown): Outcome {
  const error = explainLock(thrown);
  if (error instanceof Overtaken) return { outcome: 'skipped', reason: 'overtaken', error: error.message };
  if (error instanceof Queued) return { outcome: 'skipped', reason: 'queued', error: error.message };
  if (error instanceof Changed)
    return { outcome: 'skipped', reason: 'changed', error: `changed: ${error.message}` };
  if (isInterrupt(error)) return INTERRUPTED;
  const hint = error instanceof PaneError ? (error.hint ?? null) : null;
  return { outcome: 'failed', error: messageOf(error), hint };
}

/** Why the operation can't be tried; null: it can. */
function blockedBy(operation: Operation, results: readonly Result[]): Outcome | null {
  const before = results.filter((each) => operation.after.includes(each.operation.id));
  const failed = before.find(({ result }) => result.outcome === 'failed');
  const skipped = before.find(({ result }) => result.outcome === 'skipped' && result.reason !== 'overtaken');
  const cause = failed ?? skipped;
  if (cause?.result.outcome === 'skipped' && cause.result.reason === 'queued') return cause.result;
  return cause === undefined ? null : blockedOn(cause.operation);
}

function blockedOn({ kind, task }: Operation): Outcome {
  return { outcome: 'skipped', reason: 'blocked', error: `${kind} of ${task} did not succeed` };
}

/** The operations of one task. The caller holds its lock. */
async function applyChain(
  context: ApplyContext,
  operations: readonly Operation[],
  onOutcome: OnOutcome,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const operation of operations) {
    const kept = context.signal.aborted ? INTERRUPTED : blockedBy(operation, results);
    if (kept === null) onOutcome(operation, null);
    const result = kept ?? (await outcomeOf(context, operation));
    results.push({ operation, result });
    onOutcome(operation, result);
  }
  return results;
}

/** Where the task's lock could not be had: nothing was tried. */
function untried(operations: readonly Operation[], outcome: Outcome, onOutcome: OnOutcome): Result[] {
  const results: Result[] = [];
  for (const operation of operations) {
    const [first] = results;
    const result = outcome.outcome === 'failed' && first !== undefined ? blockedOn(first.operation) : outcome;
    results.push({ operation, result });
    onOutcome(operation, result);
  }
  return results;
}

/** Never rejects for what concerns one task only: the others go on, and all are reported. */
async function applyTask(
  context: ApplyContext,
  task: TaskName,
  operations: readonly Operation[],
  onOutcome: OnOutcome,
): Promise<Result[]> {
  const { repository, projectId } = context.scope;
  const lock = await takeLock(taskLock(repository.common, projectId, task), {
    pid: context.pid,
    signal: context.signal,
    onWait: (holder, path) => context.onWait(task, holder, path),
    orWithout: operations.every(({ kind }) => definitionOf(kind).needsNoLock),
  }).catch(outcomeOfError);
  if ('outcome' in lock) return untried(operations, lock, onOutcome);
  let results: Result[] = [];
  try {
    results = await applyChain(context, operations, onOutcome);
  } finally {
    const kept = await lock.release().then(() => null, outcomeOfError);
    const last = results.at(-1);
    // A failure before it is the one to tell.
    if (kept !== null && last?.result.outcome === 'done') results.splice(-1, 1, { ...last, result: kept });
  }
  return results;
}

/** The results come in the order of the operations. */
export async function apply(
  context: ApplyContext,
  operations: readonly Operation[],
  onOutcome: OnOutcome,
): Promise<Result[]> {
  await loadEffects([...new Set(operations.map(({ kind }) => kind))]);
  const tasks = [...new Set(operations.map(({ task }) => task))];
  const results: Result[] = [];
  await forEachOf(tasks, AT_ONCE, async (name) => {
    const chain = operations.filter(({ task }) => task === name);
    results.push(...(await applyTask(context, name, chain, onOutcome)));
  });
  const order = new Map(operations.map(({ id }, index) => [id, index]));
  return results.sort((a, b) => (order.get(a.operation.id) ?? 0) - (order.get(b.operation.id) ?? 0));
}

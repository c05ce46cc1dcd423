/**
 * Makes a task's worktree. What is being made is recorded before anything is made, and each step that is
 * over is stamped, so that the next `up` goes on from any point.
 */
import { PaneError, reasonToKeep } from '../../errors.ts';
import { removeStaleIndexLock } from '../../gate/half-made.ts';
import { endMakers } from '../../gate/processes.ts';
import { removeOwnWorktreeLock } from '../../gate/worktree-lock.ts';
import { addWorktree, checkOut, makingLock, runPostCheckout, trackBranch } from '../../git/create.ts';
import { adminDirectoryOf } from '../../git/worktrees.ts';
import type { WorktreeId } from '../../ids.ts';
import { CommandError, type Runner, saidBy, withVariable } from '../../process/command.ts';
import type { MakingRecord, Stamp } from '../../records/stamp.ts';
import {
  listMakingRecords,
  noteFailure,
  recordMain,
  removeMakingRecord,
  writeMakingRecord,
  writeStamp,
} from '../../records/store.ts';
import { describeWaiting } from '../../snapshot/queue.ts';
import {
  type ApplyContext,
  Changed,
  findTask,
  Overtaken,
  Queued,
  withRepositoryLock,
} from '../apply-context.ts';
import { assertAsChecked } from '../as-checked.ts';
import { clearAway } from '../clear-half-made/effect.ts';
import type { CreateWorktree } from './operation.ts';
import { assertNotBare, prepare } from './prepare.ts';

interface Made {
  readonly admin: string;
  readonly path: string;
  readonly stamp: Stamp;
}

/** The caller holds the task's lock. @throws {Overtaken} where the worktree is there already. @throws {Changed} */
export async function carryOut(context: ApplyContext, operation: CreateWorktree): Promise<string[]> {
  const existing = await findTask(context.scope, operation.task);
  if (existing === null) {
    if (operation.admission !== null) await assertAsChecked(context, operation.desired);
    return await finish(context, await register(context, operation));
  }
  const { stamp, path, admin } = existing;
  const { repository, projectId } = context.scope;
  await removeMakingRecord(repository.common, projectId, operation.task); // cut off between stamp and record
  if (path === null) throw new Changed('its directory is gone');
  if (stamp.archive !== null) throw new Changed(`its worktree is now ${stamp.archive.step}`);
  if (!['checkout', 'hook'].includes(stamp.progress)) throw new Overtaken('its worktree already exists');
  await endMakers(stamp.id, context.pid);
  return await finish(context, { admin, path, stamp });
}

/** What makes a worktree carries its id, so that it can be found and ended should `pane` be killed meanwhile. */
function makerOf({ scope }: ApplyContext, id: WorktreeId): Runner {
  return withVariable(scope.runner, 'PANE_MAKING', id);
}

/**
 * Counted again under the repository's lock, which is held until the record of the making is there: so two never admit
 * both. @throws {Queued}
 */
async function assertItsTurn({ queueNow }: ApplyContext, { task, admission }: CreateWorktree): Promise<void> {
  if (admission === null) return;
  const waiting = (await queueNow(admission.barred))?.waiting.find(({ name }) => name === task);
  if (waiting !== undefined) throw new Queued(describeWaiting(waiting));
}

/** Branch, directory and registration, under the repository's lock. */
async function register(context: ApplyContext, operation: CreateWorktree): Promise<Made> {
  const { repository, projectId } = context.scope;
  return await withRepositoryLock(context, async () => {
    await assertNotBare(context);
    await recordMain(repository);
    const begun = listMakingRecords(repository.common, projectId).find(({ task }) => task === operation.task);
    if (begun === undefined) await assertItsTurn(context, operation);
    await clearAway(context, operation.task);
    const { record, baseRef } = await prepare(context, operation, begun);
    await writeMakingRecord(repository.common, projectId, record);
    return await add(context, operation, record, baseRef).catch(async (error: unknown) => {
      const failed = { ...record, error: reasonToKeep(error) };
      await writeMakingRecord(repository.common, projectId, failed).catch(() => {}); // the first error is the one to tell
      throw error;
    });
  });
}

async function add(
  context: ApplyContext,
  operation: CreateWorktree,
  record: MakingRecord,
  baseRef: string,
): Promise<Made> {
  const { repository, projectId, config } = context.scope;
  const runner = makerOf(context, record.id);
  const { path, branch, commit } = record;
  const from = repository.main ?? repository.common;
  const start = record.branchExisted ? null : commit;
  await runner.run(addWorktree({ id: record.id, from, path, branch, start }));
  if (record.upstream !== undefined) await trackBranch(runner, from, branch, record.upstream);
  const admin = adminDirectoryOf(path);
  if (admin === null) throw new Error(`git made ${path}, but no git directory for it`);
  const { desired, source } = operation;
  const { baseTask } = desired;
  const stamp: Stamp = {
    version: 1,
    id: record.id,
    config: record.config,
    project: config.project,
    task: operation.task,
    branch: desired.branch,
    base: desired.base,
    baseRef,
    baseTask: baseTask === null || source === null ? null : { name: baseTask, id: source },
    commit,
    createdAt: new Date().toISOString(),
    progress: 'checkout',
    error: null,
    brought: [],
    prompt: desired.hashes.prompt,
    applied: null,
    hold: null,
    archive: null,
  };
  await writeStamp(admin, stamp);
  await removeMakingRecord(repository.common, projectId, operation.task);
  return { admin, path, stamp };
}

/** @throws {PaneError} `failed` with what the hook said. */
async function runHook(
  runner: Runner,
  path: string,
  commit: string,
  env: ApplyContext['scope']['env'],
): Promise<void> {
  await runPostCheckout(runner, path, commit, env).catch((cause: unknown) => {
    if (!(cause instanceof CommandError)) throw cause;
    const how = cause.signal === null ? `with exit code ${cause.exitCode}` : `by ${cause.signal}`;
    const said = saidBy(cause.stderr);
    const message = `the repository's post-checkout hook ended ${how}${said === '' ? '' : `: ${said}`}`;
    throw new PaneError('failed', message, { hint: 'Fix it, then run `pane up` to run it again.', cause });
  });
}

/** The checkout and the user's hook, beside other tasks'. */
async function finish(context: ApplyContext, made: Made): Promise<string[]> {
  const { admin, path } = made;
  let { stamp } = made;
  const runner = makerOf(context, stamp.id);
  await removeOwnWorktreeLock(admin, makingLock(stamp.id)); // from here on the stamp tells whose it is
  try {
    if (stamp.progress === 'checkout') {
      await removeStaleIndexLock(admin);
      await runner.run(checkOut(path));
      stamp = { ...stamp, progress: 'hook', error: null };
      await writeStamp(admin, stamp);
    }
    await runHook(runner, path, stamp.commit, context.scope.env);
    await writeStamp(admin, { ...stamp, progress: 'copy', error: null });
    return [];
  } catch (error) {
    await noteFailure(admin, stamp, error);
    throw error;
  }
}

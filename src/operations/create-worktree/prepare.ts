/**
 * What will be made of a worktree, as its branch and its base are at this moment, or why it can't be. Changes nothing.
 */
import { randomBytes } from 'node:crypto';
import { PaneError } from '../../errors.ts';
import { saysBareForAll } from '../../git/create.ts';
import { isAncestor } from '../../git/exchange.ts';
import { branchHolders } from '../../git/holders.ts';
import { namesOfBase, resolveCommit } from '../../git/refs.ts';
import { isTaken } from '../../git/taken.ts';
import { askWorktrees } from '../../git/worktrees.ts';
import { parseWorktreeId, type WorktreeId } from '../../ids.ts';
import type { MakingRecord } from '../../records/stamp.ts';
import { howHeld } from '../../snapshot/refused/held-branch.ts';
import { shortRef } from '../../snapshot/work/branch-start.ts';
import { type ApplyContext, Changed } from '../apply-context.ts';
import type { CreateWorktree } from './operation.ts';

function newId(): WorktreeId {
  const id = parseWorktreeId(randomBytes(6).toString('hex'));
  if (id === null) throw new Error('a random id is not an id');
  return id;
}

/** @throws {PaneError} `failed` where a new worktree would be a bare one */
export async function assertNotBare({ scope }: ApplyContext): Promise<void> {
  const { runner, repository } = scope;
  if (repository.main !== null || !(await runner.run(saysBareForAll(repository.common)))) return;
  const git = `git -C ${repository.common} config`;
  throw new PaneError(
    'failed',
    `extensions.worktreeConfig and core.bare are both true in ${repository.common}/config, so no worktree works`,
    { hint: `Run \`${git} --worktree core.bare true && ${git} --unset core.bare\`, then \`pane up\`.` },
  );
}

async function assertFree(context: ApplyContext, operation: CreateWorktree): Promise<void> {
  if (isTaken(operation.path)) throw new Changed(`${operation.path} exists now`);
  const { runner, repository } = context.scope;
  const listed = await askWorktrees(runner, repository.main ?? repository.common);
  const holder = branchHolders(repository.common, listed).find(({ branch }) => branch === operation.branch);
  if (holder !== undefined) throw new Changed(`branch ${operation.branch} now ${howHeld(holder)}`);
}

/** @throws {PaneError} `failed` where it names none */
async function commitOf({ scope }: ApplyContext, base: string): Promise<string> {
  const { runner, repository } = scope;
  const commit = await runner.run(resolveCommit(repository.main ?? repository.common, base));
  if (commit !== null) return commit;
  throw new PaneError('failed', `base ${shortRef(base)} names no commit in this repository`, {
    hint: 'Correct `base:`, or fetch it first.',
  });
}

/**
 * The branch or tag here that is called as the base is where the file is, as long as it has what the task starts from; else
 * the commit.
 */
async function refOf({ scope }: ApplyContext, { desired }: CreateWorktree, commit: string): Promise<string> {
  const { runner, repository } = scope;
  const { start } = desired;
  if (start === undefined || start.base !== commit || !namesOfBase(start.name).includes(start.name))
    return commit;
  const own = await runner.run(resolveCommit(repository.common, start.name));
  const hasIt = own !== null && (await runner.run(isAncestor(repository.common, commit, own)));
  return hasIt ? start.name : commit;
}

/** What will be made, with the branch as it is at this moment. `begun`: by a `pane` that did not get to its end. */
export async function prepare(
  context: ApplyContext,
  operation: CreateWorktree,
  begun: MakingRecord | undefined,
): Promise<{ readonly record: MakingRecord; readonly baseRef: string }> {
  const { runner, repository, configName } = context.scope;
  await assertFree(context, operation);
  const where = repository.main ?? repository.common;
  const { base, start, upstream } = operation.from;
  const tip = await runner.run(resolveCommit(where, `refs/heads/${operation.branch}`));
  const commit = tip ?? (await commitOf(context, start));
  const named = base === null || base === start ? commit : await commitOf(context, base);
  const baseRef =
    base !== null && namesOfBase(base).includes(base) ? base : await refOf(context, operation, named);
  const toTrack = upstream ?? (begun?.branch === operation.branch ? begun.upstream : undefined);
  const record: MakingRecord = {
    version: 1,
    id: newId(),
    config: configName,
    task: operation.task,
    path: operation.path,
    branch: operation.branch,
    branchExisted: tip !== null,
    commit,
    ...(toTrack === undefined ? {} : { upstream: toTrack }),
    error: null,
  };
  return { record, baseRef };
}

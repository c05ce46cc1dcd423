/**
 * `fetch`: the commits of tasks on a host come here, into refs of their own, and the branches here go on to them where nothing
 * is lost by it.
 */
import { isInterrupt, messageOf, PaneError } from '../../errors.ts';
import { takeObjects } from '../../gate/incoming.ts';
import { underLock } from '../../gate/lock.ts';
import { isAncestor, moveRef, type Placed, takingArgv } from '../../git/exchange.ts';
import { countNew } from '../../git/history.ts';
import { branchHolders } from '../../git/holders.ts';
import { createBranch, listBelow, listRefs, moveBranch, type Ref } from '../../git/refs.ts';
import { askWorktrees, listAdminDirectories } from '../../git/worktrees.ts';
import { untilAnswered } from '../../hosts/again.ts';
import { linkGit } from '../../hosts/git-link.ts';
import { asKept, asResults, type TaskResult } from '../../hosts/protocol.ts';
import { Unreachable } from '../../hosts/unreachable.ts';
import { CommandError, saidBy } from '../../process/command.ts';
import type { Project } from '../../project/project.ts';
import { readStamp, repositoryLock } from '../../records/store.ts';
import type { OnPassing } from './bring-starts.ts';
import { type LocalBranch, type LocalState, localOutcome } from './local-branch.ts';
import type { Reached } from './reach.ts';

export interface FetchedTask {
  readonly task: string;
  readonly host: string;
  /** Null: nothing could be fetched of it, as `error` says. */
  readonly branch: string | null;
  /** Where its commits are here. */
  readonly ref: string | null;
  readonly commit: string | null;
  /** How many of its commits were not here. */
  readonly commits: number;
  /** What became of the branch here. */
  readonly local: LocalState | null;
  /** What the user can do about it. */
  readonly next: string | null;
  /** Uncommitted changes, which stay there; null: not known. */
  readonly changed: number | null;
  /** Where HEAD is there, on no branch; its commits stay there. */
  readonly detached: string | null;
  readonly error: string | null;
}

/** Where the commits of a host's branches are here. @throws {PaneError} for a host whose name git takes for none of a ref */
function folderOf(host: string): string {
  if (/\.\.|\.$|\.lock$/.test(host)) {
    throw new PaneError('failed', `git takes no refs of the name refs/pane/${host}`, {
      hint: 'Give the host another name in the file.',
    });
  }
  return `refs/pane/${host}`;
}

/** `tasks`: only these; none: all. @throws as `Host.ask` */
export async function fetchFrom(
  project: Project,
  reached: Reached,
  tasks: readonly string[],
  onPassing: OnPassing,
): Promise<FetchedTask[]> {
  const { name: host } = reached;
  const { end } = await reached.host.ask({ do: 'results', tasks: [...tasks] });
  const results = asResults(end)?.results;
  if (results === undefined) throw new PaneError('failed', `${host} did not say what its tasks have`);
  const folder = folderOf(host);
  const { common } = project.scope.repository;
  const { runner } = project.scope;
  const before = await runner.run(listBelow(common, folder));
  const wanted = results.map((result) => ({ commit: result.commit, ref: `${folder}/${result.branch}` }));
  const at = (refs: readonly Ref[], ref: string): string | null =>
    refs.find(({ name }) => name === ref)?.commit ?? null;
  const lacking = wanted.filter(({ ref, commit }) => at(before, ref) !== commit);
  const commits = [...new Set(lacking.map(({ commit }) => commit))];
  const error = commits.length === 0 ? null : await take(project, reached, commits, onPassing);
  const fetched: FetchedTask[] = [];
  for (const result of results) {
    const ref = `${folder}/${result.branch}`;
    const from = at(before, ref);
    const isNew = from !== result.commit;
    const failure = isNew ? (error ?? (await placed(project, { ref, commit: result.commit }, from))) : null;
    if (failure !== null) {
      fetched.push(nothingOf(result.task, host, failure));
      continue;
    }
    const count = await runner.run(countNew(common, result.commit, from));
    const { state, next } = await moveOn(project, result, ref);
    const { task, branch, commit, changed, detached } = result;
    fetched.push({
      task,
      host,
      branch,
      ref,
      commit,
      commits: count,
      local: state,
      next,
      changed,
      detached,
      error: null,
    });
  }
  const missing = tasks.filter((task) => results.every((result) => result.task !== task));
  return [...fetched, ...missing.map((task) => nothingOf(task, host, 'has no worktree there, or no branch'))];
}

/** @returns why the ref could not be moved; null: it was */
async function placed({ scope }: Project, to: Placed, from: string | null): Promise<string | null> {
  try {
    await scope.runner.run(moveRef(scope.repository.common, to, from));
    return null;
  } catch (error) {
    if (error instanceof CommandError) return saidBy(error.stderr);
    throw error;
  }
}

function nothingOf(task: string, host: string, error: string): FetchedTask {
  const none = { branch: null, ref: null, commit: null, commits: 0, local: null, next: null };
  return { task, host, ...none, changed: null, detached: null, error };
}

/** @returns why not all of it came; null: it did. @throws {Unreachable} @throws {PaneError} `interrupted` */
async function take(
  { scope }: Project,
  reached: Reached,
  commits: readonly string[],
  onPassing: OnPassing,
): Promise<string | null> {
  const { common } = scope.repository;
  try {
    await untilAnswered(reached.destination, () => takeOnce(common, reached, commits, onPassing), {
      wasConnected: true,
    });
    return null;
  } catch (error) {
    if (isInterrupt(error) || error instanceof Unreachable) throw error;
    return messageOf(error);
  }
}

async function takeOnce(
  common: string,
  { name, host, destination }: Reached,
  commits: readonly string[],
  onPassing: OnPassing,
): Promise<void> {
  const kept = asKept((await host.ask({ do: 'give' })).end);
  if (kept === null) throw new PaneError('failed', `${name} did not keep the call`);
  const { program } = await host.greet();
  try {
    await takeObjects(common, async (env) => {
      await linkGit(destination, {
        program,
        token: kept.token,
        argv: takingArgv(common, commits, '3'),
        env,
        here: 'takes',
        onBytes: (bytes) => onPassing(name, bytes),
      });
      return true;
    });
  } finally {
    onPassing(name, 0);
  }
}

/** The branch here, as far as that is a step forward. Under the lock by which worktrees are made. */
async function moveOn({ scope, context }: Project, result: TaskResult, ref: string) {
  const { runner, repository } = scope;
  const { branch, commit } = result;
  const where = repository.main ?? repository.common;
  const lock = repositoryLock(repository.common);
  return await underLock(lock, { pid: context.pid, signal: context.signal }, async () => {
    const local = await lookAtLocal(scope, result);
    const outcome = localOutcome(branch, ref, local);
    if (outcome.state === 'created') await runner.run(createBranch(where, branch, commit));
    if (outcome.state === 'forwarded') await runner.run(moveBranch(where, branch, local.tip ?? '', commit));
    return outcome;
  });
}

async function lookAtLocal(
  { runner, repository }: Project['scope'],
  { branch, commit }: TaskResult,
): Promise<LocalBranch> {
  const { common } = repository;
  const where = repository.main ?? common;
  const own = `refs/heads/${branch}`;
  const refs = (await runner.run(listRefs(where, [branch]))).map(({ name, commit: at }) => ({ name, at }));
  const tip = refs.find(({ name }) => name === own)?.at ?? null;
  const rival = refs.find(({ name }) => own.startsWith(`${name}/`) || name.startsWith(`${own}/`));
  const holder = branchHolders(common, await askWorktrees(runner, where)).find(
    (one) => one.branch === branch,
  );
  const stamps = listAdminDirectories(common).flatMap(({ path }) => readStamp(path) ?? []);
  const archive = stamps.find((stamp) => stamp.archive?.branch === branch);
  return {
    tip,
    commit,
    newer: await newerOf({ runner, common }, tip, commit),
    heldAt: holder?.path ?? null,
    archive: archive?.task ?? null,
    rival: rival?.name.slice('refs/heads/'.length) ?? null,
  };
}

async function newerOf(
  { runner, common }: Pick<Project['scope'], 'runner'> & { readonly common: string },
  tip: string | null,
  commit: string,
): Promise<LocalBranch['newer']> {
  if (tip === null || tip === commit) return 'commit';
  if (await runner.run(isAncestor(common, tip, commit))) return 'commit';
  return (await runner.run(isAncestor(common, commit, tip))) ? 'tip' : 'neither';
}

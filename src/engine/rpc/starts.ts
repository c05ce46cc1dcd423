/**
 * Where the tasks that another machine sends start: what of it is here, how the rest comes here, and the refs that keep it.
 */
import type { ConfigFiles } from '../../config/config.ts';
import type { Context } from '../../context.ts';
import { PaneError } from '../../errors.ts';
import { removeOwnRefs } from '../../gate/own-refs.ts';
import { createRefs, isAncestor, isComplete, isShallow } from '../../git/exchange.ts';
import { listBelow, listNamed, missingCommits } from '../../git/refs.ts';
import type { Repository } from '../../git/repository.ts';
import type { StartsRequest, StartsThere, TakeRequest } from '../../hosts/protocol.ts';
import { createRunner } from '../../process/runner.ts';
import { projectIdOf } from '../../records/project-id.ts';
import type { SentStarts } from '../../records/sent-start.ts';
import { writeSentStarts } from '../../records/sent-starts.ts';
import { isArchived, liveTasks } from '../../snapshot/joined.ts';
import { configNameOf } from '../../snapshot/read/observe.ts';
import { observeFiles } from '../../snapshot/read/observe-files.ts';
import { keepCall } from './kept-call.ts';

export interface Sent {
  readonly context: Pick<Context, 'env' | 'signal'>;
  readonly repository: Repository;
  readonly files: Pick<ConfigFiles, 'project'>;
}

export function placeOf({ context, repository, files }: Sent) {
  return {
    common: repository.common,
    runner: createRunner(context.env, context.signal),
    projectId: projectIdOf(repository, files.project),
    repository,
    configName: configNameOf(repository, files.project),
  };
}

/** The refs of this project's own, by which git keeps what its tasks start from. */
function folderOf({ projectId }: Pick<ReturnType<typeof placeOf>, 'projectId'>): string {
  return `refs/pane/base/${projectId}`;
}

function commitsIn(starts: SentStarts, but: ReadonlySet<string> = new Set()): string[] {
  const meant = Object.entries(starts).filter(([name]) => !but.has(name));
  return [
    ...new Set(meant.flatMap(([, { base, branch }]) => [base, branch].filter((each) => each !== null))),
  ];
}

/** What of these starts matters here. Changes nothing. */
export async function lookAtStarts(sent: Sent, { tasks, starts }: StartsRequest): Promise<StartsThere> {
  const place = placeOf(sent);
  const { common, runner } = place;
  const { ours, making } = observeFiles(place);
  const made = new Set<string>([...making.map(({ task }) => task), ...liveTasks(ours)]);
  const commits = commitsIn(starts, made);
  const lacks = new Set<string>();
  // Mostly all is there, and one call says so.
  if (commits.length > 0 && !(await runner.run(isComplete(common, commits)))) {
    for (const commit of commits) if (!(await runner.run(isComplete(common, [commit])))) lacks.add(commit);
  }
  // An archive has its own branch, which a restore takes.
  const archived = new Set<string>(ours.filter(isArchived).map(({ stamp }) => stamp.task));
  const onto = tasks.filter(
    ({ name }) => starts[name]?.branch != null && !made.has(name) && !archived.has(name),
  );
  const refs =
    onto.length === 0
      ? []
      : await runner.run(
          listNamed(
            common,
            onto.map((task) => `refs/heads/${task.onto}`),
          ),
        );
  const diverged: StartsThere['diverged'] = [];
  for (const task of onto) {
    const at = refs.find(({ name }) => name === `refs/heads/${task.onto}`)?.commit;
    const wanted = starts[task.name]?.branch;
    if (at === undefined || wanted == null) continue;
    const hasIt = !lacks.has(wanted) && (await runner.run(isAncestor(common, wanted, at)));
    if (!hasIt) diverged.push({ task: task.name, branch: task.onto, at });
  }
  return { made: [...made], lacks: [...lacks], diverged };
}

/** @returns the name under which they can be sent. @throws {PaneError} `conflict` where the clone has nothing in common with the caller's */
export async function keepTake(sent: Sent, { commits, roots }: TakeRequest): Promise<string> {
  const place = placeOf(sent);
  const { common, runner } = place;
  const [missing, shallow] = await Promise.all([
    runner.run(missingCommits(common, roots)),
    runner.run(isShallow(common)),
  ]);
  if (roots.length > 0 && missing.length === roots.length && !shallow) {
    throw new PaneError(
      'conflict',
      `the clone at ${sent.repository.main ?? common} has another history than the repository of the file`,
      {
        hint: 'Let `path` of the host lead to a clone of that repository.',
      },
    );
  }
  return await keepCall(sent.context.env, { git: 'take', common, commits });
}

/**
 * Keeps the starts, and what they need: a ref for each commit, as long as a task starts there or has started there. The
 * caller holds the project's edit lock.
 */
export async function keepStarts(sent: Sent, starts: SentStarts): Promise<void> {
  const place = placeOf(sent);
  const { common, runner } = place;
  const { ours, making } = observeFiles(place);
  const made: ReadonlySet<string> = liveTasks(ours);
  const toCome = Object.fromEntries(Object.entries(starts).filter(([name]) => !made.has(name)));
  const wanted = commitsIn(toCome);
  const needed = new Set([
    ...wanted,
    ...ours.flatMap(({ stamp }) => [stamp.commit, stamp.baseRef]),
    ...making.map(({ commit }) => commit),
  ]);
  const refs = await runner.run(listBelow(common, folderOf(place)));
  const there = new Set(refs.map(({ commit }) => commit));
  const missing = wanted.filter((commit) => !there.has(commit));
  if (missing.length > 0)
    await runner.run(
      createRefs(
        common,
        missing.map((commit) => ({ commit, ref: `${folderOf(place)}/${commit}` })),
      ),
    );
  await writeSentStarts(sent.files.project, toCome);
  await removeOwnRefs(
    runner,
    common,
    refs.filter(({ commit }) => !needed.has(commit)),
  );
}

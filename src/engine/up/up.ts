/**
 * `up`: brings worktrees and windows in line with the file.
 */
import type { Report } from '../../plan/notice.ts';
import { areAsLoaded } from '../../project/applied/applied.ts';
import { approveSocket } from '../../project/carry-out/approval.ts';
import type { FollowedContext } from '../../project/carry-out/tell.ts';
import { namedTasks, openProject } from '../../project/project.ts';
import { observeSettled } from '../../project/settled/settled.ts';
import type { ProjectOptions } from '../../project/types.ts';
import { finishRenames, isRenamed } from '../rename/renames.ts';
import type { Begun } from './begun.ts';
import { inOrder, type Step, wake } from './in-order.ts';
import {
  remember,
  startUnlessWatched,
  tellBeside,
  tellWhatRests,
  typePastedPrompts,
  waitUntilStarted,
} from './up-afterwards.ts';
import { reconcile } from './up-reconcile.ts';
import { type Done, resultOf, type UpResult } from './up-result.ts';

export interface UpRequest extends ProjectOptions {
  /** Empty: all. */
  readonly tasks: readonly string[];
  readonly once: boolean;
  readonly fresh: boolean;
  readonly trust: boolean;
  readonly yes: boolean;
  /** The tasks that are named join the queue, and don't pass over `max_active` and `after`: false by default. */
  readonly waits?: boolean;
  /** Seconds to wait until every agent has started; null: don't wait. */
  readonly waitSeconds: number | null;
}

/** Looks again where the file changed meanwhile, and finishes a rename that was cut off. */
async function begin(context: FollowedContext, request: UpRequest): Promise<Begun> {
  const { file, trust } = request;
  for (;;) {
    const project = await approveSocket(await openProject(context, { file }), { trust, asks: true });
    const tasks = namedTasks(project, request.tasks);
    const observed = await observeSettled(project, { waits: true });
    if (isRenamed(observed)) await finishRenames(context, { file }, observed);
    else if (areAsLoaded(project)) return { project, tasks, observed };
  }
}

/** What fails once an operation was carried out stands in the report, beside what was done. */
export async function up(context: FollowedContext, request: UpRequest): Promise<UpResult> {
  const { fresh, yes, trust, once, waitSeconds, waits = false } = request;
  const begun = await begin(context, request);
  const { project, tasks, observed } = begun;
  const { applying, report } = await reconcile(begun, { fresh, yes, trust, waits });
  const steps: readonly Step<Done>[] = [
    () => remember(project, tasks ?? observed),
    () => wake(project, report.results),
    ...(once || context.signal.aborted ? [] : [() => startUnlessWatched(applying, begun)]),
    async (done) => tellWhatRests(begun, done),
    ...(tasks === null ? [] : [(done: Done) => tellBeside(project, done)]),
    () => typePastedPrompts(project, tasks),
    ...(waitSeconds === null ? [] : [(done: Done) => waitUntilStarted(begun, done, waitSeconds)]),
  ];
  return await resultOf(begun, await inOrder({ ...report, watcher: 'off' }, steps));
}

/**
 * Brings up tasks for which something was done before, and nothing beside them: also what keeps it from beginning stands
 * in the report.
 */
export async function reportOfUp(
  context: FollowedContext,
  request: Pick<UpRequest, 'file' | 'tasks' | 'trust' | 'waits'>,
): Promise<Report> {
  try {
    const { report } = await up(context, {
      ...request,
      once: true,
      fresh: false,
      yes: false,
      waitSeconds: null,
    });
    return report;
  } catch (error) {
    return { results: [], notices: [], error };
  }
}

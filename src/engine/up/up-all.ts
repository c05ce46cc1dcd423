/**
 * `up --all`: brings up every project that `up` was run in, but for those that were taken down or are not approved; for
 * the start of the machine.
 */

import { messageOf } from '../../errors.ts';
import { homeOf } from '../../git/repository.ts';
import { realPathIfThere } from '../../git/small-file.ts';
import type { Report } from '../../plan/notice.ts';
import { approveProject } from '../../project/carry-out/approval.ts';
import type { FollowedContext } from '../../project/carry-out/tell.ts';
import { openProject } from '../../project/project.ts';
import { isTakenDown, listProjects } from '../../project/project-index.ts';
import type { Place } from '../../records/place.ts';
import { projectIdOf } from '../../records/project-id.ts';
import { type UpRequest, up } from './up.ts';
import type { UpResult } from './up-result.ts';

/** What became of one project. */
export interface BroughtUp {
  /** The project's file, and its main worktree; null: a bare repository. */
  readonly file: string;
  readonly root: string | null;
  readonly outcome: /** `hosts`: those of the file that have tasks, which go on there by themselves. */
    | { readonly kind: 'up'; readonly result: UpResult; readonly hosts: readonly string[] }
    /** With the reason; `untrusted`: the user is to do something about it. */
    | { readonly kind: 'skipped' | 'untrusted'; readonly message: string }
    /** With what was done by then; null: nothing. */
    | { readonly kind: 'failed'; readonly error: unknown; readonly report: Report | null };
}

export type UpAllRequest = Pick<UpRequest, 'once' | 'waitSeconds'>;

async function bringUp(
  context: FollowedContext,
  place: Place,
  options: UpAllRequest,
): Promise<BroughtUp['outcome']> {
  const { common, main, file } = place;
  if (realPathIfThere(common) === null)
    return {
      kind: 'skipped',
      message: `its repository ${common} is gone; if you moved it, run \`pane up\` there`,
    };
  const repository = { common, main, top: null };
  if (isTakenDown({ scope: { repository, projectId: projectIdOf(repository, file) } }))
    return { kind: 'skipped', message: 'taken down; `pane up` there brings it up' };
  // Nobody is there to answer, and a question for each of many projects would not be read.
  const there: FollowedContext = { ...context, cwd: homeOf(repository), stdinIsTerminal: false };
  const project = await openProject(there, { file });
  const { approvedTasks, unapproved } = await approveProject(project, { trust: false, asks: false });
  if (unapproved.length > 0 && approvedTasks.size === 0)
    return { kind: 'untrusted', message: 'not approved; `pane trust` there shows and approves what it runs' };
  const base = { tasks: [], fresh: false, trust: false, yes: false };
  const result = await up(there, { ...base, ...options, file });
  const { report } = result;
  return report.error === undefined
    ? { kind: 'up', result, hosts: project.scope.config.elsewhere.map(({ name }) => name) }
    : { kind: 'failed', error: report.error, report };
}

/** One after the other. What fails for one leaves the others; an interrupt begins no further one. */
export async function upAll(context: FollowedContext, options: UpAllRequest): Promise<BroughtUp[]> {
  const all: BroughtUp[] = [];
  for (const place of listProjects(context.env)) {
    if (context.signal.aborted) break;
    const outcome = await bringUp(context, place, options).catch((error: unknown): BroughtUp['outcome'] => ({
      kind: 'failed',
      error,
      report: null,
    }));
    all.push({ file: place.file, root: place.main, outcome });
  }
  return all;
}

/** What was done in it; null: nothing. */
export function reportOf(outcome: BroughtUp['outcome']): Report | null {
  if (outcome.kind === 'up') return outcome.result.report;
  return outcome.kind === 'failed' ? outcome.report : null;
}

/** For a line. */
export function reasonOf(outcome: BroughtUp['outcome']): string | null {
  if (outcome.kind === 'up') return null;
  return outcome.kind === 'failed' ? messageOf(outcome.error) : outcome.message;
}

/**
 * `up --all`: brings up every project that `up` was run in, but for those that were taken down or are not approved; for
 * the start of the machine.
 */
import { messageOf } from '../errors.ts';
import { realPathIfThere } from '../git/small-file.ts';
import { approveProject } from '../project/approval.ts';
import { openProject } from '../project/project.ts';
import { isTakenDown, listProjects } from '../project/project-index.ts';
import type { FollowedContext } from '../project/tell.ts';
import type { UpOptions, UpResult } from '../project/types.ts';
import type { Place } from '../records/place.ts';
import { projectIdOf } from '../records/project-id.ts';
import { up } from './up.ts';

/** What became of one project. */
export interface BroughtUp {
  /** The project's file, and its main worktree; null: a bare repository. */
  readonly file: string;
  readonly root: string | null;
  readonly outcome:
    | { readonly kind: 'up'; readonly result: UpResult }
    /** With the reason; `untrusted`: the user is to do something about it. */
    | { readonly kind: 'skipped' | 'untrusted'; readonly message: string }
    | { readonly kind: 'failed'; readonly error: unknown };
}

export type UpAllOptions = Pick<UpOptions, 'once' | 'waitSeconds'>;

async function bringUp(
  context: FollowedContext,
  place: Place,
  options: UpAllOptions,
): Promise<BroughtUp['outcome']> {
  const { common, main, file } = place;
  if (realPathIfThere(common) === null)
    return {
      kind: 'skipped',
      message: `its repository ${common} is gone: \`pane up\` where it is now makes it known`,
    };
  const repository = { common, main, top: null };
  if (isTakenDown({ scope: { repository, projectId: projectIdOf(repository, file) } }))
    return { kind: 'skipped', message: 'taken down: `pane up` there brings it up' };
  // Nobody is there to answer, and a question for each of many projects would not be read.
  const there: FollowedContext = { ...context, cwd: main ?? common, stdinIsTerminal: false };
  const project = await openProject(there, { file });
  const { approvedTasks, unapproved } = await approveProject(project, { trust: false, asks: false });
  if (unapproved.length > 0 && approvedTasks.size === 0)
    return { kind: 'untrusted', message: 'not approved: `pane trust` there shows and approves what it runs' };
  const base = { tasks: [], fresh: false, trust: false, yes: false };
  return { kind: 'up', result: await up(there, { ...base, ...options, file }) };
}

/** One after the other. What fails for one leaves the others; an interrupt begins no further one. */
export async function upAll(context: FollowedContext, options: UpAllOptions): Promise<BroughtUp[]> {
  const all: BroughtUp[] = [];
  for (const place of listProjects(context.env)) {
    if (context.signal.aborted) break;
    const outcome = await bringUp(context, place, options).catch((error: unknown): BroughtUp['outcome'] => ({
      kind: 'failed',
      error,
    }));
    all.push({ file: place.file, root: place.main, outcome });
  }
  return all;
}

/** For a line. */
export function reasonOf(outcome: BroughtUp['outcome']): string | null {
  if (outcome.kind === 'up') return null;
  return outcome.kind === 'failed' ? messageOf(outcome.error) : outcome.message;
}

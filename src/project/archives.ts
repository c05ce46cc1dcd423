/**
 * The archives of a project, and the one that a user means.
 */
import { PaneError } from '../errors.ts';
import type { Stamp } from '../records/stamp.ts';
import { WHERE } from '../snapshot/request.ts';
import type { OurWorktree } from '../snapshot/snapshot.ts';
import { askOurWorktrees } from './our-worktrees.ts';
import type { Project } from './project.ts';

function stepOf(stamp: Stamp): string {
  return stamp.archive?.step ?? '';
}

/** A restore that was begun first, then the archives, newest first. */
export async function archivesOf(project: Project): Promise<readonly OurWorktree[]> {
  const all = await askOurWorktrees(project, WHERE);
  const ours = all.filter(({ stamp }) => ['archived', 'restoring'].includes(stepOf(stamp)));
  const order = ({ stamp }: OurWorktree) => `${stepOf(stamp)} ${stamp.archive?.at ?? ''}`;
  return [...ours].sort((a, b) => (order(a) < order(b) ? 1 : -1));
}

/** `TASK`: all of that name, newest first; `TASK@ID`: that one, or those whose id begins so. */
export function archivesNamed(ours: readonly OurWorktree[], target: string): OurWorktree[] {
  const [task, id = ''] = target.split('@');
  return ours.filter(({ stamp }) => stamp.task === task && stamp.id.startsWith(id));
}

/** The newest of them; of those with an id, the only one. @throws {PaneError} `usage` */
export function chooseArchive(ours: readonly OurWorktree[], target: string): OurWorktree {
  const found = archivesNamed(ours, target);
  const [newest] = found;
  if (newest === undefined) {
    throw new PaneError('usage', `no such archive: ${target}`, {
      hint: '`pane restore` lists the archives.',
    });
  }
  if (/@./.test(target) && found.length > 1) {
    throw new PaneError('usage', `${target} matches more than one archive`, {
      hint: '`pane restore` lists the archives.',
    });
  }
  return newest;
}

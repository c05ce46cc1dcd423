/**
 * What carries `pane`'s marks and stamps, and belongs to nothing that is there.
 */
import { listAdminDirectories } from '../git/worktrees.ts';
import type { Project } from '../project/project.ts';
import { readStamp } from '../records/store.ts';
import { findWorktrees } from '../snapshot/read/our-worktrees.ts';
import { type GitSnapshot, panesIn, type Snapshot } from '../snapshot/snapshot.ts';
import { strayPanes } from '../snapshot/stray-panes.ts';
import { type Finding, finding, ok } from './finding.ts';

function strayWindows({ scope }: Project, observed: Snapshot, git: GitSnapshot): Finding[] {
  return strayPanes(panesIn(observed), scope.projectId, git).map(({ window, session, task }) =>
    finding(
      'warning',
      'marks',
      `window ${window} of session ${session} is marked as task ${task}'s, but its worktree is gone`,
      `Check it; \`tmux kill-window -t '${window}'\` closes it.`,
    ),
  );
}

/** A copied repository has the stamps of the original, whose worktrees are the original's. */
function copiedStamps({ scope }: Project, git: GitSnapshot): Finding[] {
  const admins = listAdminDirectories(scope.repository.common);
  const own = new Set(findWorktrees(admins, git.listed).map(({ admin }) => admin));
  const foreign = admins.filter(({ path }) => !own.has(path) && readStamp(path) !== null);
  return foreign.map(({ path, worktree }) =>
    finding(
      'note',
      'marks',
      `${path} describes the worktree ${worktree}, which belongs to the repository that this one is a copy of`,
      'pane leaves it alone. `git worktree prune` removes it once that path is gone.',
    ),
  );
}

function namesakes(git: GitSnapshot): Finding[] {
  return git.namesakes.map(({ config, isThere }) =>
    finding(
      'error',
      'marks',
      `${config}${isThere ? '' : ', which no longer exists,'} has worktrees under this project's name`,
      isThere ? 'Set another `project` name in one of the two.' : `Move the file back to \`${config}\`.`,
    ),
  );
}

export function checkMarks(project: Project, observed: Snapshot): Finding[] {
  if (!observed.git.known) return [];
  const git = observed.git.value;
  const found = [...namesakes(git), ...strayWindows(project, observed, git), ...copiedStamps(project, git)];
  return found.length === 0 ? [ok('marks', 'no leftover windows or worktrees')] : found;
}

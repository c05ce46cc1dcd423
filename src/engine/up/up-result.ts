/**
 * What `up` returns: its report, and where the project's windows are by now.
 */
import { changedAtIfThere } from '../../git/small-file.ts';
import type { Kind } from '../../operations/kinds.ts';
import type { Result } from '../../operations/outcome.ts';
import type { Report } from '../../plan/notice.ts';
import type { Project } from '../../project/project.ts';
import { unignoredWorktrees } from '../../project/worktrees-ignored.ts';
import { sessionOf, sessionOfWindows } from '../../snapshot/session.ts';
import { panesIn, type Snapshot } from '../../snapshot/snapshot.ts';
import { askServer } from '../../tmux/panes.ts';
import { formatAttach } from '../../ui/attach.ts';
import type { Begun } from './begun.ts';

/** What was done so far, and told. */
export interface Done extends Report {
  readonly watcher: 'started' | 'running' | 'off';
}

export interface UpResult {
  readonly project: string;
  /** The tmux session of its windows. */
  readonly session: string;
  /** What is well to know, a sentence each: another project has the session that the file names, and the like. */
  readonly notes: readonly string[];
  readonly report: Report;
  readonly watcher: 'started' | 'running' | 'off';
  /** The shell command that attaches to the session; null where no window of ours is. */
  readonly attach: string | null;
  /** What the watcher was faster with, operation by operation. */
  readonly byWatcher: readonly Kind[];
  /** The file has no tasks. */
  readonly isEmpty: boolean;
}

export async function resultOf(
  { project, observed, tasks }: Begun,
  { watcher, ...report }: Done,
): Promise<UpResult> {
  const { results } = report;
  const tmux = await tmuxNow(project, observed, results);
  const session = sessionOf(project.scope, tmux);
  const home = sessionOfWindows(project.scope, tmux);
  const unignored = await noteOfUnignored(project, results);
  const isFirst = results.length > 0 && !hasWindows(project, observed.tmux); // `doctor` tells it at any time
  return {
    project: project.scope.config.project,
    session: home,
    notes: [isFirst ? session.note : null, unignored].filter((note) => note !== null),
    report: await told(project, report),
    watcher,
    byWatcher: watcher === 'running' ? await byWatcher({ project, tasks }) : [],
    isEmpty: project.desired.length === 0 && project.scope.config.elsewhere.length === 0,
    attach: hasWindows(project, tmux) ? formatAttach(observed.socket, home) : null,
  };
}

/** An edit that is older is not what brought the user here. */
const RECENT_MS = 60_000;

/** Mostly the file was not edited just now. */
async function byWatcher(begun: Pick<Begun, 'project' | 'tasks'>): Promise<readonly Kind[]> {
  const { files } = begun.project.scope.config;
  const edited = Math.max(...[files.project, files.local].map((file) => changedAtIfThere(file) ?? 0));
  if (Date.now() - edited > RECENT_MS) return [];
  const { doneByWatcher } = await import('./by-watcher.ts');
  return doneByWatcher(begun, edited);
}

/** Mostly there is nothing to tell. */
async function told(project: Project, report: Report): Promise<Report> {
  if (report.notices.length === 0) return report;
  const { tellNotices } = await import('../../project/carry-out/tell.ts');
  return tellNotices(project, report);
}

/** Only where something was done: it costs a call of git. */
async function noteOfUnignored(project: Project, results: readonly Result[]): Promise<string | null> {
  if (results.length === 0) return null;
  const unignored = await unignoredWorktrees(project).catch(() => null); // `doctor` tells what is wrong with git
  return unignored === null ? null : `${unignored.message}. ${unignored.way}`;
}

/**
 * Where windows were opened, as it is by now: another project may have been faster. Where tmux does not answer any more, as
 * it was: what was done is to be told all the same.
 */
async function tmuxNow(
  { scope }: Project,
  { tmux, socket }: Snapshot,
  results: readonly Result[],
): Promise<Snapshot['tmux']> {
  if (!tmux.known || results.length === 0) return tmux;
  return { known: true, value: await askServer(scope.runner, socket).catch(() => tmux.value) };
}

function hasWindows({ scope }: Project, tmux: Snapshot['tmux']): boolean {
  return panesIn({ tmux }).some(({ project }) => project === scope.projectId);
}

/**
 * Tells the user what a task has come to: by the terminal bell of its window, and by the program of `notify`.
 */

import { fillIn, type Heard } from '../config/notify.ts';
import { runBounded } from '../gate/bounded.ts';
import { homeOf } from '../git/repository.ts';
import { outsideWindows } from '../process/runner.ts';
import { ringBell } from '../process/terminal.ts';
import { isNotifierApproved } from '../project/approval.ts';
import type { Project } from '../project/project.ts';
import { listTerminals } from '../tmux/status-line.ts';
import type { Sight } from './glance.ts';
import { openQueue } from './queue.ts';
import { isHeard } from './transitions.ts';

const SIDE_BY_SIDE = 8;
const LIMIT_MS = 10_000;
const LONGEST_MESSAGE = 200;

export interface Announcer {
  announce(project: Project, socket: string, sights: readonly Sight[]): Promise<void>;
  /** Resolves when the notifiers that run have ended. */
  close(): Promise<void>;
}

interface News extends Heard {
  readonly project: Project;
  readonly worktree: string;
}

/** One line, without what a terminal would obey. */
function plain(text: string): string {
  return text
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, LONGEST_MESSAGE);
}

function newsOf(project: Project, { view, state }: Sight): News[] {
  if (!isHeard(state.state)) return [];
  const said = state.message ?? (state.exitCode === null ? '' : `exit code ${state.exitCode}`);
  const worktree = view.worktree?.path ?? '';
  return [{ project, task: view.name, state: state.state, message: plain(said), worktree }];
}

async function runNotifier({
  project: { context, scope },
  worktree,
  ...heard
}: News): Promise<string | null> {
  const root = homeOf(scope.repository);
  return await runBounded(fillIn(scope.config.notify, heard), {
    cwd: root,
    env: {
      ...outsideWindows(context.env),
      PANE_PROJECT: scope.config.project,
      PANE_TASK: heard.task,
      PANE_STATE: heard.state,
      PANE_MESSAGE: heard.message,
      PANE_WORKTREE: worktree,
      PANE_ROOT: root,
    },
    limitMs: LIMIT_MS,
  });
}

async function ring(project: Project, socket: string, sights: readonly Sight[]): Promise<void> {
  const { bell } = project.scope.config;
  const panes = sights.flatMap(({ view: { window }, state }) =>
    window !== null && bell.some((each) => each === state.state) ? [window.main] : [],
  );
  if (panes.length === 0) return;
  const terminals = await project.scope.runner.run(listTerminals(socket));
  for (const pane of panes) {
    const tty = terminals.get(pane);
    if (tty !== undefined) ringBell(tty);
  }
}

/** `tell`: says what keeps the notifier from running; the same once. */
export function openAnnouncer(tell: (message: string) => void): Announcer {
  const told = new Set<string>();
  const queue = openQueue(SIDE_BY_SIDE, async (news: News) => {
    const fault = await runNotifier(news);
    if (fault === null || told.has(fault)) return;
    told.add(fault);
    tell(`notify of ${news.task}, ${news.state}: ${plain(fault)}`);
  });
  return {
    async announce(project, socket, sights) {
      if (sights.length === 0) return;
      if (project.scope.config.notify.length > 0 && isNotifierApproved(project)) {
        for (const news of sights.flatMap((sight) => newsOf(project, sight))) queue.push(news.task, news);
      }
      await ring(project, socket, sights);
    },
    close: () => queue.close(),
  };
}

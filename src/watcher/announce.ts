/**
 * Tells the user what a task has come to: by the terminal bell of its window, and by the program of `notify`.
 */

import { fillIn, type Heard } from '../config/notify.ts';
import type { PaneEvent } from '../events/event.ts';
import { runBounded } from '../gate/bounded.ts';
import { homeOf } from '../git/repository.ts';
import { outsideWindows } from '../process/runner.ts';
import { ringBell } from '../process/terminal.ts';
import { isNotifierApproved } from '../project/carry-out/approval.ts';
import type { Project } from '../project/project.ts';
import { orNull } from '../snapshot/known.ts';
import type { TaskView } from '../snapshot/view.ts';
import { listTerminals } from '../tmux/status-line.ts';
import { openQueue } from './queue.ts';
import { isHeard } from './transitions.ts';

const SIDE_BY_SIDE = 8;
const LIMIT_MS = 10_000;
const LONGEST_MESSAGE = 200;

/** A change of state, and all that is known of the task. */
export interface Told {
  readonly event: Extract<PaneEvent, { kind: 'task-state' }>;
  readonly view: TaskView;
}

export interface Announcer {
  announce(project: Project, socket: string, told: readonly Told[]): Promise<void>;
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

function newsOf(project: Project, { event, view }: Told): News[] {
  const { task, state, message, exitCode } = event;
  if (!isHeard(state) && state !== 'working') return [];
  const said = message ?? (exitCode === null ? '' : `exit code ${exitCode}`);
  return [{ project, task, state, message: plain(said), worktree: orNull(view.worktree)?.path ?? '' }];
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

async function ring(project: Project, socket: string, told: readonly Told[]): Promise<void> {
  const { bell } = project.scope.config;
  const panes = told.flatMap(({ view, event: { state } }) => {
    const window = orNull(view.window);
    return window !== null && bell.some((each) => each === state) ? [window.main] : [];
  });
  if (panes.length === 0) return;
  const terminals = await project.scope.runner.run(listTerminals(socket));
  for (const pane of panes) {
    const tty = terminals.get(pane);
    if (tty !== undefined) ringBell(tty);
  }
}

/** `warn`: says what keeps the notifier from running; the same once. */
export function openAnnouncer(warn: (message: string) => void): Announcer {
  const warned = new Set<string>();
  const queue = openQueue(SIDE_BY_SIDE, async (news: News) => {
    const fault = await runNotifier(news);
    if (fault === null || warned.has(fault)) return;
    warned.add(fault);
    warn(`notify of ${news.task}, ${news.state}: ${plain(fault)}`);
  });
  return {
    async announce(project, socket, told) {
      if (told.length === 0) return;
      if (project.scope.config.notify.length > 0 && isNotifierApproved(project)) {
        for (const news of told.flatMap((one) => newsOf(project, one))) queue.push(news.task, news);
      }
      await ring(project, socket, told);
    },
    close: () => queue.close(),
  };
}

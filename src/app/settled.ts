/**
 * Looks at what is there, and again where that may be the midst of a change: a window that is opened or closed at this
 * moment, by the watcher or another `pane`, is no conflict, and its prompt is not lost.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { lockHolder } from '../gate/lock.ts';
import type { TaskName } from '../ids.ts';
import { liveness } from '../process/identity.ts';
import { isDoubtful, isEnding } from '../reconcile/doubtful.ts';
import { observe } from '../reconcile/observe.ts';
import type { Observed } from '../reconcile/observed.ts';
import { taskLock } from '../reconcile/store.ts';
import { type TaskView, viewTasks } from '../reconcile/view.ts';
import type { Project } from './project.ts';

const PATIENCE_MS = 2_000;
/** Before the third look; twice as long before each further one. */
const FIRST_PAUSE_MS = 50;

export interface SettledOptions {
  /** The worktrees, where they were listed a moment ago: by default as the project was opened; null: not. */
  readonly known?: Project['worktrees'] | null;
  /** Only these are waited for; null: all. */
  readonly tasks?: ReadonlySet<TaskName> | null;
  /** Also for agents that nobody but they themselves is ending: after their server was killed. */
  readonly waitsForEnds?: boolean;
}

/** Whether somebody is still at it, as far as can be seen from here. */
function isBusy({ scope }: Project, { name }: TaskView): boolean {
  const holder = lockHolder(taskLock(scope.repository.common, scope.projectId, name));
  return holder !== null && liveness(holder) === 'alive';
}

/** What is there, once nothing seems to change any more, or for two seconds has not. The first look begins before this returns. */
export async function observeSettled(
  project: Project,
  { known = project.worktrees, tasks = null, waitsForEnds = false }: SettledOptions = {},
): Promise<Observed> {
  const { signal } = project.context;
  const begun = Date.now();
  /** Those that were in doubt at the look before, when nobody was at them: of these the next look tells. */
  let quiet: ReadonlySet<TaskName> = new Set();
  for (let looks = 1; ; looks += 1) {
    const observed = await observe(project.scope, looks === 1 ? known : null);
    const views = viewTasks(project.desired, observed).filter(({ name }) => tasks?.has(name) ?? true);
    const unsure = views.filter((view) => isDoubtful(view, observed));
    const goesOn = (view: TaskView) => isBusy(project, view) || (waitsForEnds && isEnding(view, observed));
    const still = unsure.filter((view) => !goesOn(view)).map(({ name }) => name);
    const isOver = still.length === unsure.length && still.every((name) => quiet.has(name));
    const left = begun + PATIENCE_MS - Date.now();
    if (isOver || left <= 0 || signal.aborted) return observed;
    if (looks > 1)
      await delay(Math.min(FIRST_PAUSE_MS * 2 ** (looks - 2), left), null, { signal }).catch(() => {});
    quiet = new Set(still);
  }
}

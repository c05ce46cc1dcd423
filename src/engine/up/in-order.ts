/**
 * What follows the operations of a use-case: one step after the other. One that fails ends them, and costs nothing of what
 * was done and told by then: that it failed is told beside it.
 */
import type { Result } from '../../operations/outcome.ts';
import type { Report } from '../../plan/notice.ts';
import type { Project } from '../../project/project.ts';
import { wakeWatcher } from '../../project/watcher/watcher-note.ts';

/** What a step adds to the report; what it gives of the rest stands for what was there. */
export type Step<D extends Report> = (done: D) => Promise<Partial<Omit<D, 'results' | 'error'>>>;

/** Where something failed before, no step is taken. */
export async function inOrder<D extends Report>(begun: D, steps: readonly Step<D>[]): Promise<D> {
  let done = begun;
  try {
    for (const step of begun.error === undefined ? steps : []) {
      const { notices = [], ...more } = await step(done);
      done = { ...done, ...more, notices: [...done.notices, ...notices] };
    }
    return done;
  } catch (error) {
    return { ...done, error };
  }
}

/** A step: what was done is for the watcher to see. */
export async function wake(project: Project, results: readonly Result[]): Promise<Pick<Report, 'notices'>> {
  await wakeWatcher(project, results.length > 0);
  return { notices: [] };
}

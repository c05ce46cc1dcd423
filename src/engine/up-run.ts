/**
 * What the stages of `up` hand on to each other.
 */
import type { TaskName } from '../ids.ts';
import type { Report } from '../plan/notice.ts';
import type { Project } from '../project/project.ts';
import type { Observed } from '../snapshot/observed.ts';

/** A project at the beginning of an `up`. */
export interface Begun {
  readonly project: Project;
  /** Those that were named; null: all. */
  readonly tasks: ReadonlySet<TaskName> | null;
  readonly observed: Observed;
}

/** What was done so far, and told. */
export interface Done extends Report {
  readonly watcher: 'started' | 'running' | 'off';
}

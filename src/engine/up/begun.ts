/**
 * A project at the beginning of what acts on its tasks.
 */
import type { TaskName } from '../../ids.ts';
import type { Project } from '../../project/project.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

export interface Begun {
  readonly project: Project;
  /** Those that were named; null: all. */
  readonly tasks: ReadonlySet<TaskName> | null;
  readonly observed: Snapshot;
}

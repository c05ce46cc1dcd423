/**
 * Tasks that still run although the file no longer has them: because git took them out, or until their grace is over.
 * They can be looked at, talked to and ended by name, as they were applied last.
 */
import type { TaskConfig } from '../../config/config.ts';
import { PaneError } from '../../errors.ts';
import { liveTasks } from '../../snapshot/joined.ts';
import { observeFiles } from '../../snapshot/read/observe-files.ts';
import { configWith, type Project, withConfig } from '../project.ts';
import { readAppliedTexts } from './applied-texts.ts';
import { readKeptHold } from './kept-hold.ts';

async function tasksAppliedLast(project: Project): Promise<readonly TaskConfig[]> {
  const texts = readKeptHold(project)?.applied ?? readAppliedTexts(project);
  const { project: own, local } = project.scope.config.texts;
  if (texts === null || (texts.project === own && texts.local === local)) return [];
  try {
    return (await configWith(project, texts)).tasks;
  } catch (error) {
    if (error instanceof PaneError) return []; // it refers to something that is gone
    throw error;
  }
}

async function leavingTasks(project: Project): Promise<TaskConfig[]> {
  const inFile = new Set<string>(project.scope.config.tasks.map(({ name }) => name));
  const gone = (await tasksAppliedLast(project)).filter(({ name }) => !inFile.has(name));
  if (gone.length === 0) return [];
  const live = liveTasks(observeFiles(project.scope).ours);
  return gone.filter(({ name }) => live.has(name));
}

/** The project with the tasks that are leaving it, after those of the file. */
export async function withLeaving(project: Project): Promise<Project> {
  if (project.fault !== null) return project; // it is as it was applied last anyway
  const leaving = await leavingTasks(project);
  const { config } = project.scope;
  return leaving.length === 0
    ? project
    : withConfig(project, { ...config, tasks: [...config.tasks, ...leaving] });
}

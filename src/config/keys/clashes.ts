/**
 * Tasks that can't be up side by side: one name, branch or place for two of them. Pure.
 */

import { isWithin } from '../../paths.ts';
import type { TaskConfig } from '../config.ts';
import { awaitedBy } from '../desired.ts';
import type { Fault } from './fault.ts';

/** Of one machine. `main`: root of the main worktree, absolute; null: another machine's, which is not known. */
export function findClashes(tasks: readonly TaskConfig[], main: string | null): Fault[] {
  return [
    ...repeated(tasks, (task) => task.branch, branchClash),
    ...nested(tasks, (task) => task.branch, nestedBranches),
    ...repeated(tasks, (task) => task.worktree, worktreeClash),
    ...nested(tasks, (task) => task.worktree, nestedWorktrees),
    ...(main === null ? [] : tasks.flatMap((task) => placeFault(task, main))),
    ...circles(tasks).map(circleFault),
  ];
}

/** Without those that wait for none of the others, again and again: what is left is in a circle, or behind one. */
function withoutEnds(tasks: readonly TaskConfig[]): readonly TaskConfig[] {
  const names = new Set<string>(tasks.map(({ name }) => name));
  const left = tasks.filter((task) => awaitedBy(task).some((name) => names.has(name)));
  return left.length === tasks.length ? left : withoutEnds(left);
}

/** Tasks that wait for each other, each for the next one and the last one for the first: each circle once. */
function circles(tasks: readonly TaskConfig[]): TaskConfig[][] {
  const left = withoutEnds(tasks);
  const byName = new Map<string, TaskConfig>(left.map((task) => [task.name, task]));
  const way: TaskConfig[] = [];
  let at = left[0];
  while (at !== undefined && !way.includes(at)) {
    way.push(at);
    at = awaitedBy(at)
      .map((name) => byName.get(name))
      .find((task) => task !== undefined);
  }
  if (at === undefined) return [];
  const circle = way.slice(way.indexOf(at));
  return [circle, ...circles(left.filter((task) => !circle.includes(task)))];
}

/** Where the task of the circle that stands last in the file says what it waits for. */
function circleFault(circle: readonly TaskConfig[]): Fault {
  const last = circle.reduce((a, b) => (isBefore(a, b) ? b : a));
  const start = circle.indexOf(last);
  const names = [...circle.slice(start), ...circle.slice(0, start), last].map(({ name }) => name);
  const key = last.after.includes(names[1] ?? '') ? 'after' : 'base';
  return {
    path: ['tasks', last.name, key],
    message: `these tasks wait for each other, so that none ever begins: ${names.join(' → ')}`,
  };
}

function isBefore({ position: a }: TaskConfig, { position: b }: TaskConfig): boolean {
  return a.file === b.file ? a.line < b.line : a.file < b.file;
}

/** Names that a file system or a reader may take for one: a worktree is a folder of the task's name. */
export function findNameClashes(tasks: readonly Named[]): Fault[] {
  return repeated(
    tasks,
    (task) => task.name.toLowerCase(),
    (task, other) => ({
      path: ['tasks', task.name, 'name'],
      message: `differs from "${other.name}" only in upper and lower case`,
    }),
  );
}

interface Named {
  readonly name: string;
}

type Clash<T> = (task: T, other: T) => Fault;

const branchClash: Clash<TaskConfig> = (task, other) => ({
  path: ['tasks', task.name, 'branch'],
  message: `task "${other.name}" has branch "${task.branch}" too; a branch can be in only one worktree`,
});

/** git keeps a branch as a file, which can't be a folder as well. */
const nestedBranches: Clash<TaskConfig> = (task, other) => ({
  path: ['tasks', task.name, 'branch'],
  message: `git can't have both branch "${task.branch}" and branch "${other.branch}" of task "${other.name}"`,
});

const worktreeClash: Clash<TaskConfig> = (task, other) => ({
  path: ['tasks', task.name, 'worktree'],
  message: `task "${other.name}" has the worktree ${task.worktree} too`,
});

const nestedWorktrees: Clash<TaskConfig> = (task, other) => ({
  path: ['tasks', task.name, 'worktree'],
  message: `${task.worktree} is inside the worktree of task "${other.name}"`,
});

function repeated<T>(tasks: readonly T[], keyOf: (task: T) => string, clash: Clash<T>): Fault[] {
  const first = new Map<string, T>();
  return tasks.flatMap((task) => {
    const other = first.get(keyOf(task));
    if (other !== undefined) return [clash(task, other)];
    first.set(keyOf(task), task);
    return [];
  });
}

/** Each task that lies below another one. */
function nested(
  tasks: readonly TaskConfig[],
  pathOf: (task: TaskConfig) => string,
  clash: Clash<TaskConfig>,
): Fault[] {
  const byPath = new Map(tasks.map((task) => [pathOf(task), task]));
  return tasks.flatMap((task) => {
    const other = foldersOf(pathOf(task))
      .map((folder) => byPath.get(folder))
      .find((found) => found !== undefined);
    return other === undefined ? [] : [clash(task, other)];
  });
}

/** `a/b/c` lies in `a/b` and `a`. */
function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

function placeFault(task: TaskConfig, main: string): Fault[] {
  const path = ['tasks', task.name, task.worktreeIsExplicit ? 'worktree' : 'name'];
  if (isWithin(main, task.worktree)) {
    return [{ path, message: `the worktree can't be ${task.worktree}: the repository itself is there` }];
  }
  const inGit = isWithin(task.worktree, `${main}/.git`);
  return inGit ? [{ path, message: `the worktree can't be ${task.worktree}: that is git's own folder` }] : [];
}

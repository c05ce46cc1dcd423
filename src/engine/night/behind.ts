/**
 * Whether a task waits for one that something stops, directly or over others. Pure.
 */
import type { TaskState } from '../../snapshot/status.ts';
import type { Point } from './points.ts';

/** A task with its own points. */
export interface Linked {
  readonly name: string;
  readonly state: TaskState;
  /** What the file says it waits for. */
  readonly after: readonly string[];
  /** What it waits for as it is now. */
  readonly blockedBy: readonly string[];
  readonly points: readonly Point[];
}

function stops({ points }: Linked): boolean {
  return points.some(({ level }) => level === 'stops');
}

/** The names of what stops it: tasks before it, the nearest first. A circle is the file's mistake, and told there. */
function stoppersOf(
  task: Linked,
  tasks: ReadonlyMap<string, Linked>,
  passed: readonly string[] = [],
): string[] {
  if (task.state !== 'queued' && task.state !== 'pending') return [];
  return task.after.flatMap((name) => {
    const other = tasks.get(name);
    if (other === undefined || passed.includes(name)) return [];
    return stops(other) ? [name] : stoppersOf(other, tasks, [...passed, name]);
  });
}

/** What comes to each task, by its name. */
export function pointsBehind(all: readonly Linked[]): ReadonlyMap<string, readonly Point[]> {
  const tasks = new Map(all.map((task) => [task.name, task]));
  const points = all.map((task): [string, Point[]] => {
    const absent = task.blockedBy.filter((name) => !tasks.has(name));
    const stoppers = [...new Set(stoppersOf(task, tasks))];
    return [
      task.name,
      [
        ...absent.map((name): Point => {
          const message = `waits for ${name}, which is not in the file`;
          return { level: 'stops', about: 'queue', message };
        }),
        ...stoppers.map((name): Point => {
          const message = `waits for ${name}, which something stops`;
          return { level: 'stops', about: 'queue', message };
        }),
      ],
    ];
  });
  return new Map(points);
}

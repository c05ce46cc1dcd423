/**
 * Which room of `src/` may use which: the layers of docs/architecture.md as a table.
 */
import { cycleIn, type Graph } from './cycles.ts';
import type { Module } from './modules.ts';

/** A room may use the rooms of lower layers; one of its own layer only where that makes no circle. */
const layers: readonly (readonly string[])[] = [
  ['process'],
  ['git', 'tmux', 'slurm'],
  ['gate'],
  ['records', 'config', 'agents', 'copy', 'trust'],
  ['snapshot'],
  ['operations'],
  ['plan'],
  ['events'],
  ['project'],
  ['talk', 'logs', 'doctor', 'hosts'],
  ['engine'],
  ['commands', 'watcher'],
  ['cli.ts'],
  ['start.ts'],
];
/** Rooms that must not know of each other although they share a layer. */
const strangers = [['git', 'tmux']];
/** Turns data into text; knows the data of everything up to `engine`. The rules say that it is pure. */
const pureRoom = 'ui';
const shownUpTo = 'engine';
/** The lowest room that makes texts for people. */
const showsFrom = 'project';

/** `src/git/lock.ts` is in `git`, `src/cli.ts` in `cli.ts`; the other files beside it belong to everybody (null). */
export function roomOf(path: string): string | null {
  const [, room = '', ...rest] = path.split('/');
  return rest.length > 0 || ['cli.ts', 'start.ts'].includes(room) ? room : null;
}

function layerOf(room: string): number {
  return layers.findIndex((rooms) => rooms.includes(room));
}

function mayUse(from: string, to: string): boolean {
  if (from === to) return true;
  if (to === pureRoom) return layerOf(from) >= layerOf(showsFrom);
  if (from === pureRoom) return layerOf(to) <= layerOf(shownUpTo);
  if (strangers.some((pair) => pair.includes(from) && pair.includes(to))) return false;
  return layerOf(from) >= layerOf(to);
}

/** Imports that go up, or between strangers, or out of the files that belong to everybody. */
export function layerViolations(modules: readonly Module[]): string[] {
  return modules.flatMap(({ path, imports }) => {
    const from = roomOf(path);
    if (from !== null && from !== pureRoom && layerOf(from) === -1)
      return [`${path}: a room without a layer`];
    return imports
      .filter(({ kind, target }) => {
        const to = kind === 'module' && target.startsWith('src/') ? roomOf(target) : null;
        if (to === null) return false;
        return from === null || !mayUse(from, to);
      })
      .map(({ target }) => `${path} must not import ${target}`);
  });
}

/** Circles of modules, types included, and circles of rooms, in what is there at run time. */
export function cycleViolations(modules: readonly Module[]): string[] {
  const files: Graph = new Map(
    modules.map(({ path, imports }) => [path, imports.map(({ target }) => target)]),
  );
  const rooms = new Map<string, string[]>();
  for (const { path, imports } of modules) {
    const from = roomOf(path) ?? '';
    const used = imports.filter(({ kind, isType }) => kind === 'module' && !isType);
    const others = used.map(({ target }) => roomOf(target) ?? '').filter((to) => to !== from && to !== '');
    rooms.set(from, [...(rooms.get(from) ?? []), ...others]);
  }
  return [cycleIn(files), cycleIn(rooms)]
    .filter((cycle) => cycle !== null)
    .map((cycle) => `a circle: ${cycle.join(' -> ')}`);
}

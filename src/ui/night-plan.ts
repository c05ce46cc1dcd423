/**
 * `pane plan --night` as text: the order in which the tasks run, then what may stop them, said once for all of whom it is
 * true. Pure.
 */
import type { NightPlan, NightTask } from '../engine/night/night.ts';
import type { Level, Point } from '../engine/night/points.ts';
import type { Paint, Palette } from './colour.ts';
import { printable } from './printable.ts';
import { formatCount } from './quantity.ts';
import { statePaint } from './status.ts';
import { type Cell, type Column, formatTable } from './table.ts';
import { wrap } from './width.ts';

const columns: readonly Column[] = [
  { header: 'TASK', min: 8, rank: 9 },
  { header: 'AGENT', min: 6, rank: 6 },
  { header: 'STATE', min: 8, rank: 8 },
  { header: 'BEGINS', min: 10, rank: 7, wraps: true },
];

const headings: readonly (readonly [Level, string])[] = [
  ['stops', 'Stops it'],
  ['may-stop', 'May stop it'],
  ['not-known', 'Not known'],
  ['note', 'Good to know'],
];

function paintOf(level: Level, palette: Palette): Paint {
  switch (level) {
    case 'stops':
      return palette.red;
    case 'may-stop':
      return palette.yellow;
    case 'not-known':
      return palette.cyan;
    case 'note':
      return palette.dim;
  }
}

function beginsOf({ state, queue, points }: NightTask): string {
  if (queue !== null) return `${queue.place}. ${queue.reason}`;
  if (state === 'pending')
    return points.some(({ about }) => about === 'approval')
      ? 'once it is approved'
      : 'with the next `pane up`';
  return state === 'paused' ? 'not at all' : 'has begun';
}

interface Group {
  readonly point: Point;
  /** Null: of the project. */
  readonly tasks: readonly string[] | null;
}

function groupsOf({ points, tasks }: NightPlan): Group[] {
  const groups = new Map<string, Group & { tasks: string[] }>();
  for (const { name, points: own } of tasks) {
    for (const point of own) {
      const key = `${point.level} ${point.message}`;
      const group = groups.get(key) ?? { point, tasks: [] };
      group.tasks.push(name);
      groups.set(key, group);
    }
  }
  return [...points.map((point): Group => ({ point, tasks: null })), ...groups.values()];
}

function whoOf({ tasks }: Group, count: number): string {
  if (tasks === null) return '';
  return tasks.length === count && count > 1 ? 'all tasks: ' : `${tasks.join(', ')}: `;
}

export interface NightView {
  readonly palette: Palette;
  /** Columns of the terminal; Infinity: nothing is cut. */
  readonly available: number;
}

/** Ended by a line break. */
export function formatNightPlan(plan: NightPlan, { palette, available }: NightView): string {
  const { tasks, maxActive } = plan;
  if (tasks.length === 0) return 'No tasks. `pane add "PROMPT"` adds one.\n';
  const rows = tasks.map((task): Cell[] => [
    { text: task.name, paint: palette.bold },
    { text: task.agent },
    { text: task.state, paint: statePaint(task.state, palette) },
    { text: beginsOf(task) },
  ]);
  const groups = groupsOf(plan);
  const sections = headings.flatMap(([level, heading]) => {
    const own = groups.filter(({ point }) => point.level === level);
    const lines = own.flatMap((group) => {
      const [first = '', ...more] = wrap(
        printable(`${whoOf(group, tasks.length)}${group.point.message}.`),
        available - 4,
      );
      return [`  ${first}`, ...more.map((line) => `    ${line}`)];
    });
    return own.length === 0 ? [] : ['', `${paintOf(level, palette)(heading)}:`, ...lines];
  });
  const most = maxActive === null ? '' : `, ${maxActive} at work at once`;
  const head = `${formatCount(tasks.length, 'task')}${most}.\n\n`;
  const unhindered = groups.some(({ point }) => point.level !== 'note')
    ? []
    : ['', 'Nothing is known that stops them.'];
  const below = [...sections, ...unhindered].map((line) => `${line}\n`).join('');
  return `${head}${formatTable(columns, rows, available, palette.dim)}${below}`;
}

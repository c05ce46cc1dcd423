/**
 * What may stop the tasks of a host unattended, as its own `pane plan --night` tells of what it was sent.
 */
import * as c from '../../codec.ts';
import type { Asked } from '../../hosts/protocol.ts';
import { taskStates } from '../../snapshot/status.ts';
import type { NightPlan, NightTask } from '../night/night.ts';
import { abouts, levels, type Point } from '../night/points.ts';
import type { Reached } from './reach.ts';
import { listed, reportOf } from './report.ts';

const point: c.Check<Point> = c.object({
  level: c.oneOf(...levels),
  about: c.oneOf(...abouts),
  message: c.text,
});
const task = c.object({
  name: c.text,
  agent: c.text,
  state: c.text,
  queue: c.nullable(c.object({ place: c.number, reason: c.text, blockedBy: c.list(c.text) })),
  points: c.list(c.anything),
});
const most = c.nullable(c.number);

export interface NightThere {
  readonly plan: NightPlan;
  /** Tasks of the file that it was not sent yet. */
  readonly unsent: readonly string[];
}

/** `names`: only these; empty: all. */
export async function nightThere(reached: Reached, names: readonly string[]): Promise<NightThere> {
  const { name, project, part, known, host } = reached;
  const sent = new Set(known?.tasks.map((each) => each.name));
  const wanted = names.length === 0 ? (part?.tasks ?? []).map((each) => each.name) : names;
  const unsent = wanted.filter((each) => !sent.has(each));
  const asks = names.filter((each) => sent.has(each));
  const { opened } = await host.greet();
  if (!opened.hasList || sent.size === 0 || (names.length > 0 && asks.length === 0))
    return { plan: { project, maxActive: null, points: [], tasks: [] }, unsent };
  const words = ['--night', '--json', ...asks];
  const asked: Asked = { do: 'run', command: 'plan', words, stdin: '', changes: false };
  const { document, error } = reportOf(name, await host.ask(asked));
  if (error !== null) throw new Error(`${name}: ${error.message}`);
  const maxActive = most(document.maxActive);
  const plan: NightPlan = {
    project,
    maxActive: maxActive === c.wrong ? null : maxActive,
    points: listed(document.points, point),
    tasks: listed(document.tasks, task).map(
      (each): NightTask => ({
        ...each,
        state: taskStates.find((state) => state === each.state) ?? 'unknown',
        points: listed(each.points, point),
      }),
    ),
  };
  return { plan, unsent };
}

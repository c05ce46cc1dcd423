/**
 * How many checks go on at once: tests compete for the machine, and time limits are for one that is not overrun. Pure.
 */
import { NOT_ASKED } from '../snapshot/request.ts';
import type { GitSnapshot } from '../snapshot/snapshot.ts';
import type { Plan } from './notice.ts';

/** The plan with as many checks begun as there is room for, in its order: the others wait, and are due all the same. */
export function withinChecks(plan: Plan, { ours }: Pick<GitSnapshot, 'ours'>, atOnce: number): Plan {
  const live = ours.filter(({ checker }) => checker !== NOT_ASKED && checker === 'alive').length;
  let room = atOnce - live;
  const operations = plan.operations.filter(({ kind }) => {
    if (kind !== 'start-check') return true;
    room -= 1;
    return room >= 0;
  });
  return { ...plan, operations };
}

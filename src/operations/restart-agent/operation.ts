/**
 * `restart-agent`: starts an agent again that has ended, because it died or because it ends with its turn and the check
 * of its work failed. Only the watcher does that by itself. Pure.
 */
import type { DesiredTask } from '../../config/desired.ts';
import { type Again, againOf } from '../../snapshot/again.ts';
import { type Common, common, type Reason } from '../common.ts';
import type { Definition } from '../definition.ts';
import type { Due, Subject } from '../due.ts';

export interface RestartAgent extends Common<'restart-agent'> {
  readonly desired: DesiredTask;
  readonly why: Again['why'];
  /** How the agent ended that is started again; null: its start was cut off. */
  readonly end: Again['end'];
}

export const definition: Definition<RestartAgent> = {
  kind: 'restart-agent',
  needsApproval: true,
  doing: 'starting again the agent of',
  done: 'started again the agent of',
  counted: (count) => `${count('agent')} started again`,
  detail: () => '',
  due,
};

export function restartAgent(
  desired: DesiredTask,
  { why, end }: Pick<RestartAgent, 'why' | 'end'>,
  reason: Reason,
): RestartAgent {
  return { ...common(definition.kind, desired.name, reason), desired, why, end };
}

function causeOf({ why, end }: Again): string {
  if (end === null) return 'its start was cut off';
  return why === 'check' ? 'its check failed' : `it ended with exit code ${end.code}`;
}

function due({ task, view, unattended, now, before }: Subject): Due<RestartAgent> {
  const again = unattended && before.length === 0 ? againOf(view) : null;
  return again === null || now < again.at ? null : restartAgent(task, again, { cause: causeOf(again) });
}

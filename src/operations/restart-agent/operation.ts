/**
 * `restart-agent`: starts an agent again that has ended, because it died or because it ends with its turn, and the check
 * of its work failed or that turn met a limit: only the watcher does that. And one that ends with its turn, and was cut off in it. Pure.
 */
import type { DesiredTask } from '../../config/desired.ts';
import { type Again, againOf, isCutOffWithItsProgram } from '../../snapshot/again.ts';
import { type Common, common, type Reason } from '../common.ts';
import type { Definition } from '../definition.ts';
import type { Due, Subject } from '../due.ts';
import { definition as openDefinition } from '../open-window/operation.ts';

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
  if (why === 'failure') return `it ended with exit code ${end.code}`;
  return why === 'check' ? 'its check failed' : 'its limit is over';
}

function due(subject: Subject): Due<RestartAgent> {
  const { task, view, unattended, now, before } = subject;
  if (before.length > 0) return null;
  if (isCutOffWithItsProgram(view, now) && isOpened(subject))
    return restartAgent(task, { why: 'failure', end: null }, { cause: 'its turn was cut off' });
  const again = againOf(view);
  if (again === null || now < again.at) return null;
  // What was cut off in its midst is finished by whoever opens windows.
  return unattended || again.end === null ? restartAgent(task, again, { cause: causeOf(again) }) : null;
}

/** Its window is to be opened again in any case. */
function isOpened(subject: Subject): boolean {
  const opened = openDefinition.due(subject);
  return opened !== null && 'kind' in opened && opened.replaces === null;
}

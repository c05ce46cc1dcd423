/**
 * Whether text may be typed into a task's agent: only after a positive sign, because what comes too early is
 * lost, and what comes into a dialog answers it. Pure.
 */
import { NEEDS_LOGIN } from '../agents/failure.ts';
import type { TaskName } from '../ids.ts';
import type { State } from '../snapshot/state.ts';
import type { TaskState } from '../snapshot/status.ts';
import type { TaskView } from '../snapshot/view.ts';

export type Readiness =
  | { readonly ready: true }
  /** `passes`: it may get ready by itself, or by the user's answer. */
  | { readonly ready: false; readonly reason: string; readonly passes: boolean };

/** Its agent runs and does nothing: what is sent is its next turn. */
export const READY: readonly TaskState[] = ['idle', 'stuck', 'verifying', 'verified'];
const PASSING: readonly TaskState[] = [
  'pending',
  'queued',
  'setup',
  'starting',
  'working',
  'waiting',
  'limited',
  'unknown',
];

function refusal(name: TaskName, state: State): string {
  const what = state.message === null ? '' : `: ${state.message}`;
  const attach = `\`pane attach ${name}\``;
  if (state.state === 'limited')
    return `it is limited${what}; ${attach} shows it, and what you type there goes to it all the same`;
  if (state.state !== 'waiting') return `it is ${state.state}${what}`;
  if (state.message?.startsWith(NEEDS_LOGIN))
    return `it ${state.message}; log in with ${attach}, and tell it there to go on`;
  const ways = `\`pane keys ${name} y Enter\` (or whatever keys it asks for) or ${attach}`;
  return `it waits for an answer${what}; answer with ${ways}`;
}

export function readinessOf({ name, desired }: Pick<TaskView, 'name' | 'desired'>, state: State): Readiness {
  if (READY.includes(state.state)) return { ready: true };
  if (state.state !== 'running') {
    return { ready: false, reason: refusal(name, state), passes: PASSING.includes(state.state) };
  }
  const showsIdle = (desired?.agent.screen?.screen.idle ?? []).length > 0;
  if (desired?.agent.reports != null || showsIdle) {
    return { ready: false, reason: 'nothing shows that it is ready for input', passes: true };
  }
  return { ready: true };
}

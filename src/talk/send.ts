/** `send`: delivers a text to running agents as typed input. */
import { typedText } from '../agents/typed-text.ts';
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { takeLock } from '../gate/lock.ts';
import type { TaskName } from '../ids.ts';
import { findTask } from '../operations/apply-context.ts';
import { endCheckOf } from '../operations/check-claim.ts';
import { poll } from '../poll.ts';
import { openRunning } from '../project/open-as-applied.ts';
import { type Project, taskNamed } from '../project/project.ts';
import type { ProjectOptions } from '../project/types.ts';
import { beginAnew } from '../records/doings.ts';
import { paneDirectory, taskLock } from '../records/store.ts';
import { typeInto } from './typing.ts';

const POLL_MS = 500;

export interface SendOptions extends ProjectOptions {
  /** Null: to all that are not paused. */
  readonly task: string | null;
  readonly text: string;
  /** Waits until it can be delivered. */
  readonly patient: boolean;
}

/** What became of it for one task; null: not yet delivered. */
type Outcome = { readonly problem: string | null } | null;

async function sendTo(project: Project, name: TaskName, text: string, patient: boolean): Promise<Outcome> {
  const { repository, projectId } = project.scope;
  // Two that send at once would type into each other's text; and nothing of ours closes the window meanwhile.
  const lock = await takeLock(taskLock(repository.common, projectId, name), project.context);
  try {
    const worktree = await findTask(project.scope, name).catch(() => null);
    if (worktree !== null) await endCheckOf(worktree.admin, worktree.stamp.id, project.context.pid);
    const refused = await typeInto(project, name, text);
    if (refused === null) {
      // The text is delivered: what can't be written then is no failure of `send`.
      if (worktree !== null) await beginAnew(paneDirectory(worktree.admin)).catch(() => {});
      return { problem: null };
    }
    return patient && refused.passes ? null : { problem: `not sent: ${refused.reason}` };
  } catch (error) {
    if (!(error instanceof PaneError) || error.code !== 'failed') throw error;
    return { problem: error.message };
  } finally {
    await lock.release();
  }
}

/**
 * Tells on stderr what became of it. @returns the exit code, 1 if one task did not get it
 * @throws {PaneError} `usage` for a text with nothing in it, `interrupted`.
 */
export async function send(context: Context, options: SendOptions): Promise<number> {
  const text = typedText(options.text);
  if (text.trim() === '') throw new PaneError('usage', 'the text is empty');
  const project = await openRunning(context, options);
  const named = options.task === null ? project.desired : [taskNamed(project, options.task)];
  let open = named.filter(({ paused }) => options.task !== null || !paused).map(({ name }) => name);
  let failed = false;
  const look = async (): Promise<boolean> => {
    const later: TaskName[] = [];
    for (const name of open) {
      if (context.signal.aborted) throw new PaneError('interrupted', 'interrupted');
      const outcome = await sendTo(project, name, text, options.patient);
      if (outcome === null) later.push(name);
      else context.stderr(`${name}: ${outcome.problem ?? 'sent'}\n`);
      failed ||= outcome !== null && outcome.problem !== null;
    }
    open = later;
    return open.length === 0;
  };
  if (await poll({ everyMs: POLL_MS, signal: context.signal }, look)) return failed ? 1 : 0;
  throw new PaneError('interrupted', 'interrupted');
}

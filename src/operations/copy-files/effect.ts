/**
 * Brings the main worktree's ignored files into a new worktree, and what another machine sent for it.
 */
import { join } from 'node:path';
import { isSentFile } from '../../config/load/sent-file.ts';
import { bringFiles } from '../../copy/bring.ts';
import type { Selection } from '../../copy/select.ts';
import { isTaken } from '../../git/taken.ts';
import type { FileOfTask } from '../../records/sent-file.ts';
import { readSentFiles, removeSentFiles } from '../../records/sent-files.ts';
import { noteFailure, writeStamp } from '../../records/store.ts';
import { type ApplyContext, Changed, findTask, Overtaken } from '../apply-context.ts';
import type { CopyFiles } from './operation.ts';

function parted(names: readonly string[], ours: readonly string[]): [string[], string[]] {
  const isOurs = new Set(ours);
  return [names.filter((name) => isOurs.has(name)), names.filter((name) => !isOurs.has(name))];
}

function listOf({ scope }: ApplyContext): string {
  return scope.config.files.project;
}

/** Of the machine that sent the list; none where the files are this one's. */
function sentFor(context: ApplyContext, { task, desired }: CopyFiles): readonly FileOfTask[] {
  const isSent = isSentFile(context.scope.repository, listOf(context)) && desired.sendFiles.length > 0;
  return isSent ? readSentFiles(listOf(context), task) : [];
}

/** What was sent stands instead of this machine's file of the same name. */
function withoutSent(selection: Selection, sent: readonly FileOfTask[]): Selection {
  const paths = new Set(sent.map(({ path }) => path));
  const others = (entries: Selection['copy']) => entries.filter(({ path }) => !paths.has(path));
  return { ...selection, copy: others(selection.copy), link: others(selection.link) };
}

/** The caller holds the task's lock. Returns what the user should know of the files. */
export async function carryOut(context: ApplyContext, operation: CopyFiles): Promise<string[]> {
  const worktree = await findTask(context.scope, operation.task);
  if (worktree?.path == null) throw new Changed('its worktree is gone');
  if (worktree.stamp.progress === 'made') throw new Overtaken('its files are already copied');
  if (worktree.stamp.progress !== 'copy') throw new Changed('its worktree is not ready');
  const { admin, path } = worktree;
  let { stamp } = worktree;
  const { repository, runner } = context.scope;
  try {
    const sent = sentFor(context, operation);
    const selection = withoutSent(await context.select(operation.desired), sent);
    // Cut off half-way, the next try knows what of it is ours.
    const entries = [...sent, ...selection.copy, ...selection.link].map((entry) => entry.path);
    const missing = entries.filter((entry) => !isTaken(join(path, entry)));
    stamp = { ...stamp, brought: [...new Set([...stamp.brought, ...missing])] };
    await writeStamp(admin, stamp);
    // A bare repository has no files of its own, so that none are selected.
    const roots = { from: repository.main ?? repository.common, to: path };
    const brought = await bringFiles(runner, { ...selection, sent }, roots);
    const [ours, others] = parted(brought.kept, stamp.brought);
    const all = [...brought.copied, ...brought.linked, ...ours];
    await writeStamp(admin, { ...stamp, progress: 'made', error: null, brought: all });
    if (sent.length > 0) await removeSentFiles(repository.common, listOf(context), operation.task);
    return [...brought.warnings, ...others.map((name) => `${name} already exists and was kept`)];
  } catch (error) {
    await noteFailure(admin, stamp, error);
    throw error;
  }
}

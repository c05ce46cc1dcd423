/** `logs`: what a task's window printed, of all the windows that it had. */
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { pause } from '../poll.ts';
import { archivesNamed, archivesOf, chooseArchive } from '../project/archives.ts';
import { openRunning } from '../project/open-as-applied.ts';
import type { Project } from '../project/project.ts';
import type { ProjectOptions } from '../project/types.ts';
import { worktreeOf } from '../project/worktree-path.ts';
import { checkLogParts } from '../records/check-log.ts';
import { paneDirectory } from '../records/store.ts';
import type { OurWorktree } from '../snapshot/snapshot.ts';
import { openGrowingLog } from './growing-log.ts';

const POLL_MS = 200;

export interface LogsOptions extends ProjectOptions {
  /** `TASK` or `TASK@ID`; null: the one in whose worktree or window the command is run. */
  readonly task: string | null;
  readonly follow: boolean;
  /** What its last check has printed instead. */
  readonly ofCheck: boolean;
  /** Only so many of its last lines; null: all that is kept. */
  readonly lines: number | null;
  /** Called with each piece, cut anywhere. */
  readonly onPiece: (piece: Uint8Array) => void;
  /** Called when all is read that was there, and again when nothing came for a while. */
  readonly onPause: () => void;
}

function noLog({ stamp, launcher }: OurWorktree): PaneError {
  const { task } = stamp;
  if (launcher === null) {
    return new PaneError('failed', `${task} has no log: it has had no window yet`, {
      hint: `\`pane up ${task}\` opens it.`,
    });
  }
  return new PaneError('failed', `${task} has no log: an older \`pane\` without logs opened its window`, {
    hint: `\`pane restart ${task}\` opens it again with a log; \`pane peek ${task}\` prints its screen.`,
  });
}

function noCheck({ desired }: Project, { stamp: { task, archive } }: OurWorktree): PaneError {
  const found = archive === null ? desired.find(({ name }) => name === task) : undefined;
  const way = `\`pane verify ${task}\` checks it.`;
  const ways = found?.verify === null ? `Write \`verify: COMMAND\` for it into the file; then ${way}` : way;
  const hint = found === undefined ? '' : ways;
  return new PaneError('failed', `the work of ${task} was not checked yet`, { hint });
}

/** That of the task; where it has none, its archive, or the one that is named. */
async function worktreeMeant(project: Project, target: string | null): Promise<OurWorktree> {
  if (target === null) return await worktreeOf(project, null);
  return await worktreeOf(project, target).catch(async (error: unknown) => {
    const ours = await archivesOf(project);
    if (!target.includes('@') && archivesNamed(ours, target).length === 0) throw error;
    return chooseArchive(ours, target);
  });
}

/**
 * With `follow` until it is interrupted, over new windows too.
 * @throws {PaneError} `failed` where the task has neither worktree nor archive, or none of its windows had a log.
 */
export async function logs(context: Context, options: LogsOptions): Promise<void> {
  const project = await openRunning(context, options);
  const worktree = await worktreeMeant(project, options.task);
  const directory = paneDirectory(worktree.admin); // `agents/log.sh` writes there
  const parts = options.ofCheck
    ? checkLogParts(directory)
    : { newest: `${directory}/log`, older: `${directory}/log.1` };
  const log = await openGrowingLog(parts, options.lines);
  if (log === null) throw options.ofCheck ? noCheck(project, worktree) : noLog(worktree);
  try {
    for (let isFirst = true; ; isFirst = false) {
      let isQuiet = true;
      for await (const piece of log.read()) {
        if (context.signal.aborted) return;
        isQuiet = false;
        options.onPiece(piece);
      }
      if (!options.follow) return;
      if (isFirst || isQuiet) options.onPause();
      await pause(POLL_MS, context.signal);
      if (context.signal.aborted) return;
    }
  } finally {
    await log.close();
  }
}

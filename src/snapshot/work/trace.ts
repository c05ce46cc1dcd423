/**
 * What is in a worktree at one time, so that it can be told later whether anything was changed: `agents/trace.sh` reads
 * it, here and in the launcher, which notes what was there before the first agent.
 */
import script from '../../agents/trace.sh';
import { PaneError } from '../../errors.ts';
import { readIfThere } from '../../git/small-file.ts';
import { type Runner, saidBy } from '../../process/command.ts';
import { READING } from '../../process/git-reads.ts';
import { paneDirectory } from '../../records/store.ts';
import { isSameTrace, parseTrace, type Trace } from '../../records/trace.ts';
import type { OurWorktree } from '../snapshot.ts';

/** It reads the whole worktree, as `git status` does. @throws {PaneError} `failed` where git can't tell; {CommandError} where it does not answer */
export async function readTrace(runner: Runner, admin: string, path: string): Promise<Trace> {
  return await runner.run({
    file: 'sh',
    argv: ['-c', script, 'sh', paneDirectory(admin), ...READING],
    cwd: path,
    reads: true,
    isLong: true,
    okCodes: [1],
    parse: ({ stdout, stderr }) => {
      const trace = parseTrace(stdout);
      if (trace === null)
        throw new PaneError('failed', `git can't tell what is in ${path}: ${saidBy(stderr)}`);
      return trace;
    },
  });
}

/** Whether it is as it was before the task's first agent started. */
export function isAsAtStart({ admin, stamp }: Pick<OurWorktree, 'admin' | 'stamp'>, now: Trace): boolean {
  const start = parseTrace(readIfThere(`${paneDirectory(admin)}/start`) ?? '');
  return start === null ? now.head === stamp.commit && now.isClean : isSameTrace(start, now);
}

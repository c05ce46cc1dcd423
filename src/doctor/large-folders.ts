/**
 * The large folders that every new worktree gets a copy of, for a hint. `node_modules` is none of them: linked, it would
 * resolve into the main worktree, and a package manager would purge that.
 */

import type { Entry } from '../copy/entry.ts';
import { measureEntries } from '../copy/size.ts';
import { isInterrupt } from '../errors.ts';
import { createRunner } from '../process/runner.ts';
import { selector } from '../project/carry-out/applying.ts';
import type { Project } from '../project/project.ts';
import { forMany } from '../signals.ts';
import { NO_FACTS } from '../trust/values.ts';

/** Smaller ones are copied in no time. */
const LARGE_BYTES = 100 * 1024 ** 2;
/** A hint is not worth more folders, or more milliseconds, than that. */
const MOST_FOLDERS = 20;
const MOST_MS = 5_000;

export interface LargeFolder {
  /** Relative to the main worktree. */
  readonly path: string;
  readonly bytes: number;
}

function isModules({ path }: Entry): boolean {
  return path.split('/').includes('node_modules');
}

/** The largest first; those that could not be measured in time are left out. */
export async function largeFolders(project: Project): Promise<LargeFolder[]> {
  const { config, repository, env } = project.scope;
  const { main } = repository;
  if (main === null) return [];
  const patterns = [...new Set(config.tasks.flatMap(({ copy, sendFiles }) => [...copy, ...sendFiles]))];
  const { copy } = await selector(project, NO_FACTS)({ copy: patterns, link: [], sendFiles: [] });
  const folders = copy.filter((entry) => entry.kind === 'directory' && !isModules(entry));
  const stop = forMany(AbortSignal.any([project.context.signal, AbortSignal.timeout(MOST_MS)]));
  const runner = createRunner(env, stop);
  const measured = await Promise.all(
    folders.slice(0, MOST_FOLDERS).map(async (entry): Promise<LargeFolder> => {
      const bytes = await measureEntries(runner, main, [entry]).catch((error: unknown) => {
        if (isInterrupt(error)) return 0;
        throw error;
      });
      return { path: entry.path, bytes };
    }),
  );
  return measured.filter(({ bytes }) => bytes >= LARGE_BYTES).sort((a, b) => b.bytes - a.bytes);
}

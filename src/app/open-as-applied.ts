/**
 * Opens a project for what only looks at what runs, talks to it or ends it: while a file is not right, as it is while
 * somebody edits it, that is to be had all the same, with the files as they were applied last.
 */
import { discoverFiles } from '../config/discover.ts';
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { readNote } from './notes.ts';
import { type Found, type InsteadOfFiles, openProjectIn, type Project, projectIdOf } from './project.ts';
import { repositoryOf } from './repository.ts';
import type { ProjectOptions } from './types.ts';
import { parseApplied } from './watcher-codec.ts';

/** Null: they never were applied, as far as is known. */
async function appliedLast(
  { repository }: Found,
  { cwd, env }: Context,
  file: string | undefined,
  error: PaneError,
): Promise<InsteadOfFiles | null> {
  const files = await discoverFiles({ cwd, env, file, repository });
  const text = readNote(
    { scope: { repository, projectId: projectIdOf(repository, files.project) } },
    'applied',
  );
  const texts = text === null ? undefined : parseApplied(text)?.texts;
  const fault = `${error.message}\nUntil this is corrected, the file as it was applied last is meant.`;
  return texts === undefined ? null : { files, texts, fault };
}

/** The project's `fault` tells why it is not as the files are now. @throws {PaneError} as `openProject` */
export async function openAsApplied(context: Context, { file }: ProjectOptions): Promise<Project> {
  const found = await repositoryOf(context);
  return await openProjectIn(found, context, file).catch(async (error: unknown) => {
    if (!(error instanceof PaneError) || error.code !== 'config') throw error;
    const instead = await appliedLast(found, context, file, error);
    if (instead === null) throw error;
    return await openProjectIn(found, context, file, instead).catch((former: unknown) => {
      throw former instanceof PaneError ? error : former; // what was applied refers to something that is gone
    });
  });
}

/** The same, and the user is told. */
export async function openRunning(context: Context, options: ProjectOptions): Promise<Project> {
  const project = await openAsApplied(context, options);
  if (project.fault !== null) context.stderr(`warning: ${project.fault}\n`);
  return project;
}

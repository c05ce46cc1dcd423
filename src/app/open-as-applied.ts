/**
 * Opens a project for what only looks at what runs, talks to it or ends it: while a file is not right, as it is while
 * somebody edits it, that is to be had all the same, with the files as they were applied last.
 */
import type { ConfigTexts } from '../config/config.ts';
import { discoverFiles } from '../config/discover.ts';
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { readNote } from './notes.ts';
import { type Found, openProjectIn, type Project, projectIdOf } from './project.ts';
import { repositoryOf } from './repository.ts';
import type { ProjectOptions } from './types.ts';
import { parseApplied } from './watcher-codec.ts';

/** Null: they never were applied, as far as is known. */
async function lastTexts(
  { repository }: Found,
  { cwd, env }: Context,
  file: string | undefined,
): Promise<ConfigTexts | null> {
  const files = await discoverFiles({ cwd, env, file, repository });
  const text = readNote(
    { scope: { repository, projectId: projectIdOf(repository, files.project) } },
    'applied',
  );
  return (text === null ? null : parseApplied(text)?.texts) ?? null;
}

/** The project's `fault` tells why it is not as the files are now. @throws {PaneError} as `openProject` */
export async function openAsApplied(context: Context, { file }: ProjectOptions): Promise<Project> {
  const found = await repositoryOf(context);
  return await openProjectIn(found, context, file).catch(async (error: unknown) => {
    if (!(error instanceof PaneError) || error.code !== 'config') throw error;
    const texts = await lastTexts(found, context, file);
    if (texts === null) throw error;
    const fault = `${error.message}\nUntil this is corrected, the file as it was applied last is meant.`;
    return await openProjectIn(found, context, file, { texts, fault }).catch(() => {
      throw error; // what was applied refers to something that is gone
    });
  });
}

/** The same, and the user is told. */
export async function openRunning(context: Context, options: ProjectOptions): Promise<Project> {
  const project = await openAsApplied(context, options);
  if (project.fault !== null) context.stderr(`warning: ${project.fault}\n`);
  return project;
}

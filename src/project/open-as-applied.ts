/**
 * Opens a project for what only looks at what runs, talks to it or ends it: while a file is not right, as it is while
 * somebody edits it, that is to be had all the same, with the files as they were applied last.
 */
import type { ConfigFiles } from '../config/config.ts';
import { discoverFiles, FileGone } from '../config/load/discover.ts';
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { projectIdOf } from '../records/project-id.ts';
import { readAppliedTexts } from './applied/applied-texts.ts';
import { withLeaving } from './applied/leaving.ts';
import type { FollowedContext } from './carry-out/tell.ts';
import { type Found, type InsteadOfFiles, openProjectIn, type Project } from './project.ts';
import { repositoryOf } from './repository.ts';
import type { ProjectOptions } from './types.ts';

async function filesMeant(
  { repository }: Found,
  { cwd, env }: Context,
  file: string | undefined,
  error: PaneError,
): Promise<ConfigFiles> {
  return error instanceof FileGone ? error.files : await discoverFiles({ cwd, env, file, repository });
}

function faultOf(error: PaneError): string {
  const until = error instanceof FileGone ? 'Until it is back' : 'Until it is fixed';
  return `${error.message}\n${until}, pane uses the version that it applied last.`;
}

/** Null: they never were applied, as far as is known. */
async function appliedLast(
  found: Found,
  context: Context,
  file: string | undefined,
  error: PaneError,
): Promise<InsteadOfFiles | null> {
  const files = await filesMeant(found, context, file, error);
  const { repository } = found;
  const texts = readAppliedTexts({
    scope: { repository, projectId: projectIdOf(repository, files.project) },
  });
  return texts === null ? null : { files, texts, fault: faultOf(error) };
}

/** The project's `fault` tells why it is not as the files are now. @throws {PaneError} as `openProject` */
export async function openAsApplied(context: FollowedContext, { file }: ProjectOptions): Promise<Project> {
  return await openAsAppliedIn(await repositoryOf(context), context, file);
}

/** The same in a repository that is known. */
export async function openAsAppliedIn(
  found: Found,
  context: FollowedContext,
  file: string | undefined,
): Promise<Project> {
  return await openProjectIn(found, context, file).catch(async (error: unknown) => {
    if (!(error instanceof PaneError) || error.code !== 'config') throw error;
    const instead = await appliedLast(found, context, file, error);
    if (instead === null) throw error;
    return await openProjectIn(found, context, file, instead).catch((former: unknown) => {
      throw former instanceof PaneError ? error : former; // what was applied refers to something that is gone
    });
  });
}

/** The same with the tasks that are leaving the file, and the user is told. */
export async function openRunning(context: FollowedContext, options: ProjectOptions): Promise<Project> {
  const project = await openAsApplied(context, options);
  if (project.fault !== null) context.stderr(`warning: ${project.fault}\n`);
  return await withLeaving(project);
}

/**
 * Where this user's projects lie, for what is asked of all of them: a pointer for each, which `up` leaves. It may be
 * deleted at any time; what there is of a project is read from git and tmux.
 */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Context } from '../context.ts';
import { writeFileAtomically } from '../gate/write.ts';
import { listIfThere, readIfThere } from '../git/small-file.ts';
import type { Notice } from '../plan/notice.ts';
import { formatPlace, type Place, parsePlaceText } from '../records/place.ts';
import { projectIdOf } from '../records/project-id.ts';
import { stateDirectory } from '../trust/approvals.ts';
import { afterwards } from './carry-out/afterwards.ts';
import { hasNote, type NoteOwner, removeNote, writeNote } from './notes.ts';
import type { Project } from './project.ts';

const DOWN = 'down';

function indexOf(env: Context['env']): string | null {
  const state = stateDirectory(env);
  return state === null ? null : join(state, 'projects');
}

/** All of it was brought up. @returns what could not be written down */
export async function indexProject({ context, scope }: Project): Promise<readonly Notice[]> {
  const index = indexOf(context.env);
  if (index === null) return [];
  const path = join(index, `${scope.projectId}.json`);
  const text = formatPlace({ ...scope.repository, file: scope.config.files.project });
  return await afterwards('warning', '`pane up --all` will not include this project', async () => {
    if (hasNote({ scope }, DOWN)) await removeNote({ scope }, DOWN);
    if (readIfThere(path) === text) return [];
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFileAtomically(path, text, { mode: 0o600 });
    return [];
  });
}

/** All of it was taken down. @returns what could not be written down */
export async function recordDown(project: Project): Promise<readonly Notice[]> {
  return await afterwards('warning', '`pane up --all` will bring this project up again', async () => {
    await writeNote(project, DOWN, '');
    return [];
  });
}

export function isTakenDown(owner: NoteOwner): boolean {
  return hasNote(owner, DOWN);
}

/** In the order of their paths. An entry that is not what its name says is passed over. */
export function listProjects(env: Context['env']): Place[] {
  const index = indexOf(env);
  if (index === null) return [];
  const places = listIfThere(index).flatMap((name): Place[] => {
    const place = parsePlaceText(readIfThere(join(index, name)) ?? '');
    return place !== null && `${projectIdOf(place, place.file)}.json` === name ? [place] : [];
  });
  return places.sort((a, b) => (a.file < b.file ? -1 : 1));
}

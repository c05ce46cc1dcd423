/**
 * What a project is known by, whatever its name.
 */
import type { Repository } from '../git/repository.ts';
import { sha256 } from '../hash.ts';
import { type ProjectId, parseProjectId } from '../ids.ts';

/** The hash of the repository's real common git directory and the file's path. */
export function projectIdOf(repository: Pick<Repository, 'common'>, file: string): ProjectId {
  const id = parseProjectId(sha256(`${repository.common}\0${file}`).slice(0, 16));
  if (id === null) throw new Error('a hash is not an id');
  return id;
}

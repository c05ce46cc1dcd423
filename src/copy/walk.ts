/**
 * Steps into an ignored directory that git did not look into, but only along a pattern that names a way
 * into it, such as `.claude/settings.local.json`. Never through a symbolic link, never into a repository.
 */
import { join } from 'node:path';
import { holdsRepository, kindOf, listDirectory, lstatIfThere } from './entry.ts';
import { isLiteral, matchesName, patternBelow } from './patterns.ts';

interface Found {
  readonly path: string;
  readonly isDirectory: boolean;
}

async function children(root: string, directory: string, segment: string): Promise<Found[]> {
  if (isLiteral(segment)) {
    const path = `${directory}/${segment}`;
    const stats = await lstatIfThere(join(root, path));
    return stats === null ? [] : [{ path, isDirectory: kindOf(stats) === 'directory' }];
  }
  const entries = await listDirectory(root, directory);
  return entries
    .filter((entry) => segment === '**' || matchesName(segment, entry.name))
    .map((entry) => ({
      path: `${directory}/${entry.name}`,
      isDirectory: kindOf(entry) === 'directory',
    }));
}

async function enter(root: string, found: readonly Found[], pattern: readonly string[]): Promise<Found[]> {
  const result: Found[] = [];
  for (const { path, isDirectory } of found) {
    if (isDirectory) result.push(...(await follow(root, path, pattern)));
  }
  return result;
}

async function follow(root: string, directory: string, pattern: readonly string[]): Promise<Found[]> {
  const [segment, ...rest] = pattern;
  if (segment === undefined || directory.endsWith('/.git') || (await holdsRepository(root, directory)))
    return [];
  const found = await children(root, directory, segment);
  if (rest.length === 0) return found;
  if (segment !== '**') return await enter(root, found, rest);
  return [...(await follow(root, directory, rest)), ...(await enter(root, found, pattern))];
}

/**
 * The paths below an ignored directory that the anchored patterns lead to; a directory's ends with `/`.
 * @param directory relative to the root, without a slash at the end
 */
export async function walkAnchored(
  root: string,
  directory: string,
  patterns: readonly (readonly string[])[],
): Promise<string[]> {
  const below = patterns.flatMap((pattern) => patternBelow(directory.split('/'), pattern));
  const found: Found[] = [];
  for (const pattern of below) found.push(...(await follow(root, directory, pattern)));
  return [...new Set(found.map(({ path, isDirectory }) => (isDirectory ? `${path}/` : path)))];
}

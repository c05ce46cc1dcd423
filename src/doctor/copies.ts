/**
 * Whether worktrees can be made where they are wanted, and whether what is copied into them shares its blocks.
 */
import { constants } from 'node:fs';
import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '../errors.ts';
import { removeTemporary, temporaryName } from '../gate/temporary.ts';
import { isTaken } from '../git/taken.ts';
import type { Project } from '../project/project.ts';
import { unignoredWorktrees } from '../project/worktrees-ignored.ts';
import { formatBytes } from '../ui/quantity.ts';
import { type Finding, finding, ok } from './finding.ts';
import { largeFolders } from './large-folders.ts';

/** The folder itself, or the nearest one above it that is there. */
export function nearestThere(folder: string): string {
  return isTaken(folder) || dirname(folder) === folder ? folder : nearestThere(dirname(folder));
}

/** By a copy that has to share its blocks or fail. @throws where nothing can be written */
async function clones(folder: string): Promise<boolean> {
  const temporary = temporaryName(join(folder, 'doctor'));
  await mkdir(temporary, { mode: 0o700 });
  try {
    const source = join(temporary, 'source');
    await writeFile(source, 'x'.repeat(4096));
    return await copyFile(source, join(temporary, 'target'), constants.COPYFILE_FICLONE_FORCE).then(
      () => true,
      () => false,
    );
  } finally {
    await removeTemporary(temporary);
  }
}

export async function checkWorktreesIgnored(project: Project): Promise<Finding[]> {
  const unignored = await unignoredWorktrees(project);
  return unignored === null ? [] : [finding('warning', 'worktrees', unignored.message, unignored.way)];
}

/** Null: nothing large is copied but what has to be. */
async function hintOf(project: Project): Promise<string | null> {
  const large = await largeFolders(project);
  if (large.length === 0) return null;
  const names = large.map(({ path, bytes }) => `${path} (${formatBytes(bytes)})`).join(', ');
  return `If the tasks can share them, move these from \`copy\` to \`link\`: ${names}.`;
}

export async function checkWorktreesFolder(project: Project): Promise<Finding[]> {
  const { config, repository } = project.scope;
  const folder = nearestThere(config.worktrees);
  try {
    const shares = await clones(folder);
    const isElsewhere =
      repository.main !== null && (await stat(repository.main)).dev !== (await stat(folder)).dev;
    if (shares && !isElsewhere)
      return [ok('worktrees', `${config.worktrees}: copies share blocks (reflink)`)];
    const why = isElsewhere ? 'it is on a different filesystem from the repository' : 'no reflink there';
    const message = `${config.worktrees}: copies take time and their full size (${why})`;
    const hint = await hintOf(project);
    return [hint === null ? ok('worktrees', message) : finding('note', 'worktrees', message, hint)];
  } catch (error) {
    const hint = 'Make the folder writable, or set `worktrees` to another one.';
    return [finding('error', 'worktrees', `can't write to ${folder}: ${messageOf(error)}`, hint)];
  }
}

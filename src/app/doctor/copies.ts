/**
 * Whether worktrees can be made where they are wanted, and whether what is copied into them shares its blocks.
 */
import { constants } from 'node:fs';
import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '../../errors.ts';
import { removeTemporary, temporaryName } from '../../gate/temporary.ts';
import { isTaken } from '../../git/taken.ts';
import type { Project } from '../project.ts';
import { unignoredWorktrees } from '../worktrees-ignored.ts';
import { type Finding, finding, ok } from './finding.ts';

/** The folder itself, or the nearest one above it that is there. */
function nearestThere(folder: string): string {
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

export async function checkWorktreesFolder({ scope }: Project): Promise<Finding[]> {
  const { config, repository } = scope;
  const folder = nearestThere(config.worktrees);
  try {
    const shares = await clones(folder);
    const isElsewhere =
      repository.main !== null && (await stat(repository.main)).dev !== (await stat(folder)).dev;
    if (shares && !isElsewhere)
      return [ok('worktrees', `${config.worktrees}: copies share blocks (reflink)`)];
    const why = isElsewhere ? 'it is on another filesystem than the repository' : 'no reflink there';
    return [
      finding(
        'note',
        'worktrees',
        `${config.worktrees}: copies take time and their full size (${why})`,
        'Name large folders that need not differ under `link` instead of `copy`.',
      ),
    ];
  } catch (error) {
    const hint = 'Make the folder writable, or name another one as `worktrees`.';
    return [finding('error', 'worktrees', `nothing can be made in ${folder}: ${messageOf(error)}`, hint)];
  }
}

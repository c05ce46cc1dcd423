/**
 * `init`: writes a small file for this repository and approves it.
 */
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { initialConfig } from '../config/initial.ts';
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { findRepository } from '../git/repository.ts';
import { isTaken } from '../git/taken.ts';
import { createRunner } from '../process/runner.ts';
import { approveProject } from './approval.ts';
import { openProject } from './project.ts';

const NAMES = ['pane.config.yaml', 'pane.config.yml'];

export interface Initialised {
  readonly file: string;
  readonly ignore: readonly string[];
  readonly commit: readonly string[];
}

function assertNone(root: string): void {
  for (const name of NAMES) {
    if (!isTaken(join(root, name))) continue;
    throw new PaneError('usage', `${join(root, name)} is there already`, {
      hint: 'Edit it, then `pane up`.',
    });
  }
}

export async function init(
  context: Context,
  options: { readonly agent: string | null },
): Promise<Initialised> {
  const { repository } = await findRepository(createRunner(context.env), context.cwd);
  const root = repository.main;
  if (root === null) {
    throw new PaneError('usage', 'a bare repository has no worktree to write the file into', {
      hint: 'Write it anywhere, and name it with -f.',
    });
  }
  assertNone(root);
  const file = join(root, 'pane.config.yaml');
  await writeFile(file, initialConfig({ agent: options.agent ?? 'claude', project: basename(root) }), {
    flag: 'wx',
  });
  await approveProject(await openProject(context, { file }), { trust: true, asks: false });
  return { file, ignore: ['pane.config.local.yaml'], commit: ['pane.config.yaml'] };
}

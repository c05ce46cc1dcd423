/**
 * `init`: writes a small file for this repository and approves it.
 */
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { findPreset, presetNames } from '../agents/presets.ts';
import { findProgram, programOf } from '../agents/program.ts';
import { initialConfig } from '../config/edit/initial.ts';
import { readConfigText } from '../config/edit/write-config.ts';
import { FileGone, filesBeside } from '../config/load/discover.ts';
import type { Context } from '../context.ts';
import { PaneError } from '../errors.ts';
import { findIgnored } from '../git/ignored.ts';
import { findRepository, repositoryRootOf } from '../git/repository.ts';
import { readIfThere } from '../git/small-file.ts';
import { isTaken } from '../git/taken.ts';
import { createRunner } from '../process/runner.ts';
import { approveProject } from '../project/carry-out/approval.ts';
import { type Found, openProject, openProjectIn } from '../project/project.ts';
import { recordsOf } from '../project/recorded-projects.ts';

const NAMES = ['pane.config.yaml', 'pane.config.yml'];

export interface Initialised {
  readonly file: string;
  readonly agent: string;
  /** False: none was named, and the program of no preset is there. */
  readonly agentFound: boolean;
  /** What git ignores from now on, by the repository's own `info/exclude`. */
  readonly excluded: readonly string[];
  /** What is still to be ignored: it could not be excluded. */
  readonly ignore: readonly string[];
  readonly commit: readonly string[];
}

function assertNone(root: string): void {
  for (const name of NAMES) {
    if (!isTaken(join(root, name))) continue;
    throw new PaneError('usage', `${join(root, name)} already exists`, {
      hint: 'Edit it, then run `pane up`.',
    });
  }
}

/**
 * An agent may be misspelt, or the local file be wrong: the new one must be right with and without it.
 * @throws {PaneError} `usage`
 */
async function assertValid(context: Context, found: Found, file: string, text: string): Promise<void> {
  const files = filesBeside(file, context.env, found.repository);
  const check = async (local: string | null) => {
    const texts = { project: text, local };
    await openProjectIn(found, context, file, { files, texts, fault: '' });
  };
  try {
    await check(null);
    const local = await readConfigText(files.local);
    if (local !== null) await check(local);
  } catch (error) {
    if (!(error instanceof PaneError) || error.code !== 'config') throw error;
    // A place in a file that is not written is none.
    const message = error.message.replace(/^pane\.config\.yaml:\d+:\d+: defaults\.agent: /, '');
    throw new PaneError('usage', message, { hint: 'Nothing was written.', cause: error });
  }
}

/** Everybody has a local file of their own, which nobody is to commit. Where it can't be excluded, the user is told. */
async function excludeLocal(
  context: Context,
  common: string,
  root: string,
): Promise<Pick<Initialised, 'excluded' | 'ignore'>> {
  const name = 'pane.config.local.yaml';
  try {
    const ignored = await createRunner(context.env).run(findIgnored(root, [name]));
    if (ignored.has(name)) return { excluded: [], ignore: [] };
    const exclude = join(common, 'info', 'exclude');
    const text = readIfThere(exclude) ?? '';
    await mkdir(join(common, 'info'), { recursive: true });
    await appendFile(exclude, `${text === '' || text.endsWith('\n') ? '' : '\n'}/${name}\n`);
    return { excluded: [name], ignore: [] };
  } catch {
    return { excluded: [], ignore: [name] }; // the file that was asked for is written
  }
}

/** The first preset whose program is there; null: none is. */
async function agentHere({ env }: Context, root: string): Promise<string | null> {
  for (const name of presetNames) {
    const preset = findPreset(name);
    const program = preset === null ? null : programOf(preset);
    if (program !== null && (await findProgram(program, env.PATH ?? '', root)) !== null) return name;
  }
  return null;
}

export async function init(
  context: Context,
  options: { readonly agent: string | null },
): Promise<Initialised> {
  const found = await findRepository(createRunner(context.env), context.cwd);
  const { main, common } = found.repository;
  const root = repositoryRootOf(found.repository);
  if (root === null) {
    throw new PaneError('usage', 'a bare repository has no worktree to write the file into', {
      hint: 'Write it elsewhere, and name it with -f.',
    });
  }
  assertNone(root);
  const [gone] = recordsOf(found.repository).gone();
  if (gone !== undefined)
    throw new FileGone(filesBeside(gone, context.env, found.repository), found.repository);
  if (options.agent === '') throw new PaneError('usage', '--agent requires the name of an agent');
  const file = join(root, 'pane.config.yaml');
  const here = options.agent ?? (await agentHere(context, root));
  const agent = here ?? 'claude';
  const text = initialConfig({ agent, project: basename(root) });
  await assertValid(context, found, file, text);
  await writeFile(file, text, { flag: 'wx' });
  await approveProject(await openProject(context, { file }), { trust: true, asks: false });
  const made = { file, agent, agentFound: here !== null };
  // Beside a bare repository nothing can be committed.
  if (main === null) return { ...made, excluded: [], ignore: [], commit: [] };
  return {
    ...made,
    ...(await excludeLocal(context, common, root)),
    commit: ['pane.config.yaml'],
  };
}

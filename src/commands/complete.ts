/**
 * The candidates that the completion scripts ask for. Quick, and silent about whatever is wrong: an error
 * message would land in the middle of the command line that is being typed.
 */
import { resolve } from 'node:path';
import type { Context } from '../context.ts';
import { forMany } from '../signals.ts';
import { commonOptionsOf } from './definition.ts';
import { commands } from './list.ts';

/** Values of `-f` and `-C` among the words typed so far, as far as they can be told. */
function parseTyped(words: readonly string[]): { file: string | undefined; directories: string[] } {
  let file: string | undefined;
  const directories: string[] = [];
  const command = commands.find(({ name }) => words.includes(name));
  const short = `-${command === undefined ? 'f' : commonOptionsOf(command).file?.short}`;
  words.forEach((word, index) => {
    const next = words[index + 1];
    if ((word === short || word === '--file') && next !== undefined) file = next;
    if ((word === '-C' || word === '--directory') && next !== undefined) directories.push(next);
  });
  return { file, directories };
}

/** Nobody waits longer behind the Tab key. */
const PATIENCE_MS = 2_000;

/** Names of tasks (`tasks`), `TASK` and `TASK@ID` of archives (`archived`), agents (`agents`), branches (`bases`). */
export async function candidates(
  what: string,
  words: readonly string[],
  context: Context,
): Promise<readonly string[]> {
  const { file, directories } = parseTyped(words);
  const signal = forMany(AbortSignal.any([context.signal, AbortSignal.timeout(PATIENCE_MS)]));
  const there = { ...context, cwd: resolve(context.cwd, ...directories), stderr: () => undefined, signal };
  const names = await namesOf(what, there, file).catch(() => []);
  return names.filter((name) => harmless.test(name));
}

// A shell puts these into the command line that the user will run.
const harmless = /^[A-Za-z0-9][A-Za-z0-9._@/+-]*$/;

async function namesOf(what: string, context: Context, file: string | undefined): Promise<readonly string[]> {
  switch (what) {
    case 'tasks':
      return await tasks(context, file);
    case 'archived':
      return await archivedNames(context, file);
    case 'agents': {
      const { agentNames } = await import('../project/agent-names.ts');
      return await agentNames(context, { file });
    }
    case 'bases': {
      const { baseNames } = await import('../project/base-names.ts');
      return await baseNames(context);
    }
    default:
      return [];
  }
}

async function tasks(context: Context, file: string | undefined): Promise<readonly string[]> {
  const { taskNames } = await import('../project/task-names.ts');
  return taskNames(context, { file });
}

async function archivedNames(context: Context, file: string | undefined): Promise<string[]> {
  const { listArchived } = await import('../engine/restore.ts');
  const archived = await listArchived(context, { file });
  const names = archived.map(({ task }) => task);
  // The id matters only where one task was archived more than once.
  const older = archived.filter(({ task }) => names.indexOf(task) !== names.lastIndexOf(task));
  return [...new Set(names), ...older.map(({ task, id }) => `${task}@${id}`)];
}

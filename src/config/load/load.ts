/**
 * Loads the configuration: reads the files and the prompt files, and tells everything that is wrong in them
 * at once. What files without a mistake say is kept, and found again without `yaml` and `zod`.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Cache } from '../../context.ts';
import { folderOf } from '../../paths.ts';
import type { Config, ConfigFiles, ConfigTexts } from '../config.ts';
import { type ProjectFacts, resolveConfig } from '../keys/resolve.ts';
import { mostConfigBytes } from '../limits.ts';
import { readKept, slotFor } from './kept.ts';
import { configError } from './problem.ts';
import { readPrompts } from './prompts.ts';
import { readText, type TextResult } from './read.ts';
import type { FileTexts, Said } from './said.ts';

export interface LoadOptions {
  readonly facts: ProjectFacts;
  /** Null: nothing is kept. */
  readonly cache: Cache | null;
  /** What the files held once, instead of what they hold now. */
  readonly texts?: ConfigTexts | null;
}

/** What was resolved last. A command over hosts loads the same files once more for the tasks of this machine. */
interface Last {
  /** Of the texts, the paths and the facts. */
  readonly key: string;
  readonly said: Said;
  readonly prompts: ReadonlyMap<string, string>;
  readonly config: Config;
}

let last: Last | null = null;

/**
 * `files` as `discoverFiles` found them.
 * @throws PaneError `config` with a line for each mistake: file, line, column, key and task.
 */
export async function loadConfig(files: ConfigFiles, options: LoadOptions): Promise<Config> {
  const { facts, cache, texts = null } = options;
  const read: FileTexts = {
    user: readFile(files.user),
    project: texts === null ? readFile(files.project) : once(texts.project),
    local: texts === null ? readFile(files.local) : once(texts.local),
  };
  const promptsOf = ({ data }: Said) => readPrompts(data, folderOf(files.project), texts?.prompts ?? {});
  const resolved = (said: Said, prompts = promptsOf(said)) => {
    const { data, positions } = said;
    const { config, faults } = resolveConfig({
      data,
      files,
      facts,
      texts: { project: textOf(read.project), local: textOf(read.local), ...prompts.texts },
      promptFiles: prompts.contents,
      positions,
    });
    return { config, faults: [...faults, ...prompts.faults] };
  };
  const slot = cache === null ? null : slotFor(cache, files, read);
  const key = slot === null ? null : JSON.stringify([slot.path, facts]);
  if (last !== null && last.key === key) {
    const { contents, faults } = promptsOf(last.said);
    if (faults.length === 0 && isDeepStrictEqual(contents, last.prompts)) return last.config;
  }
  const kept = slot === null ? null : readKept(slot);
  if (kept !== null) {
    const prompts = promptsOf(kept);
    const { config, faults } = resolved(kept, prompts);
    if (faults.length === 0) {
      if (key !== null) last = { key, said: kept, prompts: prompts.contents, config };
      return config;
    }
  }
  const { checkFiles } = await import('./check-files.ts');
  const { said, problemsOf } = checkFiles(files, read);
  const { config, faults } = resolved(said);
  const problems = problemsOf(faults);
  if (problems.length > 0) throw configError(problems, folderOf(files.project));
  if (slot !== null && kept === null) {
    const { keep } = await import('./keep.ts');
    await keep(slot, said);
  }
  return config;
}

function readFile(file: string | null): TextResult {
  return file === null ? { kind: 'missing' } : readText(file, mostConfigBytes);
}

function once(text: string | null): TextResult {
  return text === null ? { kind: 'missing' } : { kind: 'text', text };
}

function textOf(result: TextResult): string | null {
  return result.kind === 'text' ? result.text : null;
}

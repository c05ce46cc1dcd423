/**
 * Loads the configuration: reads the files and the prompt files, and tells everything that is wrong in them
 * at once. Its only effects are reads.
 */

import { absolutePath, folderOf } from '../../paths.ts';
import type { Config, ConfigFiles, ConfigTexts } from '../config.ts';
import { mergeFiles } from '../keys/merge.ts';
import { type ProjectFacts, resolveConfig } from '../keys/resolve.ts';
import type { FileData, FileKind } from '../keys/schema.ts';
import { mostConfigBytes, mostPromptBytes } from '../limits.ts';
import type { ParsedText } from './document.ts';
import { configError, type Problem } from './problem.ts';
import { quickTree } from './quick-text.ts';
import { readText, type TextResult } from './read.ts';
import { checkSource } from './source.ts';
import { locator } from './sources.ts';

/**
 * `files` as `discoverFiles` found them. `texts`: what they held once, instead of what they hold now.
 * @throws PaneError `config` with a line for each mistake: file, line, column, key and task.
 */
export async function loadConfig(
  files: ConfigFiles,
  facts: ProjectFacts,
  texts: ConfigTexts | null = null,
): Promise<Config> {
  const [user, project, local] = await Promise.all([
    checkLayer('user', files.user, readFile(files.user)),
    checkLayer('project', files.project, texts === null ? readFile(files.project) : once(texts.project)),
    checkLayer('local', files.local, texts === null ? readFile(files.local) : once(texts.local)),
  ]);
  const layers = [user, project, local];
  const data = layers.reduce<FileData>((merged, layer) => mergeFiles(merged, layer.source.data), {});
  // Which of the files says something: the one whose word counts.
  const places = locator([local.source, project.source, user.source]);
  const folder = folderOf(files.project);
  const prompts = readPrompts(data, folder, texts?.prompts ?? {});
  const promptTexts = prompts.flatMap(({ path, text }): [string, string][] =>
    text === null ? [] : [[path, text]],
  );

  const { config, faults } = resolveConfig({
    data,
    files,
    facts,
    texts: {
      project: project.text,
      local: local.text,
      ...(promptTexts.length === 0 ? {} : { prompts: Object.fromEntries(promptTexts) }),
    },
    promptFiles: new Map(promptTexts),
    positionOf: places.positionOf,
  });
  const promptFaults = prompts.flatMap(({ task, message }) =>
    message === null ? [] : [{ path: ['tasks', task, 'prompt_file'], message }],
  );
  const found = [project, local, user].flatMap((layer) => layer.problems);
  const problems = [...found, ...places.problemsOf([...faults, ...promptFaults], found)];
  if (problems.length > 0) throw configError(problems, folder);
  return config;
}

function readFile(file: string | null): TextResult {
  return file === null ? { kind: 'missing' } : readText(file, mostConfigBytes);
}

function once(text: string | null): TextResult {
  return text === null ? { kind: 'missing' } : { kind: 'text', text };
}

async function checkLayer(kind: FileKind, file: string | null, result: TextResult) {
  const text = result.kind === 'text' ? result.text : null;
  const source = await checkSource(kind, file ?? '', text ?? '', await parsed(text ?? ''));
  const fault =
    result.kind === 'unreadable' ? result.message : kind === 'project' ? absence(source.tree, text) : null;
  const whole: Problem[] =
    fault === null ? [] : [{ file: file ?? '', place: null, path: [], task: null, message: fault }];
  return { text, source, problems: [...whole, ...source.problems] };
}

/** The real parser is loaded where it is needed only: it takes as long as starting Node does. */
async function parsed(text: string): Promise<ParsedText> {
  const tree = quickTree(text);
  if (tree !== null || text === '') return { tree, misfits: [] };
  const { parseText } = await import('./document.ts');
  return parseText(text);
}

/** A project's file that lost its content must not pass for one without tasks. */
function absence(tree: unknown, text: string | null): string | null {
  if (text === null) return 'there is no such file';
  return tree === null && /^\s*(#.*\s*)*$/.test(text)
    ? 'is empty; `tasks: []` says that there are no tasks'
    : null;
}

interface PromptFile {
  readonly task: string;
  readonly path: string;
  readonly text: string | null;
  /** Why it can't be used. */
  readonly message: string | null;
}

/** `former`: what the files held once, for one that is not there any more. */
function readPrompts(
  data: FileData,
  folder: string,
  former: NonNullable<ConfigTexts['prompts']>,
): PromptFile[] {
  const tasks = (data.tasks ?? []).filter((task) => task.prompt_file !== undefined);
  return tasks.map((task) => {
    const path = absolutePath(folder, task.prompt_file ?? '');
    const now = readText(path, mostPromptBytes);
    const once = former[path];
    const result: TextResult =
      now.kind === 'missing' && once !== undefined ? { kind: 'text', text: once } : now;
    const text = result.kind === 'text' ? result.text : null;
    return { task: task.name, path, text, message: promptFault(path, result) };
  });
}

function promptFault(path: string, result: TextResult): string | null {
  if (result.kind === 'missing') return `there is no file ${path}`;
  if (result.kind === 'unreadable') return `${path} ${result.message}`;
  return result.text.includes('\0') ? `${path} holds a NUL character, which no program can be given` : null;
}

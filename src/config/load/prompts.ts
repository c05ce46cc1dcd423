/**
 * Reads the prompt files that tasks name.
 */

import { absolutePath } from '../../paths.ts';
import type { ConfigTexts } from '../config.ts';
import type { Fault } from '../keys/fault.ts';
import type { FileData } from '../keys/project-keys.ts';
import { mostPromptBytes } from '../limits.ts';
import { readText, type TextResult } from './read.ts';

export interface Prompts {
  /** By absolute path; one that can't be used is not there. */
  readonly contents: ReadonlyMap<string, string>;
  /** The same, as `ConfigTexts` has them. */
  readonly texts: Pick<ConfigTexts, 'prompts'>;
  readonly faults: readonly Fault[];
}

/**
 * @param folder of the project's file
 * @param former what the files held once, for one that is not there any more
 */
export function readPrompts(
  data: FileData,
  folder: string,
  former: NonNullable<ConfigTexts['prompts']>,
): Prompts {
  const contents = new Map<string, string>();
  const faults: Fault[] = [];
  for (const { name, prompt_file } of data.tasks ?? []) {
    if (prompt_file === undefined) continue;
    const path = absolutePath(folder, prompt_file);
    const now = readText(path, mostPromptBytes);
    const once = former[path];
    const result: TextResult =
      now.kind === 'missing' && once !== undefined ? { kind: 'text', text: once } : now;
    if (result.kind === 'text') contents.set(path, result.text);
    const message = faultOf(path, result);
    if (message !== null) faults.push({ path: ['tasks', name, 'prompt_file'], message });
  }
  return {
    contents,
    texts: contents.size === 0 ? {} : { prompts: Object.fromEntries(contents) },
    faults,
  };
}

function faultOf(path: string, result: TextResult): string | null {
  if (result.kind === 'missing') return `no such file: ${path}`;
  if (result.kind === 'unreadable') return `${path} ${result.message}`;
  return result.text.includes('\0')
    ? `${path} contains a NUL character, which can't be passed to a program`
    : null;
}

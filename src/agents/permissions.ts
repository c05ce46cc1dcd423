/**
 * Whether an agent will ask before it changes a file or runs a command: by its command line, its environment and the
 * settings that it reads. It is told before a night, so that nobody finds ten questions in the morning. Pure.
 */
import type { Launched } from './folder-trust.ts';

export interface Asking {
  /** `may`: before some of what it does. */
  readonly answer: 'never' | 'may' | 'asks' | 'unknown';
  /** What decides it, as the user would write or name it. */
  readonly by: string;
}

/** How one program decides it. */
export interface Permissions {
  /** The settings that count, absolute if HOME is. */
  readonly files: (launched: Launched) => readonly string[];
  /** `args`: all words of the command line. `texts`: of the files, in their order; null for one that is not there. */
  readonly judge: (launched: Launched, texts: readonly (string | null)[]) => Asking;
  /** What makes it ask for nothing, for people. */
  readonly unasked: string;
}

export type Modes = Readonly<Record<string, Asking['answer']>>;

/** Of a mode that is not known, it is not known either. */
export function answerOf(modes: Modes, mode: string): Asking['answer'] {
  return (Object.hasOwn(modes, mode) ? modes[mode] : undefined) ?? 'unknown';
}

/** What an option such as `--mode VALUE` or `--mode=VALUE` says last, as written; null: it is not there. */
function optionIn(
  words: readonly string[],
  names: readonly string[],
): { readonly written: string; readonly value: string } | null {
  const found = words.flatMap((word, index) => {
    const name = names.find((each) => word === each || word.startsWith(`${each}=`));
    if (name === undefined) return [];
    const value = word === name ? (words[index + 1] ?? '') : word.slice(name.length + 1);
    return [{ written: word === name ? `${name} ${value}` : word, value }];
  });
  return found.at(-1) ?? null;
}

/** As that option says. Null: it is not there. */
export function askingByOption(
  words: readonly string[],
  names: readonly string[],
  modes: Modes,
): Asking | null {
  const option = optionIn(words, names);
  return option === null ? null : { answer: answerOf(modes, option.value), by: option.written };
}

/** It asks for nothing where one of these words is there. Null: none is. */
export function unaskedBy(words: readonly string[], options: readonly string[]): Asking | null {
  const found = words.find((word) => options.includes(word));
  return found === undefined ? null : { answer: 'never', by: found };
}

/** Of a program that is told on its command line only. */
export function byOptions(unasked: string, options: readonly string[], otherwise: Asking): Permissions {
  return {
    unasked,
    files: () => [],
    judge: ({ args }) => unaskedBy(args, options) ?? otherwise,
  };
}

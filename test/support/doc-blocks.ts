/**
 * The blocks of a page of the docs that a test runs or compares: one after `<!-- run -->` is run, one after
 * `<!-- write: FILE -->` is the file's new content, and one after `<!-- shows: COMMAND -->` is what that prints.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

interface Block {
  readonly mark: string;
  readonly text: string;
}

export class DocPage {
  readonly text: string;
  readonly blocks: readonly Block[];

  /** `path`: from the root of the repository. */
  constructor(path: string) {
    this.text = readFileSync(resolve(import.meta.dirname, '../..', path), 'utf8');
    const found = this.text.matchAll(/^<!-- (run|(?:write|shows): .*) -->\n```\w*\n([\s\S]*?)^```$/gm);
    this.blocks = [...found].map(([, mark = '', text = '']) => ({ mark, text }));
  }

  /** Empty where there is none. */
  block(mark: string): string {
    return this.blocks.find((block) => block.mark === mark)?.text ?? '';
  }

  /** What is to be run, in the page's order. */
  runs(): string[] {
    return this.blocks.flatMap(({ mark, text }) => (mark === 'run' ? [text] : []));
  }
}

/** Ages, times, process numbers and the sandbox's own socket differ from run to run, and so do the widths of columns. */
export function comparable(screen: string): string[] {
  return screen
    .trim()
    .split('\n')
    .map((line) =>
      line
        .replace(/tmux -S \S+/, 'tmux')
        .replace(/\b\d{4}-\d\d-\d\d \d\d:\d\d\b/g, 'DATE')
        .replace(/\b\d\d:\d\d\b/g, 'TIME')
        .replace(/\b\d+[smhd](?: \d+[smhd])?\b/g, 'AGE')
        .replace(/pid \d+/, 'pid N')
        .replace(/(?<=\S) {2,}/g, '  ')
        .trimEnd(),
    );
}

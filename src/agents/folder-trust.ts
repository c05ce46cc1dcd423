/**
 * Whether an agent will ask if it may trust the folder that it is started in, by the files in which it keeps the
 * answers. They are nobody's promise: whatever is not as it was seen is `unknown`. Pure.
 */
import * as c from '../codec.ts';

export type TrustAnswer = 'trusted' | 'asks' | 'unknown';

export interface Launched {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly args: readonly string[];
  /** Root of the main worktree; null in a bare repository. */
  readonly main: string | null;
  readonly worktree: string;
}

/** How one program keeps the answers. */
export interface FolderTrust {
  /** Its answers hold for all worktrees of a repository. */
  readonly ofRepository: boolean;
  /** Where the answers lie, and further files that count; absolute if HOME is. */
  readonly files: (env: Launched['env']) => readonly string[];
  /** `texts`: of the files, in their order; null for one that is not there. */
  readonly judge: (launched: Launched, texts: readonly (string | null)[]) => TrustAnswer;
}

/** JSON that programs write themselves may begin with lines of comment. Null: damaged, or not as it was seen. */
export function decodeAnswers<T>(check: c.Check<T>, text: string | null): T | null {
  return c.decoder(check)((text ?? '{}').replace(/^\s*\/\/.*$/gm, ''));
}

/** Each of these places trusted is enough: claude, codex and copilot look under the main worktree too. */
export function trustedPlaces({ main, worktree }: Launched): string[] {
  return main === null ? [worktree] : [main, worktree];
}

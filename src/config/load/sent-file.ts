/**
 * The files that other machines send here, for a clone that is a host of theirs. Pure.
 */
import { isWithin } from '../../paths.ts';

/** Where they lie, a folder for each sender's project. */
export function hostsDirectory({ common }: { readonly common: string }): string {
  return `${common}/pane/hosts`;
}

/** The file itself. */
export const SENT_FILE = 'pane.config.yaml';

/** Whether it is one of them. */
export function isSentFile(repository: { readonly common: string }, file: string): boolean {
  return isWithin(file, hostsDirectory(repository));
}

/**
 * The largest files and texts that are read. Pure.
 */

/** A config file may hold a prompt of the largest size and its indentation. */
export const mostConfigBytes = 2 * 1024 * 1024;

/** A prompt, from wherever it comes, with what is appended to it. */
export const mostPromptBytes = 1024 * 1024;

/** `3.5 MiB`, rounded up. */
export function mebibytes(bytes: number): string {
  return `${Math.ceil((bytes / 1024 / 1024) * 10) / 10} MiB`;
}

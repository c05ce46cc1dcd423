/**
 * The small files of a task's job, in the launcher's directory (`job.sh` writes most of them).
 */
import { readIfThere } from '../git/small-file.ts';

export interface JobFiles {
  readonly id: string;
  /** The node that it began on; null: it has not. */
  readonly node: string | null;
  /** What it said itself when it ended; null: it has not. */
  readonly end: { readonly how: string; readonly left: number } | null;
}

/** All but the job's own number are written by the job. */
export const JOB_FILES = ['job', 'job-run', 'job-end', 'job.log', 'reported', 'view.log'] as const;

/** A job that did not say how it ended, and is not to be seen, is gone once it has stayed so for that long. */
export function goneSeconds({ PANE_JOB_GONE = '' }: Readonly<Record<string, string | undefined>>): number {
  return /^[1-9]\d{0,4}$/.test(PANE_JOB_GONE) ? Number(PANE_JOB_GONE) : 60;
}

function field(text: string, name: string): string | null {
  return new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1] ?? null;
}

/** Null: it is not there, or of the job before, which a network filesystem may show late. */
function ofJob(directory: string, name: string, id: string): string | null {
  const text = readIfThere(`${directory}/${name}`);
  return text !== null && field(text, 'job') === id ? text : null;
}

/** `directory`: `<admin>/pane`. Null: the task was not submitted. */
export function readJobFiles(directory: string): JobFiles | null {
  const id = readIfThere(`${directory}/job`)?.trim() ?? '';
  if (id === '') return null;
  const end = ofJob(directory, 'job-end', id);
  return {
    id,
    node: field(ofJob(directory, 'job-run', id) ?? '', 'node'),
    end: end === null ? null : { how: field(end, 'end') ?? '', left: Number(field(end, 'left') ?? 0) },
  };
}

/** Its number, where it has begun and has not said that it ended. */
export function runningJob(directory: string): string | null {
  const job = readJobFiles(directory);
  return job?.node != null && job.end === null ? job.id : null;
}

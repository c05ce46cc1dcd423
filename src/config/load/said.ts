/**
 * What is read of the files of a project, and what they say. Pure types.
 */
import type { Position } from '../config.ts';
import type { FileData } from '../keys/project-keys.ts';
import type { TextResult } from './read.ts';

export interface FileTexts {
  readonly user: TextResult;
  readonly project: TextResult;
  readonly local: TextResult;
}

/** What the files say together, and where each task stands, in the order of the tasks. */
export interface Said {
  readonly data: FileData;
  readonly positions: readonly Position[];
}

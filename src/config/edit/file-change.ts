/**
 * A change of one of the project's files, as plain data: it is made only where the file still holds the text that it was
 * decided from. Pure.
 */

export interface EditedFile {
  readonly name: 'project' | 'local';
  readonly path: string;
  readonly before: string;
}

export interface FileChange {
  readonly file: EditedFile;
  readonly before: string;
  readonly after: string;
}

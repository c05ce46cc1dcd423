/**
 * The schema of a file, made of the entries of its keys. Loaded where nothing is kept of the files. Pure.
 */
import * as z from 'zod/mini';
import { mapOf, type Zod } from './key.ts';
import { type FileData, type FileKind, projectKeys, sharedKeys } from './project-keys.ts';

const zod: Zod = {
  array: z.array,
  boolean: z.boolean,
  enum: z.enum,
  exactOptional: z.exactOptional,
  int: z.int,
  minLength: z.minLength,
  nullable: z.nullable,
  nullish: z.nullish,
  positive: z.positive,
  record: z.record,
  refine: z.refine,
  regex: z.regex,
  strictObject: z.strictObject,
  string: z.string,
  union: z.union,
};

/** `pane.config.yaml` and `pane.config.local.yaml`. */
export const projectSchema = mapOf(projectKeys)(zod);

/** The user's own file, for all projects. */
const userSchema = mapOf(sharedKeys)(zod);

/** The issues that zod found, with the fields of its many kinds that messages are made of. */
export interface SchemaIssue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[] | undefined;
  readonly values?: readonly unknown[] | undefined;
  readonly expected?: string | undefined;
  readonly errors?: readonly (readonly SchemaIssue[])[] | undefined;
}

export type Checked =
  | { readonly ok: true; readonly data: FileData }
  | { readonly ok: false; readonly issues: readonly SchemaIssue[] };

export function checkSchema(kind: FileKind, value: unknown): Checked {
  const result = (kind === 'user' ? userSchema : projectSchema).safeParse(value);
  return result.success ? { ok: true, data: result.data } : { ok: false, issues: result.error.issues };
}

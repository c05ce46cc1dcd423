/**
 * What a config file may hold. A key that is added here is known to the loader, to the suggestions and to the
 * JSON Schema; `key-texts.ts` describes it. Loaded where
 * nothing is kept of the files. Pure.
 */
import * as z from 'zod/mini';
import { reportKinds } from '../../agents/presets.ts';
import { NAME_RULE } from '../../ids.ts';
import { heardStates } from '../notify.ts';
import { nearest } from '../suggest.ts';
import { NO_DURATION } from './duration.ts';
import { isPattern } from './pattern.ts';
import { variableName } from './variable-name.ts';

const text = z.string().check(z.minLength(1));
const texts = z.array(text);

const envName = z.string().check(z.regex(variableName));
const env = z.record(envName, z.string(), {
  error: (issue) =>
    issue.code === 'invalid_key'
      ? 'not a valid name of an environment variable, or one that `pane` sets itself'
      : undefined,
});

/** A task's `prompt` is a text; an agent's says how the text reaches it. */
const promptMode = z.union(
  [
    z.enum(['argument', 'stdin', 'paste', 'none']),
    z.strictObject({ flag: text }),
    z.strictObject({ file: text }),
  ],
  { error: 'expected argument, stdin, paste, none, { flag: --OPTION } or { file: --OPTION }' },
);

const patterns = z.array(text.check(z.refine(isPattern, { error: 'not a regular expression' })));

const agent = z.strictObject({
  command: z.exactOptional(z.union([text, z.array(text).check(z.minLength(1))])),
  args: z.exactOptional(z.array(z.string())),
  prompt: z.exactOptional(promptMode),
  session: z.exactOptional(z.array(z.string())),
  resume: z.exactOptional(z.array(z.string())),
  reports: z.exactOptional(z.enum([...reportKinds, 'none'])),
  screen: z.exactOptional(
    z.strictObject({
      waiting: z.exactOptional(patterns),
      working: z.exactOptional(patterns),
      idle: z.exactOptional(patterns),
    }),
  ),
  env: z.exactOptional(env),
});

const sizeText = 'expected a percentage such as 40%, or a number of cells';
const pane = z.strictObject({
  run: text,
  split: z.exactOptional(z.enum(['right', 'below'])),
  size: z.exactOptional(
    z.union(
      [
        z.string().check(z.regex(/^([1-9][0-9]?%|[1-9][0-9]{0,3})$/, { error: sizeText })),
        z.int().check(z.positive({ error: sizeText })),
      ],
      { error: sizeText },
    ),
  ),
});

/** The keys that `defaults` and every task take. */
const settings = {
  agent: z.exactOptional(text),
  args: z.exactOptional(z.array(z.string())),
  branch: z.exactOptional(text),
  copy: z.exactOptional(texts),
  link: z.exactOptional(texts),
  env: z.exactOptional(env),
  setup: z.exactOptional(texts),
  panes: z.exactOptional(z.array(pane)),
  prompt_append: z.exactOptional(z.string()),
  on_exit: z.exactOptional(z.enum(['shell', 'close'])),
};

const taskName = z.string().check(
  z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/, {
    error: `not a valid task name: ${NAME_RULE}`,
  }),
);

const task = z.strictObject({
  name: taskName,
  prompt: z.exactOptional(z.string()),
  prompt_file: z.exactOptional(text),
  base: z.exactOptional(text),
  worktree: z.exactOptional(text),
  paused: z.exactOptional(z.boolean()),
  ...settings,
});

const envPattern = z
  .string()
  .check(z.regex(/^[A-Za-z_][A-Za-z0-9_]*\*?$/, { error: 'expected the name of a variable, or PREFIX_*' }));

/** An empty `agents:` holds nothing yet, and is no error. */
const agents = z.nullish(z.record(z.string(), z.nullable(agent)));
const defaults = z.nullish(z.strictObject(settings));

/** `pane.config.yaml` and `pane.config.local.yaml`. */
export const projectSchema = z.strictObject({
  project: z.exactOptional(
    z.string().check(
      z.regex(/^(?!\.{1,2}$)[^/\p{Cc}]{1,100}$/u, {
        error: 'not a valid project name: no "/", no line breaks, at most 100 characters',
      }),
    ),
  ),
  base: z.exactOptional(text),
  worktrees: z.exactOptional(text),
  tmux: z.nullish(
    z.strictObject({
      socket: z.nullish(text),
      session: z.nullish(text),
      status: z.exactOptional(z.boolean()),
      bell: z.exactOptional(z.array(z.enum(heardStates))),
    }),
  ),
  watch: z.nullish(z.strictObject({ archive_after: z.exactOptional(z.string(NO_DURATION)) })),
  env_pass: z.nullish(z.array(envPattern)),
  notify: z.nullish(
    z
      .array(z.string())
      .check(z.refine((words) => words[0] !== '', { error: 'the first word must be the program' })),
  ),
  agents,
  defaults,
  tasks: z.nullish(z.array(task)),
});

/** The user's own file, for all projects. */
const userSchema = z.strictObject({ agents, defaults });

/** One file, or several merged. */
export type FileData = z.infer<typeof projectSchema>;
export type TaskData = z.infer<typeof task>;
export type SettingsData = z.infer<typeof defaults>;
export type AgentData = z.infer<typeof agent>;

export type FileKind = 'project' | 'local' | 'user';

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

/** Where an unknown key belongs, or what was probably meant: the end of a sentence, perhaps empty. */
export function adviceOnKey(kind: FileKind, path: readonly PropertyKey[], key: string): string {
  const known = knownKeys(kind, path);
  const match = nearest(key, known);
  if (match !== null) return `, did you mean "${match}"?`;
  if (kind === 'user' && path.length === 0 && key in projectSchema.shape) {
    return " here: the user's file takes only `agents` and `defaults`";
  }
  if (path.length === 0 && key in settings) return ' here: it belongs under `defaults`, or to a task';
  return path.length === 0 && key in task.shape ? ' here: it belongs to a task' : '';
}

function knownKeys(kind: FileKind, path: readonly PropertyKey[]): string[] {
  let schema: unknown = kind === 'user' ? userSchema : projectSchema;
  for (const step of path) schema = stepInto(unwrapped(schema), step);
  return shapesOf(unwrapped(schema)).flatMap((shape) => Object.keys(shape));
}

function stepInto(schema: unknown, step: PropertyKey): unknown {
  if (schema instanceof z.ZodMiniArray) return schema.def.element;
  if (schema instanceof z.ZodMiniRecord) return schema.def.valueType;
  return shapesOf(schema).find((shape) => Object.hasOwn(shape, step))?.[String(step)];
}

function shapesOf(schema: unknown): Readonly<Record<string, unknown>>[] {
  if (schema instanceof z.ZodMiniObject) return [schema.def.shape];
  return schema instanceof z.ZodMiniUnion ? schema.def.options.flatMap(shapesOf) : [];
}

function unwrapped(schema: unknown): unknown {
  const isWrapper =
    schema instanceof z.ZodMiniExactOptional ||
    schema instanceof z.ZodMiniOptional ||
    schema instanceof z.ZodMiniNullable;
  return isWrapper ? unwrapped(schema.def.innerType) : schema;
}

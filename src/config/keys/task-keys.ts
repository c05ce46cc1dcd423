/**
 * The keys of `defaults` and of tasks. Those with a `field` come into `TaskConfig` by their entry alone;
 * `resolve-task.ts` resolves the others. Pure.
 */
import { NAME_RULE } from '../../ids.ts';
import { duration, milliseconds } from './duration.ts';
import {
  type Concern,
  type Data,
  type Fields,
  fieldsOf,
  type InnerKeys,
  type Key,
  key,
  mapOf,
  type Zod,
} from './key.ts';
import { type PaneConfig, paneKeys, panes, resolvePanes } from './pane-keys.ts';
import { anyText, anyTexts, count, env, flag, listOf, oneOf, optional, text, texts } from './schemas.ts';
import { resolveVerify, type Verify, verify, verifyKeys } from './verify-keys.ts';

type TaskTable = Readonly<Record<string, Key & { readonly concern: Concern }>>;

/**
 * Patterns are approved one by one, because fewer of them bring less. Not so with a `!` among them: the
 * same list without it would bring more, so it is one value.
 */
export function patternValues(patterns: readonly string[]): string[] {
  const lines = patterns.map((pattern) => (pattern.includes('\n') ? JSON.stringify(pattern) : pattern));
  return lines.some((line) => line.startsWith('!')) ? [lines.join('\n')] : lines;
}

/** Null is said, too: here, whatever the defaults say. */
const hostOfTask = (z: Zod) => z.exactOptional(z.nullable(text(z)));

/** They can stand under `defaults` and in a task. */
export const settingKeys = {
  agent: key(optional(text), {
    text: 'An entry of `agents`, or a preset',
    default: 'claude',
    concern: 'window',
    risk: 'elsewhere',
  }),
  args: key(optional(anyTexts), {
    text: "Options added to the agent's",
    default: [],
    concern: 'window',
    risk: 'elsewhere',
  }),
  env: key(optional(env), {
    text: 'Environment variables of the window',
    more: 'Numbers and `true` are used as written',
    default: {},
    merge: 'maps',
    concern: 'window',
    risk: 'elsewhere',
    field: 'env',
  }),
  panes: key(panes, {
    text: 'Extra tmux panes in the window',
    more: 'See below',
    default: [],
    keys: paneKeys,
    concern: 'window',
    risk: (opened: readonly PaneConfig[]) => opened.map(({ run }) => run),
    field: 'panes',
    resolve: resolvePanes,
  }),
  setup: key(optional(texts), {
    text: 'Commands to run in the window before the agent; the first failure stops the task',
    more: '`sh` runs them, in order',
    default: [],
    concern: 'window',
    risk: (commands: readonly string[]) => commands,
    field: 'setup',
  }),
  branch: key(optional(text), {
    text: 'Name of the branch; `{task}`, `{user}` and `{project}` are filled in',
    more: 'Other braces stay; `{user}` is your login name. An existing branch is used as it is',
    default: '{task}',
    concern: 'worktree',
    risk: null,
  }),
  copy: key(optional(texts), {
    text: 'Ignored and untracked files to copy from the main worktree: patterns as in `.gitignore`',
    more: 'See [files.md](files.md)',
    default: ['.env', '.env.*', 'node_modules', '.claude/settings.local.json', 'CLAUDE.local.md'],
    concern: 'files',
    risk: patternValues,
    field: 'copy',
  }),
  link: key(optional(texts), {
    text: 'Like `copy`, but makes symbolic links',
    more: "They lead to the main worktree's files",
    default: [],
    concern: 'files',
    risk: patternValues,
    field: 'link',
  }),
  send_files: key(optional(texts), {
    text: 'Like `copy`, but for tasks on hosts too: they get the files of this machine, with mode 0600',
    more: 'For tasks of this machine the same as `copy`. See [hosts.md](hosts.md#files)',
    default: [],
    concern: 'files',
    risk: patternValues,
    field: 'sendFiles',
  }),
  prompt_append: key(optional(anyText), {
    text: 'Text to add to every prompt',
    more: 'It comes after an empty line',
    default: '',
    concern: 'prompt',
    risk: null,
  }),
  on_exit: key(optional(oneOf('shell', 'close')), {
    text: 'What the window does when the agent ends: `shell` leaves you a shell in the worktree, `close` closes the window with its extra panes',
    default: 'shell',
    concern: 'none',
    risk: null,
    field: 'onExit',
  }),
  verify: key(optional(verify), {
    text: 'Commands that prove the work good, checked when the agent has finished a turn; `false`: none',
    more: 'A command or a list is short for `run`. See below',
    default: false,
    merge: 'maps',
    short: 'run',
    keys: verifyKeys,
    concern: 'none',
    risk: (checked: Verify | null) => checked?.run ?? [],
    field: 'verify',
    resolve: resolveVerify,
  }),
  on_limit: key(optional(oneOf('wait', 'hold')), {
    text: "What happens when the agent meets its vendor's limit: `wait` continues when it is over, `hold` leaves it to you",
    default: 'wait',
    concern: 'none',
    risk: null,
    field: 'onLimit',
  }),
  on_failure: key(optional(oneOf('stay', 'restart')), {
    text: 'What happens when the agent ends with an error: `restart` starts it again in its conversation',
    default: 'stay',
    concern: 'none',
    risk: null,
    field: 'onFailure',
  }),
  restarts: key(optional(count(0, 20)), {
    text: 'How often `on_failure: restart` does that, and a turn that was cut off goes on; five deaths in ten minutes end it too',
    default: 3,
    concern: 'none',
    risk: null,
    field: 'restarts',
  }),
  host: key(hostOfTask, {
    text: 'The entry of `hosts` that the task runs on; `null`: this machine',
    more: 'See [hosts.md](hosts.md)',
    default: '',
    defaultText: '`null`',
    concern: 'none',
    risk: (host: string | null) => (host === null ? [] : [host]),
    field: 'host',
    resolve: (host: string): string | null => (host === '' ? null : host),
    inStatus: true,
  }),
  stall_after: key(duration, {
    text: 'How long an agent may work without drawing or reporting anything before you are told',
    more: 'It is not ended, but it no longer counts for `max_active`',
    default: '30m',
    concern: 'none',
    risk: null,
    field: 'stallAfterMs',
    resolve: milliseconds,
  }),
} satisfies TaskTable;

const taskName = (z: Zod) =>
  z
    .string()
    .check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/, { error: `not a valid task name: ${NAME_RULE}` }));

const baseKeys = {
  task: key(text, { text: 'The task whose branch it is', risk: null }),
} satisfies InnerKeys;

const base = (z: Zod) =>
  z.union([text(z), mapOf(baseKeys)(z)], {
    error: 'expected a branch, tag or commit, or { task: NAME }',
  });

/** They can stand in a task only. */
export const ownKeys = {
  name: key(taskName, {
    text: 'Unique, even ignoring case: a letter or digit, then letters, digits, `.`, `_` and `-`, at most 50',
    defaultText: 'required',
    concern: 'none',
    risk: null,
  }),
  prompt: key(optional(anyText), {
    text: 'The prompt for the agent',
    more: 'It is passed on byte for byte',
    defaultText: 'none',
    concern: 'prompt',
    risk: null,
  }),
  prompt_file: key(optional(text), {
    text: 'File with the prompt, relative to this file',
    more: 'It stands instead of `prompt`; UTF-8; the watcher follows its changes',
    defaultText: 'none',
    insteadOf: 'prompt',
    concern: 'prompt',
    risk: 'elsewhere',
  }),
  base: key(optional(base), {
    text: 'Where a new branch starts, and what the task is compared with; `{ task: NAME }`: the branch of that task',
    more: "`{ task: NAME }` waits for that task as `after` does. An existing `branch` is used as it is; if only a remote has it, it is created with the remote's branch as its upstream, as `git switch` does",
    defaultText: "the project's `base`",
    keys: baseKeys,
    concern: 'worktree',
    risk: null,
  }),
  after: key(optional(listOf(text)), {
    text: 'Tasks that must be done before this one starts: `verified` if they have `verify`, else `idle` after a turn',
    default: [],
    concern: 'none',
    risk: null,
    field: 'after',
  }),
  worktree: key(optional(text), {
    text: "The worktree's own path, relative to this file",
    defaultText: '`<worktrees>/<name>`',
    concern: 'worktree',
    risk: 'elsewhere',
  }),
  paused: key(optional(flag), {
    text: '`true`: the task stays in the file, its window is closed, its worktree is kept',
    default: false,
    concern: 'none',
    risk: null,
    field: 'paused',
    inStatus: true,
  }),
} satisfies TaskTable;

export const taskKeys = { ...ownKeys, ...settingKeys };

/** What files say of a task. */
export type TaskData = Data<typeof taskKeys>;

type TaskKey = keyof typeof taskKeys;
export type KeyOfConcern<C extends Concern> = {
  [N in TaskKey]: (typeof taskKeys)[N]['concern'] extends C ? N : never;
}[TaskKey];

/** In the order of the table. */
export function keysOfConcern<C extends Concern>(concern: C): KeyOfConcern<C>[] {
  return Object.entries(taskKeys).flatMap(([name, each]) =>
    each.concern === concern ? [name as KeyOfConcern<C>] : [],
  );
}

type Told = {
  [N in TaskKey as (typeof taskKeys)[N] extends { readonly inStatus: true }
    ? N
    : never]: (typeof taskKeys)[N];
};

const told = Object.fromEntries(Object.entries<Key>(taskKeys).filter(([, { inStatus }]) => inStatus)) as Told;
const unsaid = fieldsOf(told, {});

/** What `pane status` tells of a task as the file has it. */
export type ToldFields = Fields<Told>;

/** @param task null: it is in no file */
export function toldFields(task: Fields<typeof taskKeys> | null): ToldFields {
  if (task === null) return unsaid;
  const values = new Map(Object.entries(task));
  return Object.fromEntries(Object.keys(unsaid).map((field) => [field, values.get(field)])) as ToldFields;
}

/**
 * Whether a file is right, told without loading zod: that takes longer than all else that a command does with
 * the file. It may be wrong in one direction only: what it does not take goes to `schema`, which knows better
 * and can say what is wrong. Pure.
 */
import { reportKinds } from '../../agents/presets.ts';
import * as c from '../../codec.ts';
import { parseTaskName } from '../../ids.ts';
import { isPattern } from '../keys/pattern.ts';
import type { FileData, FileKind } from '../keys/schema.ts';
import { variableName } from '../keys/variable-name.ts';
import { heardStates } from '../notify.ts';

type Strict = (value: unknown) => boolean;

function of<T>(check: c.Check<T>): Strict {
  return (value) => check(value) !== c.wrong;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** No keys but these. */
function map(shape: Readonly<Record<string, Strict>>, required: readonly string[] = []): Strict {
  const checks = new Map(Object.entries(shape));
  return (value) =>
    isMap(value) &&
    required.every((key) => Object.hasOwn(value, key)) &&
    Object.entries(value).every(([key, each]) => checks.get(key)?.(each) === true);
}

/** Any keys that `isKey` takes; `__proto__` is none: zod leaves it out of what it returns. */
function each(isKey: (key: string) => boolean, item: Strict): Strict {
  return (value) =>
    isMap(value) &&
    Object.entries(value).every(([key, child]) => key !== '__proto__' && isKey(key) && item(child));
}

const list =
  (item: Strict): Strict =>
  (value) =>
    Array.isArray(value) && value.every(item);
const orNull =
  (check: Strict): Strict =>
  (value) =>
    value === null || check(value);
const either =
  (...checks: readonly Strict[]): Strict =>
  (value) =>
    checks.some((check) => check(value));

const string = of(c.text);
const text: Strict = (value) => typeof value === 'string' && value !== '';
const texts = list(text);
const strings = list(string);
const env = each((name) => variableName.test(name), string);

const patterns = list((value) => typeof value === 'string' && value !== '' && isPattern(value));

const pane = map({ run: text, split: of(c.oneOf('right', 'below')) }, ['run']);

const settings = {
  agent: text,
  args: strings,
  branch: text,
  copy: texts,
  link: texts,
  env,
  setup: texts,
  panes: list(pane),
  prompt_append: string,
  on_exit: of(c.oneOf('shell', 'close')),
};

const task = map(
  {
    name: of(c.parsed(parseTaskName)),
    prompt: string,
    prompt_file: text,
    base: text,
    worktree: text,
    paused: of(c.boolean),
    ...settings,
  },
  ['name'],
);

const agent = map({
  command: either(text, (value) => texts(value) && Array.isArray(value) && value.length > 0),
  args: strings,
  prompt: either(
    of(c.oneOf('argument', 'stdin', 'paste', 'none')),
    map({ flag: text }, ['flag']),
    map({ file: text }, ['file']),
  ),
  session: strings,
  resume: strings,
  reports: of(c.oneOf(...reportKinds, 'none')),
  screen: map({ waiting: patterns, working: patterns, idle: patterns }),
  env,
});

const agents = orNull(each(() => true, orNull(agent)));
const defaults = orNull(map(settings));

const user = map({ agents, defaults });
const project = map({
  base: text,
  worktrees: text,
  tmux: orNull(
    map({
      socket: orNull(text),
      session: orNull(text),
      status: of(c.boolean),
      bell: list(of(c.oneOf(...heardStates))),
    }),
  ),
  watch: orNull(map({ archive_after: string })),
  env_pass: orNull(list((value) => typeof value === 'string' && /^[A-Za-z_][A-Za-z0-9_]*\*?$/.test(value))),
  notify: orNull((value) => strings(value) && Array.isArray(value) && value[0] !== ''),
  project: (value) => typeof value === 'string' && /^(?!\.{1,2}$)[\w.-]{1,100}$/.test(value),
  agents,
  defaults,
  tasks: orNull(list(task)),
});

/** True only where the schema takes the value too, as it is. */
export function isSurelyRight(kind: FileKind, value: unknown): value is FileData {
  return (kind === 'user' ? user : project)(value);
}

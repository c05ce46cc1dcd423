/**
 * What the file asks for, with a hash for each concern that can drift. Pure: the hash function is given.
 */
import type { TaskConfig } from './config.ts';
import { type KeyOfConcern, keysOfConcern } from './keys/task-keys.ts';

const windowKeys = keysOfConcern('window');

/** What a new window applies: keys, the prompt in whatever way it is written, and the project's session. */
export const CONCERNS = ['prompt', ...windowKeys, 'session'] as const;
export type Concern = (typeof CONCERNS)[number];

export interface DesiredTask extends TaskConfig {
  readonly hashes: Readonly<Record<Concern, string>>;
  /** Over all of them but the project's session: changes when the task does. */
  readonly hash: string;
  /** Of the prompt alone, as the records of given prompts are named; null: it has none. */
  readonly promptHash: string | null;
  /** Of what checks its work: a result of another one is stale. Null: nothing does. */
  readonly verifyHash: string | null;
}

/** Begins every hash: an upgrade of `pane` must not make everything look changed. */
const HASH_VERSION = '1:';

export type Hash = (text: string) => string;

/** Whether a stored hash is known to be another one: what another version stored says nothing. */
export function differs(stored: string | null | undefined, now: string): boolean {
  return stored?.startsWith(HASH_VERSION) === true && stored !== now;
}

/** The names of the tasks that it waits for, by `after` and by `base: { task }`. */
export function awaitedBy({ after, baseTask }: Pick<TaskConfig, 'after' | 'baseTask'>): readonly string[] {
  return baseTask === null || after.includes(baseTask) ? after : [...after, baseTask];
}

/** There is a prompt, and the agent takes one. */
export function hasPrompt({ prompt, agent }: Pick<TaskConfig, 'prompt' | 'agent'>): boolean {
  return prompt !== null && agent.prompt !== 'none';
}

function sorted(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

export function desireTask(task: TaskConfig, hash: Hash): DesiredTask {
  const { agent } = task;
  const of = (value: unknown): string => `${HASH_VERSION}${hash(JSON.stringify(value)).slice(0, 16)}`;
  const values: Readonly<Record<KeyOfConcern<'window'>, unknown>> = {
    ...task,
    agent: [agent.command, agent.prompt, agent.separator, agent.conversation, agent.unread ?? agent.reports],
    args: agent.args,
    env: [sorted(agent.env), sorted(task.env)],
  };
  const ofKeys = Object.fromEntries(windowKeys.map((name) => [name, of(values[name])]));
  const hashes = { prompt: of(task.prompt), ...(ofKeys as Record<KeyOfConcern<'window'>, string>) };
  const places = [task.branch, task.base, task.worktree, task.onExit];
  return {
    ...task,
    hashes: { ...hashes, session: of(task.session) },
    hash: of([hashes, places]),
    promptHash: task.prompt === null ? null : hash(task.prompt),
    verifyHash: task.verify === null ? null : of([task.verify.run, task.verify.timeoutMs]),
  };
}

export function desire(tasks: readonly TaskConfig[], hash: Hash): DesiredTask[] {
  // Most tasks have the same agent, arguments and so on.
  const known = new Map<string, string>();
  const once = (text: string): string => {
    const found = known.get(text) ?? hash(text);
    known.set(text, found);
    return found;
  };
  return tasks.map((task) => desireTask(task, once));
}

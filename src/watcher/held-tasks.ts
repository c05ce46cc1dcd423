/**
 * What of the files git wrote and the user did not, task by task: that stays as it was applied before. Entries are
 * compared as they are resolved, so that agents and defaults which git changed count for the tasks that use them.
 * Pure.
 */
import type { Config, TaskConfig } from '../config/config.ts';
import { pathsOf } from '../config/keys/key.ts';
import { projectKeys, tmuxKeys, watchKeys } from '../config/keys/project-keys.ts';

export interface HeldTask {
  readonly name: string;
  readonly what: 'added' | 'changed' | 'removed';
}

export interface Held {
  /** What is applied: the files as they are now, but for what is held. */
  readonly config: Config;
  readonly tasks: readonly HeldTask[];
  /** Settings of the whole project. */
  readonly settings: readonly string[];
  /** Tasks that the user has written since. */
  readonly released: readonly string[];
}

export interface Versions {
  /** As applied before git wrote. */
  readonly applied: Config;
  readonly git: Config;
  readonly now: Config;
  /** Tasks that the user wrote or named since, whatever the files say. */
  readonly released: readonly string[];
  /** Tasks that have a worktree. */
  readonly live: ReadonlySet<string>;
}

/** Each with the name that the file has for it. */
const SETTINGS = {
  project: 'project',
  worktrees: 'worktrees',
  socket: 'tmux.socket',
  session: 'tmux.session',
  sessionIsFixed: 'tmux.session',
  ...pathsOf(projectKeys),
  ...pathsOf(tmuxKeys, 'tmux.'),
  ...pathsOf(watchKeys, 'watch.'),
} satisfies Partial<Record<keyof Config, string>>;

function textOf(value: unknown): string {
  return JSON.stringify(value) ?? '';
}

function entryOf(task: TaskConfig | undefined): string {
  return task === undefined ? '' : textOf({ ...task, position: null });
}

function byName({ tasks }: Config): Map<string, TaskConfig> {
  return new Map(tasks.map((task) => [task.name, task]));
}

function heldSettings({ applied, git, now }: Versions): (keyof typeof SETTINGS)[] {
  const keys = Object.keys(SETTINGS) as (keyof typeof SETTINGS)[];
  return keys.filter((key) => {
    const [before, written, is] = [applied, git, now].map((config) => textOf(config[key]));
    return is === written && is !== before;
  });
}

export function holdTasks(versions: Versions): Held {
  const { applied, git, now, live } = versions;
  const [before, written, is] = [byName(applied), byName(git), byName(now)];
  const names = [...new Set([...is.keys(), ...before.keys(), ...written.keys(), ...live])];
  const entries = names.map((name) => {
    const [a, g, n] = [before, written, is].map((tasks) => entryOf(tasks.get(name)));
    return { name, isUsers: n !== g, isAsApplied: n === a };
  });
  const released = new Set(versions.released);
  for (const { name, isUsers } of entries) if (isUsers) released.add(name);
  const held = entries.flatMap(({ name, isAsApplied }): HeldTask[] => {
    if (released.has(name)) return [];
    if (live.has(name) && !before.has(name)) return is.has(name) ? [] : [{ name, what: 'removed' }]; // up by its name
    if (isAsApplied) return [];
    return [{ name, what: !before.has(name) ? 'added' : is.has(name) ? 'changed' : 'removed' }];
  });
  const whats = new Map(held.map(({ name, what }) => [name, what]));
  const tasks = names.flatMap((name) => (whats.has(name) ? before.get(name) : is.get(name)) ?? []);
  const settings = heldSettings(versions);
  const kept = Object.fromEntries(settings.map((key) => [key, applied[key]]));
  return {
    config: { ...now, ...kept, tasks },
    tasks: held,
    settings: [...new Set(settings.map((key) => SETTINGS[key]))],
    released: [...released],
  };
}

const WAYS = {
  added: 'added to the file by git, not started',
  changed: 'changed in the file by git, stays as last applied',
  removed: 'removed from the file by git, not archived',
} as const;

/** A sentence for each that is held, which names the way out. */
export function describeHeld(
  { tasks, settings }: Pick<Held, 'tasks' | 'settings'>,
  reason: string,
): string[] {
  return [
    ...tasks.map(({ name, what }) => {
      const way = `\`pane ${what === 'removed' ? 'archive' : 'up'} ${name}\` applies it`;
      return `${name}: ${WAYS[what]} (${reason}); ${way}`;
    }),
    ...settings.map((name) => `\`${name}\` was changed by git (${reason}); \`pane up\` applies it`),
  ];
}

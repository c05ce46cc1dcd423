/**
 * What the watcher does not apply at this moment, as far as the files tell: nothing at all, or what git wrote.
 */

import type { Config } from '../config/config.ts';
import { messageOf, PaneError } from '../errors.ts';
import { readFileOrigin } from '../git/file-origin.ts';
import type { TaskName } from '../ids.ts';
import { keepSources, loadedHashes } from '../project/applied/applied.ts';
import { forgetHold, keepHold, readKeptHold } from '../project/applied/kept-hold.ts';
import { configWith, type Project, withConfig } from '../project/project.ts';
import type { Applied, GitWrite, KeptHold, Texts } from '../project/watcher/watcher-codec.ts';
import { liveTasks } from '../snapshot/joined.ts';
import { observeFiles } from '../snapshot/read/observe-files.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { describeGitWrite, type FileChange, holdOfFiles } from './guards.ts';
import { describeHeld, type Held, holdTasks } from './held-tasks.ts';

const FILES = ['project', 'local'] as const;
type FileName = (typeof FILES)[number];

export interface FilesHeld {
  /** What is applied: the files as they are, but for what git wrote. */
  readonly project: Project;
  /** A sentence for each task and setting that is held. */
  readonly reasons: readonly string[];
  /** Of these nothing is archived. */
  readonly stay: ReadonlySet<TaskName>;
  /** How the files were, where what was applied since can't be told by what was applied last. */
  readonly before: Texts | null;
}

/** `applied`: the files as they were applied last, null: never. Returns a sentence where nothing is to be applied. */
export async function findHold(project: Project, applied: Applied | null): Promise<FilesHeld | string> {
  const { texts } = project.scope.config;
  const kept = readKeptHold(project);
  const last = kept?.writes.at(-1)?.now ?? applied?.texts ?? null;
  const loaded = loadedHashes(project);
  const isAsApplied = applied !== null && FILES.every((name) => loaded[name] === applied[name]);
  const isFirst = applied === null && kept === null && liveTasks(observeFiles(project.scope).ours).size === 0;
  if (isFirst || (isAsApplied && kept === null)) return free(project);
  const changed = await Promise.all(
    FILES.filter((name) => texts[name] !== (last?.[name] ?? null)).map((name) =>
      changeOf(project, last, name),
    ),
  );
  const whole = holdOfFiles(changed.map(({ change }) => change));
  if (whole !== null) return whole;
  const hold = written(kept, applied?.texts ?? null, texts, changed);
  return hold === null ? free(project) : await holdOf(project, hold, kept);
}

function free(project: Project): FilesHeld {
  return { project, reasons: [], stay: new Set(), before: null };
}

interface Changed {
  readonly name: FileName;
  readonly change: FileChange;
}

async function changeOf({ scope }: Project, last: Texts | null, name: FileName): Promise<Changed> {
  const { files, texts } = scope.config;
  const text = texts[name];
  const change = {
    path: files[name],
    wasThere: (last?.[name] ?? null) !== null,
    isThere: text !== null,
    origin: text === null ? null : await readFileOrigin(scope.runner, files[name], text),
  };
  return { name, change };
}

/** The hold with what was written since the last look. Null: git wrote nothing. */
function written(
  kept: KeptHold | null,
  applied: Texts | null,
  now: Texts,
  changed: readonly Changed[],
): KeptHold | null {
  const reason = describeGitWrite(changed.map(({ change }) => change));
  const writes = kept?.writes ?? [];
  const last = writes.at(-1);
  const base = kept === null ? applied : kept.applied;
  if (reason === null) {
    return last === undefined ? null : { applied: base, writes: [...writes.slice(0, -1), { ...last, now }] };
  }
  const byGit = changed.filter(({ change }) => change.origin !== null).map(({ name }) => name);
  const before = last?.now ?? applied ?? { project: null, local: null };
  const ofGit = Object.fromEntries(byGit.map((name) => [name, now[name]]));
  const git = { ...before, ...ofGit, prompts: { ...before.prompts, ...now.prompts } };
  // One that the user did not touch afterwards is overwritten.
  const isUntouched = last?.released.length === 0 && FILES.every((name) => last.git[name] === last.now[name]);
  const earlier = isUntouched ? writes.slice(0, -1) : writes;
  return { applied: base, writes: [...earlier, { git, now, reason, released: [] }] };
}

async function holdOf(project: Project, hold: KeptHold, kept: KeptHold | null): Promise<FilesHeld | string> {
  const last = hold.writes.at(-1);
  if (last === undefined) return free(project);
  const live = liveTasks(observeFiles(project.scope).ours);
  try {
    const held = await heldOf(project, hold, live);
    if (held.tasks.length + held.settings.length === 0) {
      await forgetHold(project);
      return free(project);
    }
    const writes = [...hold.writes.slice(0, -1), { ...last, released: [...held.released] }];
    await keepHold(project, { ...hold, writes }, kept);
    const names = new Set(held.tasks.map(({ name }) => name));
    return {
      project: withConfig(project, held.config),
      reasons: describeHeld(held, last.reason),
      stay: new Set([...live].filter((name) => names.has(name))),
      before: kept?.writes.at(-1)?.now ?? null,
    };
  } catch (error) {
    if (!(error instanceof PaneError)) throw error;
    await keepHold(project, hold, kept);
    return `${last.reason}, and what was applied before can no longer be read (${messageOf(error)}); \`pane up\` applies it`;
  }
}

/** Each write of git is held against what was applied when it came. */
async function heldOf(project: Project, hold: KeptHold, live: ReadonlySet<string>): Promise<Held> {
  const now = project.scope.config;
  const nothing: Held = { config: { ...now, tasks: [] }, tasks: [], settings: [], released: [] };
  const applied = hold.applied === null ? nothing.config : await configWith(project, hold.applied);
  const last = hold.writes.at(-1);
  let held: Held = { ...nothing, config: applied };
  for (const write of hold.writes) held = await holdWrite(project, held.config, write, live, write === last);
  return held;
}

async function holdWrite(
  project: Project,
  applied: Config,
  { git, now, released }: GitWrite,
  live: ReadonlySet<string>,
  isLast: boolean,
): Promise<Held> {
  return holdTasks({
    applied,
    git: await configWith(project, git),
    now: isLast ? project.scope.config : await configWith(project, now),
    released,
    live,
  });
}

/** The lines of tasks that the user took out while something is held go with their worktrees. */
export async function keepHeldSources({ project, before }: FilesHeld, observed: Snapshot): Promise<void> {
  if (before !== null && FILES.some((name) => before[name] !== project.scope.config.texts[name])) {
    await keepSources(project, observed, before);
  }
}

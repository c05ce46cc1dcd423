/**
 * Where the files lie by which agents are told to report. Some (gemini) read theirs only where nobody but root can
 * have written it: it and every folder above it belong to root, and neither group nor others may write there.
 */
import { realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { findPreset } from '../agents/presets.ts';
import type { TaskConfig } from '../config/config.ts';
import { messageOf } from '../errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

const WRITABLE_BY_OTHERS = 0o022;

export interface ReportPlace {
  /** Absolute; it may not be there yet. */
  readonly directory: string;
  /** Why the program will not read the file there; null: it will. */
  readonly fault: string | null;
}

/** Pure. Why such a program refuses what lies at or below a path; null: this path is no reason. */
export function faultOf(path: string, { uid, mode }: { readonly uid: number; readonly mode: number }) {
  if (uid !== 0) return `${path} is not owned by root`;
  return (mode & WRITABLE_BY_OTHERS) === 0 ? null : `${path} is writable by its group or others`;
}

function withParents(path: string): string[] {
  return dirname(path) === path ? [path] : [path, ...withParents(dirname(path))];
}

/** What is not there yet will be its maker's, for whom the nearest folder that is there stands. */
function faultAbove(file: string): string | null {
  const there =
    withParents(file).find((path) => statSync(path, { throwIfNoEntry: false }) !== undefined) ?? '/';
  const paths = new Set([...withParents(there), ...withParents(realpathSync(there))]);
  return [...paths].map((path) => faultOf(path, statSync(path))).find((fault) => fault !== null) ?? null;
}

function faultAt(directory: string, file: string): string | null {
  try {
    return faultAbove(join(directory, file));
  } catch (error) {
    return `could not read ${directory}: ${messageOf(error)}`;
  }
}

/** In the order in which they are tried. */
function candidates({ XDG_STATE_HOME: state, HOME: home }: Env): string[] {
  return [
    ...(state !== undefined && isAbsolute(state) ? [join(state, 'pane/agents')] : []),
    ...(home === undefined || home === '' ? [] : [join(home, '.local/state/pane/agents')]),
  ];
}

/**
 * The first place where the program reads the file, else the first one with its fault. Null without a home.
 * `kind`: the preset in whose way the agent reports
 */
export function findReportPlace(kind: string, env: Env): ReportPlace | null {
  const [first, ...others] = candidates(env);
  if (first === undefined) return null;
  const file = findPreset(kind)?.reports?.fileOfRoot;
  if (file === undefined) return { directory: first, fault: null };
  const places = [first, ...others].map((directory) => ({ directory, fault: faultAt(directory, file) }));
  return places.find(({ fault }) => fault === null) ?? places[0] ?? null;
}

/**
 * The tasks as they can be launched here: an agent that will not read its file does not report. What it was
 * configured to do stays in `unread`, so that this is no drift.
 */
export function withoutUnread(tasks: readonly TaskConfig[], env: Env): readonly TaskConfig[] {
  const kinds = new Set(tasks.flatMap(({ agent }) => agent.reports ?? []));
  const unread = [...kinds].filter((kind) => (findReportPlace(kind, env)?.fault ?? null) !== null);
  return tasks.map((task) => {
    const { reports } = task.agent;
    if (reports === null || !unread.includes(reports)) return task;
    return { ...task, agent: { ...task.agent, reports: null, unread: reports } };
  });
}

/**
 * Several files as one: maps merge by key, lists and scalars replace, tasks of the same name are one task. Pure.
 */
import type { AgentData, FileData, SettingsData, TaskData } from './schema.ts';

/** What `upper` says wins. The order of tasks is the lower file's, then what the upper one adds. */
export function mergeFiles(lower: FileData, upper: FileData): FileData {
  return {
    ...over(lower, withoutNulls(upper)),
    tmux: over(lower.tmux, upper.tmux),
    watch: over(lower.watch, upper.watch),
    agents: mergeAgents(lower.agents ?? {}, upper.agents ?? {}),
    defaults: mergeSettings(lower.defaults, upper.defaults),
    tasks: mergeTasks(lower.tasks ?? [], upper.tasks ?? []),
  };
}

/** A top-level key without a value holds nothing yet: it takes nothing away. */
function withoutNulls(data: FileData): FileData {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));
}

type Env = Readonly<Record<string, string>>;

function over<T extends object>(lower: T | null | undefined, upper: T | null | undefined): T {
  return { ...lower, ...upper } as T;
}

function mergeEnv(lower: Env | undefined, upper: Env | undefined): { env?: Record<string, string> } {
  return lower === undefined && upper === undefined ? {} : { env: { ...lower, ...upper } };
}

type Agents = Readonly<Record<string, AgentData | null>>;

function mergeAgents(lower: Agents, upper: Agents): Record<string, AgentData | null> {
  const merged = new Map(Object.entries(lower));
  for (const [name, agent] of Object.entries(upper)) merged.set(name, mergeAgent(merged.get(name), agent));
  return Object.fromEntries(merged);
}

function mergeAgent(lower: AgentData | null | undefined, upper: AgentData | null): AgentData {
  return { ...lower, ...upper, ...mergeEnv(lower?.env, upper?.env) };
}

function mergeSettings(lower: SettingsData, upper: SettingsData): NonNullable<SettingsData> {
  return { ...lower, ...upper, ...mergeEnv(lower?.env, upper?.env) };
}

function mergeTasks(lower: readonly TaskData[], upper: readonly TaskData[]): TaskData[] {
  const merged = new Map(lower.map((task) => [task.name, task]));
  for (const task of upper) merged.set(task.name, mergeTask(merged.get(task.name), task));
  return [...merged.values()];
}

function mergeTask(lower: TaskData | undefined, upper: TaskData): TaskData {
  if (lower === undefined) return upper;
  const { prompt, prompt_file, ...rest } = lower;
  // A prompt is one thing, wherever it stands: the upper file's replaces the lower one's, text or file.
  const hasPrompt = upper.prompt !== undefined || upper.prompt_file !== undefined;
  const kept = {
    ...(prompt === undefined ? {} : { prompt }),
    ...(prompt_file === undefined ? {} : { prompt_file }),
  };
  return { ...rest, ...(hasPrompt ? {} : kept), ...upper, ...mergeEnv(lower.env, upper.env) };
}

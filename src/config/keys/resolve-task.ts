/**
 * One task of the merged files, with its defaults. Pure.
 */
import type { Agent } from '../../agents/agent.ts';
import { agentNames, resolveAgent } from '../../agents/resolve-agent.ts';
import { type BranchName, parseBranchName, parseTaskName, type TaskName } from '../../ids.ts';
import { absolutePath } from '../../paths.ts';
import type { Position, TaskConfig } from '../config.ts';
import { mebibytes, mostPromptBytes } from '../limits.ts';
import { sessionName } from '../session-name.ts';
import { suggestion } from '../suggest.ts';
import { milliseconds } from './duration.ts';
import type { ReportFault } from './fault.ts';
import { fieldsOf } from './key.ts';
import { mergeMaps } from './merge.ts';
import { type FileData, projectKeys } from './project-keys.ts';
import { type TaskData, taskKeys } from './task-keys.ts';

/** What the tasks of a project have in common. */
export interface TaskContext {
  readonly data: FileData;
  /** Of the project's file. */
  readonly folder: string;
  readonly project: string;
  readonly user: string;
  readonly worktrees: string;
  /** The contents of prompt files by absolute path; one that couldn't be read is not there. */
  readonly promptFiles: ReadonlyMap<string, string>;
}

export const tildeMessage = '"~" is not expanded here; write an absolute path, or one relative to this file';

/** Null for a task that has no usable name, branch or agent; what is wrong was reported. */
export function resolveTask(
  task: TaskData,
  position: Position,
  context: TaskContext,
  report: ReportFault,
): TaskConfig | null {
  const said = mergeMaps(taskKeys, context.data.defaults ?? {}, task) as TaskData;
  const name = parseTaskName(task.name);
  if (name === null) return null;
  const branch = branchOf(name, said.branch ?? taskKeys.branch.default, context, report);
  const agent = agentOf(name, said, context, report);
  checkPaths(name, task, report);
  if (branch === null || agent === null) return null;
  const promptFile = task.prompt_file === undefined ? null : absolutePath(context.folder, task.prompt_file);
  const prompt = promptOf(task, promptFile, said.prompt_append ?? taskKeys.prompt_append.default, context);
  if (prompt !== null && isTooLarge(prompt)) {
    const key = promptFile === null ? 'prompt' : 'prompt_file';
    report({
      path: ['tasks', name, key],
      message: `the prompt is larger than ${mebibytes(mostPromptBytes)}`,
    });
  }
  return {
    name,
    position,
    agent,
    prompt,
    promptFile,
    branch,
    ...baseOf(task.base, context.data.base),
    maxActive: context.data.max_active ?? null,
    freesAfterMs: milliseconds(context.data.frees_after ?? projectKeys.frees_after.default),
    worktree: absolutePath(...worktreeOf(task, context)),
    worktreeIsExplicit: task.worktree !== undefined,
    session: sessionName(context.data.tmux?.session ?? context.project),
    ...fieldsOf(taskKeys, said),
  };
}

function baseOf(own: TaskData['base'], ofProject: string | undefined): Pick<TaskConfig, 'base' | 'baseTask'> {
  if (typeof own === 'object') return { base: null, baseTask: own.task };
  return { base: own ?? ofProject ?? null, baseTask: null };
}

function branchOf(
  name: TaskName,
  template: string,
  { project, user }: TaskContext,
  report: ReportFault,
): BranchName | null {
  const values: Readonly<Record<string, string>> = { task: name, project, user };
  // Other braces stay: they may stand in a branch's name.
  const text = template.replace(/\{(task|project|user)\}/g, (_, key: string) => values[key] ?? '');
  const branch = parseBranchName(text);
  if (branch === null) {
    report({
      path: ['tasks', name, 'branch'],
      message: `git does not allow "${text}" as a branch name`,
    });
  }
  return branch;
}

function agentOf(
  task: TaskName,
  {
    agent: name = taskKeys.agent.default,
    args = taskKeys.args.default,
  }: { readonly agent?: string; readonly args?: readonly string[] },
  { data }: TaskContext,
  report: ReportFault,
): Agent | null {
  const specs = Object.fromEntries(Object.entries(data.agents ?? {}).map(([key, spec]) => [key, spec ?? {}]));
  const result = resolveAgent(name, specs, args);
  if (result.ok) return result.agent;
  const names = agentNames(specs);
  const advice = suggestion(name, names) || `; the agents are ${names.join(', ')}`;
  // An agent without a command is reported where it stands, once, not by each task.
  if (result.reason === 'unknown') {
    report({
      path: ['tasks', task, 'agent'],
      message: `no agent "${name}"${advice}`,
      about: ['agents', name],
    });
  }
  return null;
}

function promptOf(
  task: TaskData,
  promptFile: string | null,
  append: string,
  { promptFiles }: TaskContext,
): string | null {
  const prompt = (promptFile === null ? task.prompt : promptFiles.get(promptFile)) ?? '';
  if (prompt === '') return null;
  // Without rules of the house the prompt stays as it is, byte for byte.
  return append === '' ? prompt : `${prompt.replace(/\n+$/, '')}\n\n${append}`;
}

function isTooLarge(prompt: string): boolean {
  // A character is three bytes at most for each UTF-16 unit.
  return prompt.length * 3 > mostPromptBytes && new TextEncoder().encode(prompt).length > mostPromptBytes;
}

function worktreeOf(task: TaskData, context: TaskContext): [string, string] {
  return task.worktree === undefined ? [context.worktrees, task.name] : [context.folder, task.worktree];
}

function checkPaths(name: TaskName, task: TaskData, report: ReportFault): void {
  const at = (key: string, message: string) => report({ path: ['tasks', name, key], message });
  if (task.worktree?.startsWith('~') === true) at('worktree', tildeMessage);
  if (task.prompt_file?.startsWith('~') === true) at('prompt_file', tildeMessage);
}

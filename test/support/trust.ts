/**
 * Configurations with as little in them as the types allow.
 */
import type { Agent } from '../../src/agents/agent.ts';
import type { Config, TaskConfig } from '../../src/config/config.ts';
import { fieldsOf } from '../../src/config/keys/key.ts';
import { projectKeys, tmuxKeys, watchKeys } from '../../src/config/keys/project-keys.ts';
import { taskKeys } from '../../src/config/keys/task-keys.ts';
import { parseBranchName, parseTaskName, type TaskName } from '../../src/ids.ts';

export function taskName(text: string): TaskName {
  const name = parseTaskName(text);
  if (name === null) throw new Error(`not the name of a task: ${text}`);
  return name;
}

export function agent(parts: Partial<Agent>): Agent {
  return {
    name: 'claude',
    preset: 'claude',
    command: { argv: ['claude'] },
    args: [],
    prompt: 'argument',
    separator: ['--'],
    conversation: null,
    reports: null,
    screen: null,
    env: {},
    maxActive: null,
    oneShot: false,
    ...parts,
  };
}

export function task(name: string, parts: Partial<TaskConfig>): TaskConfig {
  const branch = parseBranchName(name);
  if (branch === null) throw new Error(`not a branch: ${name}`);
  return {
    name: taskName(name),
    position: { file: '/r/pane.config.yaml', line: 1, column: 1 },
    agent: agent({}),
    prompt: null,
    promptFile: null,
    branch,
    base: null,
    baseTask: null,
    maxActive: null,
    freesAfterMs: 900_000,
    worktree: `/r.worktrees/${name}`,
    worktreeIsExplicit: false,
    session: 'r',
    ...fieldsOf(taskKeys, { copy: [] }),
    ...parts,
  };
}

export function config(parts: Partial<Config>): Config {
  return {
    files: { project: '/r/pane.config.yaml', local: '/r/pane.config.local.yaml', user: null },
    texts: { project: '', local: null },
    project: 'r',
    worktrees: '/r.worktrees',
    socket: null,
    session: 'r',
    sessionIsFixed: false,
    ...fieldsOf(projectKeys, {}),
    ...fieldsOf(tmuxKeys, { bell: [] }),
    ...fieldsOf(watchKeys, { archive_after: '0ms' }),
    tasks: [],
    elsewhere: [],
    user: 'ann',
    example: null,
    ...parts,
  };
}

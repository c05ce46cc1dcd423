/**
 * The resolved configuration as text, for `pane config`. It is written with the keys of the file, so that it
 * can be compared with it; what `pane` added to it is plain to see. Pure.
 */
import { Document, visit } from 'yaml';
import type { Agent } from '../agents/agent.ts';
import type { Config, TaskConfig } from './config.ts';
import { writtenOf } from './keys/key.ts';
import { projectKeys, tmuxKeys, watchKeys } from './keys/project-keys.ts';
import { ownKeys, settingKeys } from './keys/task-keys.ts';

/** Plain data with the keys of the file, for YAML and JSON. */
export function describeConfig(config: Config): Readonly<Record<string, unknown>> {
  return {
    project: config.project,
    files: config.files,
    worktrees: config.worktrees,
    tmux: { socket: config.socket, session: config.session, ...writtenOf(tmuxKeys, config) },
    watch: { ...writtenOf(watchKeys, config), archive_after: `${config.archiveAfterMs}ms` },
    ...writtenOf(projectKeys, config),
    tasks: [...config.tasks, ...config.elsewhere.flatMap(({ tasks }) => tasks)].map(describeTask),
  };
}

/** @param escapes spells out what a terminal would obey or hide, in YAML's own notation */
export function formatConfig(config: Config, escapes: (text: string) => string): string {
  const document = new Document(describeConfig(config), { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, node) => {
      const { value } = node;
      // Escapes are read in double quotes only.
      if (typeof value === 'string' && escapes(value) !== value) node.type = 'QUOTE_DOUBLE';
    },
  });
  return escapes(document.toString({ lineWidth: 0 }));
}

function describeTask(task: TaskConfig): Readonly<Record<string, unknown>> {
  const { file, line, column } = task.position;
  return {
    name: task.name,
    position: `${file}:${line}:${column}`,
    agent: describeAgent(task.agent),
    prompt: task.prompt,
    prompt_file: task.promptFile,
    branch: task.branch,
    base: task.base,
    worktree: task.worktree,
    ...writtenOf(settingKeys, task),
    ...writtenOf(ownKeys, task),
  };
}

function describeAgent({
  name,
  preset,
  command,
  args,
  prompt,
  conversation,
  reports,
  screen,
  env,
}: Agent): Readonly<Record<string, unknown>> {
  return {
    name,
    preset,
    command: 'shell' in command ? command.shell : command.argv,
    args,
    prompt,
    session: conversation?.start ?? [],
    resume: conversation?.resume ?? conversation?.latest ?? null,
    reports,
    screen: screen?.screen ?? null,
    env,
  };
}

/**
 * The resolved configuration as text, for `pane config`. It is written with the keys of the file, so that it
 * can be compared with it; what `pane` added to it is plain to see. Pure.
 */
import { Document, visit } from 'yaml';
import type { Agent } from '../agents/agent.ts';
import { allTasks, type Config, type TaskConfig } from './config.ts';
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
    max_active: (config.tasks[0] ?? config.example)?.maxActive ?? null,
    ...writtenOf(projectKeys, config),
    frees_after: `${config.freesAfterMs}ms`,
    tasks: allTasks(config).map(describeTask),
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
    base: task.baseTask === null ? task.base : { task: task.baseTask },
    worktree: task.worktree,
    ...writtenOf(settingKeys, task),
    stall_after: `${task.stallAfterMs}ms`,
    verify: describeVerify(task.verify),
    ...writtenOf(ownKeys, task),
  };
}

function describeVerify(verify: TaskConfig['verify']): Readonly<Record<string, unknown>> | false {
  if (verify === null) return false;
  const { run, timeoutMs, retries, settleMs } = verify;
  return { run, timeout: `${timeoutMs}ms`, retries, settle: `${settleMs}ms` };
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
  maxActive,
  oneShot,
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
    max_active: maxActive,
    one_shot: oneShot,
    env,
  };
}

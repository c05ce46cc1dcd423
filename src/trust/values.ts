/**
 * The values of a configuration that need approval: all that can run, load, copy or name a place, each as
 * the text that the user is shown. Pure. Two values with the same text do the same.
 */
import type { Agent } from '../agents/agent.ts';
import type { Config, TaskConfig } from '../config/config.ts';
import type { TaskName } from '../ids.ts';
import { isWithin } from '../paths.ts';
import { shellQuote, shellWords } from '../shell-words.ts';

export const valueKinds = [
  'env_pass',
  '.worktreeinclude',
  'socket',
  'worktrees',
  'notify',
  'command',
  'resume',
  'env',
  'setup',
  'panes',
  'copy',
  'link',
  'worktree',
  'prompt_file',
  'screen',
] as const;

/** Named as in the file. `command` is the whole call: words that are harmless apart may not be together. */
export type ValueKind = (typeof valueKinds)[number];

export interface Value {
  /** The task that has it; null: the whole project. */
  readonly task: TaskName | null;
  readonly kind: ValueKind;
  readonly value: string;
}

/** What the values depend on and the configuration does not say; see `loadFacts`. */
export interface ProjectFacts {
  /** Real path of the main worktree; null in a bare repository. */
  readonly root: string | null;
  /** The patterns of `.worktreeinclude`. */
  readonly include: readonly string[];
  /** The real path of each prompt file that is there, by the path that the configuration has. */
  readonly promptFiles: ReadonlyMap<string, string>;
}

/** For what neither copies nor opens anything. */
export const NO_FACTS: ProjectFacts = { root: null, include: [], promptFiles: new Map() };

function programOf({ command }: Agent): string {
  if ('argv' in command) return shellWords(command.argv);
  return `sh -c ${shellQuote(`${command.shell} "$@"`)} sh`;
}

/** `<prompt>` stands for the prompt: as a literal word it would be in quotes. */
function promptOf({ prompt, separator }: Agent): string {
  if (prompt === 'none' || prompt === 'paste') return '';
  if (prompt === 'stdin') return '< <prompt>';
  if (prompt === 'argument') return [shellWords(separator), '<prompt>'].join(' ').trim();
  if ('flag' in prompt) return `${shellWords([prompt.flag])} <prompt>`;
  return `${shellWords([prompt.file])} <prompt file>`;
}

function callOf(agent: Agent, conversation: readonly string[]): string {
  const words = [programOf(agent), shellWords([...conversation, ...agent.args]), promptOf(agent)];
  return words.filter((word) => word !== '').join(' ');
}

/** The other ways in which the agent is started: with an id, and to go on with a conversation. */
function resumeValues(agent: Agent): string[] {
  const { start, resume, latest } = agent.conversation ?? { start: [], resume: null, latest: null };
  const ways = [start, resume ?? [], latest ?? []].filter((words) => words.length > 0);
  return [...new Set(ways.map((words) => callOf(agent, words)))];
}

/**
 * Patterns are approved one by one, because fewer of them bring less. Not so with a `!` among them: the
 * same list without it would bring more, so it is one value.
 */
function patternValues(patterns: readonly string[]): string[] {
  const lines = patterns.map((pattern) => (pattern.includes('\n') ? JSON.stringify(pattern) : pattern));
  return lines.some((line) => line.startsWith('!')) ? [lines.join('\n')] : lines;
}

function envValues(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}

function taskValues(task: TaskConfig, config: Config, facts: ProjectFacts): Value[] {
  const { agent, promptFile } = task;
  const strange = task.worktreeIsExplicit && !isWithin(task.worktree, config.worktrees);
  const read = promptFile === null ? null : (facts.promptFiles.get(promptFile) ?? promptFile);
  const far = read !== null && (facts.root === null || !isWithin(read, facts.root));
  const texts: readonly (readonly [ValueKind, readonly string[]])[] = [
    ['command', [callOf(agent, [])]],
    ['resume', resumeValues(agent)],
    ['env', envValues({ ...agent.env, ...task.env })],
    ['setup', task.setup],
    ['panes', task.panes.map((pane) => pane.run)],
    ['copy', patternValues(task.copy)],
    ['link', patternValues(task.link)],
    ['worktree', strange ? [task.worktree] : []],
    ['prompt_file', far ? [read] : []],
    ['screen', screenValues(agent)],
  ];
  return texts.flatMap(([kind, values]) =>
    [...new Set(values)].map((value) => ({ task: task.name, kind, value })),
  );
}

/** The file's own rules for the agent's screen; a preset's need no approval. */
export function screenValues({ screen }: Agent): string[] {
  if (!screen?.isOwn) return [];
  return Object.entries(screen.screen).flatMap(([activity, rules]) =>
    rules.map((rule) => `${activity}: ${rule}`),
  );
}

/** The call of the user's notifier; empty: there is none. */
export function notifyValues({ notify }: Config): string[] {
  return notify.length === 0 ? [] : [shellWords(notify)];
}

/** Every risky value of the configuration, the project's own first, then task by task in the file's order. */
export function riskyValues(config: Config, facts: ProjectFacts): Value[] {
  const texts: readonly (readonly [ValueKind, readonly string[]])[] = [
    ['env_pass', config.envPass],
    ['.worktreeinclude', patternValues(facts.include)],
    ['socket', config.socket === null ? [] : [config.socket]],
    ['worktrees', [config.worktrees]],
    ['notify', notifyValues(config)],
  ];
  const project = texts.flatMap(([kind, values]) => values.map((value) => ({ task: null, kind, value })));
  // So that the first tasks of a file whose defaults were approved need no approval of their own.
  const defaults = config.example === null ? [] : taskValues(config.example, config, facts);
  return [
    ...project,
    ...defaults.map((value) => ({ ...value, task: null })),
    ...config.tasks.flatMap((task) => taskValues(task, config, facts)),
  ];
}

/**
 * The values of a configuration that need approval: all that can run, load, copy or name a place, each as
 * the text that the user is shown. Pure. Two values with the same text do the same.
 */
import type { Agent } from '../agents/agent.ts';
import { allTasks, type Config, type TaskConfig } from '../config/config.ts';
import { type Keys, writtenOf } from '../config/keys/key.ts';
import { projectKeys } from '../config/keys/project-keys.ts';
import { ownKeys, patternValues, settingKeys, taskKeys } from '../config/keys/task-keys.ts';
import type { TaskName } from '../ids.ts';
import { isWithin } from '../paths.ts';
import { shellQuote, shellWords } from '../shell-words.ts';

/** What `riskOf` makes of more than one key, or of none. */
const others = [
  '.worktreeinclude',
  'socket',
  'worktrees',
  'command',
  'resume',
  'env',
  'worktree',
  'prompt_file',
  'screen',
] as const;

type Risk<K extends Keys, R> = { [N in keyof K]: K[N]['risk'] extends R ? N : never }[keyof K];
type Shown<K extends Keys> = Risk<K, (value: never) => readonly string[]>;
type Elsewhere<K extends Keys> = Risk<K, 'elsewhere'>;

/** Named as in the file. `command` is the whole call: words that are harmless apart may not be together. */
export type ValueKind = (typeof others)[number] | Shown<typeof projectKeys> | Shown<typeof taskKeys>;

export const valueKinds: readonly ValueKind[] = [
  ...others,
  ...shownKeys(projectKeys),
  ...shownKeys(taskKeys),
];

function shownKeys<K extends Keys>(keys: K): Shown<K>[] {
  return Object.keys(keys).filter(
    (name): name is string & Shown<K> => typeof keys[name]?.risk === 'function',
  );
}

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

function envValues(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}

function taskValues(task: TaskConfig, config: Config, facts: ProjectFacts): Value[] {
  const { agent, promptFile } = task;
  const strange = task.worktreeIsExplicit && !isWithin(task.worktree, config.worktrees);
  const read = promptFile === null ? null : (facts.promptFiles.get(promptFile) ?? promptFile);
  const far = read !== null && (facts.root === null || !isWithin(read, facts.root));
  const elsewhere: Readonly<Record<Elsewhere<typeof taskKeys>, Texts>> = {
    agent: [
      ['command', [callOf(agent, [])]],
      ['resume', resumeValues(agent)],
      ['screen', screenValues(agent)],
    ],
    args: [], // of the agent's call
    env: [['env', envValues({ ...agent.env, ...task.env })]],
    worktree: [['worktree', strange ? [task.worktree] : []]],
    prompt_file: [['prompt_file', far ? [read] : []]],
  };
  return textsOf(shownInOrder, task, elsewhere).flatMap(([kind, values]) =>
    [...new Set(values)].map((value) => ({ task: task.name, kind, value })),
  );
}

/** Those that run something come before those that name a place. */
const shownInOrder = { ...settingKeys, ...ownKeys };

/** What is shown of each kind. */
type Texts = readonly (readonly [ValueKind, readonly string[]])[];

/** In the order of the entries. */
function textsOf<K extends typeof projectKeys | typeof taskKeys>(
  keys: K,
  configuration: object,
  elsewhere: Readonly<Record<Elsewhere<K>, Texts>>,
): Texts {
  const values = writtenOf(keys, configuration);
  const made = new Map<string, Texts>(Object.entries(elsewhere));
  return Object.entries(keys).flatMap(([name, { risk }]): Texts => {
    if (typeof risk !== 'function') return made.get(name) ?? [];
    return [[name as ValueKind, risk(values[name] as never)]];
  });
}

/** The file's own rules for the agent's screen; a preset's need no approval. */
export function screenValues({ screen }: Agent): string[] {
  if (!screen?.isOwn) return [];
  return Object.entries(screen.screen).flatMap(([activity, rules]) =>
    rules.map((rule) => `${activity}: ${rule}`),
  );
}

/** The call of the user's notifier; empty: there is none. */
export function notifyValues({ notify }: Config): readonly string[] {
  return projectKeys.notify.risk(notify);
}

/** Every risky value of the configuration, the project's own first, then task by task in the file's order. */
export function riskyValues(config: Config, facts: ProjectFacts): Value[] {
  const texts: Texts = [
    ['.worktreeinclude', patternValues(facts.include)],
    ...textsOf(projectKeys, config, {
      worktrees: [['worktrees', [config.worktrees]]],
      tmux: [['socket', config.socket === null ? [] : [config.socket]]],
      agents: [], // of the tasks
      defaults: [],
      tasks: [],
    }),
  ];
  const project = texts.flatMap(([kind, values]) => values.map((value) => ({ task: null, kind, value })));
  // So that the first tasks of a file whose defaults were approved need no approval of their own.
  const defaults = config.example === null ? [] : taskValues(config.example, config, facts);
  return [
    ...project,
    ...defaults.map((value) => ({ ...value, task: null })),
    ...allTasks(config).flatMap((task) => taskValues(task, config, facts)),
  ];
}

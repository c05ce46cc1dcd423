/**
 * What a launcher needs for one opening of a window, as the text of `launch.sh`. Pure.
 */
import { UNSET_ONE_CALL } from '../process/environment.ts';
import { READING } from '../process/git-reads.ts';
import { shellQuote } from '../shell-words.ts';
import { type Agent, tellsTurns } from './agent.ts';
import { demoProgram } from './demo/preset.ts';
import { findPreset } from './presets.ts';

/** The kernel takes no argument of this many bytes or more, the final NUL included (execve(2), MAX_ARG_STRLEN). */
const ARGUMENT_LIMIT = 131_072;

/** What happens to the prompt in this opening. */
export type Delivery =
  /** The agent starts with it. */
  | 'first'
  /** The conversation goes on, with the prompt as its next turn. */
  | 'next'
  /** The agent starts without it, resuming its conversation where there was one. */
  | 'none';

export interface Launch {
  readonly agent: Agent;
  /** The command of the built-in agents that are part of `pane` itself. */
  readonly builtIn: readonly string[];
  /** How this launch reports its events. */
  readonly reportArgs: readonly string[];
  readonly task: string;
  readonly worktree: string;
  readonly env: Readonly<Record<string, string>>;
  readonly setup: readonly string[];
  readonly panes: readonly { readonly run: string }[];
  readonly onExit: 'shell' | 'close';
  /** Every option that makes a window of tmux ours: names without blanks. */
  readonly windowOptions: readonly string[];
  readonly delivery: Delivery;
  /** An agent ran in this worktree before: there may be a conversation to go on with. */
  readonly ranBefore: boolean;
  /** The id of that conversation, where it is known. */
  readonly session: string | null;
  /** A new id, for agents that take one. */
  readonly newSession: string;
  readonly promptHash: string | null;
  readonly promptBytes: number;
  /** Absolute path of a file with the prompt, that the agent may read. */
  readonly promptFile: string;
  /** What is in the worktree is noted before its first agent starts, by which it is known later whether anything was done. */
  readonly notesStart: boolean;
  readonly boot: string;
  readonly host: string;
  /** It runs as a job of Slurm's. */
  readonly isJob: boolean;
}

/**
 * `start`, `next`: with the prompt, in a new or in the former conversation; `fresh`, `resume`: without it; `latest`: like
 * `resume`, in the latest conversation of the worktree, since the former one's id is not known.
 */
export type Mode = 'start' | 'next' | 'resume' | 'latest' | 'fresh';

/** The arguments that go on with the former conversation; null: there is none, or none can be named. */
function resumeWords({ agent, ranBefore, session }: Launch): readonly string[] | null {
  if (!ranBefore || agent.conversation === null) return null;
  const { resume, latest } = agent.conversation;
  return resume !== null && session !== null ? withId(resume, session) : latest;
}

/** Whether the former conversation is named. */
function namesOne({ agent, session }: Launch): boolean {
  return session !== null && agent.conversation?.resume != null;
}

function withId(words: readonly string[], id: string): string[] {
  return words.map((word) => word.replaceAll('{id}', id));
}

/** Its prompt is typed in later; whatever came before it in the conversation stays. */
function isPasted({ agent, delivery }: Launch): boolean {
  return agent.prompt === 'paste' && delivery !== 'none';
}

export function modeOf(launch: Launch): Mode {
  const resumes = resumeWords(launch) !== null;
  const resuming = namesOne(launch) ? 'resume' : 'latest';
  if (launch.delivery === 'none' || isPasted(launch)) return resumes ? resuming : 'fresh';
  return launch.delivery === 'next' && resumes ? 'next' : 'start';
}

/** Whether the prompt must reach the agent by a file that lies in the worktree. */
export function needsPromptFile(agent: Agent, promptBytes: number): boolean {
  if (typeof agent.prompt === 'object' && 'file' in agent.prompt) return true;
  if (agent.prompt === 'none' || agent.prompt === 'stdin' || agent.prompt === 'paste') return false;
  return promptBytes >= ARGUMENT_LIMIT;
}

function promptWords(launch: Launch): { readonly words: readonly string[]; readonly stdin: boolean } {
  const { prompt, separator } = launch.agent;
  const long = needsPromptFile(launch.agent, launch.promptBytes);
  const value = long
    ? shellQuote(`Your task is written in the file ${launch.promptFile} - read all of it and carry it out.`)
    : '"$pane_text"';
  if (prompt === 'none' || prompt === 'paste') return { words: [], stdin: false };
  if (prompt === 'stdin') return { words: [], stdin: true };
  if (prompt === 'argument') return { words: [...separator.map(shellQuote), value], stdin: false };
  if ('flag' in prompt) return { words: [shellQuote(prompt.flag), value], stdin: false };
  return { words: [shellQuote(prompt.file), shellQuote(launch.promptFile)], stdin: false };
}

function isBuiltIn({ preset, command }: Agent): boolean {
  return preset === 'demo' && 'argv' in command && command.argv[0] === demoProgram;
}

/** The command as a sh `exec` line; `words` are sh source already. */
function execLine(launch: Launch, conversation: readonly string[], words: readonly string[]): string {
  const { command, args } = launch.agent;
  const given = [...conversation, ...launch.reportArgs, ...args].map(shellQuote);
  const program =
    'shell' in command
      ? ['sh', '-c', shellQuote(`${command.shell} "$@"`), 'sh']
      : (isBuiltIn(launch.agent) ? launch.builtIn : command.argv).map(shellQuote);
  return ['exec', ...program, ...given, ...words].join(' ');
}

/**
 * How the end of a turn can be known: the program ends with it (`each`: without a prompt too, since it takes none, or the
 * task has none), it is told, or, empty, nobody can know.
 */
function turnsOf({ agent, promptHash }: Launch): 'once' | 'each' | 'told' | '' {
  if (agent.oneShot) return agent.prompt === 'none' || promptHash === null ? 'each' : 'once';
  return tellsTurns(agent) ? 'told' : '';
}

function cases(name: string, bodies: readonly string[]): string {
  const lines = bodies.map((body, index) => `    ${index + 1}) ${body} ;;`);
  return `${name}() {\n  case $1 in\n${[...lines, '    *) return 1 ;;'].join('\n')}\n  esac\n}\n`;
}

function announced(command: string): string {
  return `pane_env; printf '%s\\n' ${shellQuote(`$ ${command}`)}; exec sh -c ${shellQuote(command)}`;
}

/** The ways to start, as functions of sh. */
function startFunctions(launch: Launch): string[] {
  const { conversation } = launch.agent;
  const anew = withId(conversation?.start ?? [], launch.newSession);
  const again = resumeWords(launch) ?? [];
  const prompt = promptWords(launch);
  const input = prompt.stdin ? ' <"$pane_dir/prompt"' : '';
  return [
    `pane_start() {\n  ${execLine(launch, anew, prompt.words)}${input}\n}`,
    `pane_next() {\n  ${execLine(launch, again, prompt.words)}${input}\n}`,
    `pane_resume() {\n  ${execLine(launch, again, [])}\n}`,
    'pane_latest() {\n  pane_resume\n}',
    `pane_fresh() {\n  ${execLine(launch, anew, [])}\n}`,
  ];
}

/** Where sh is bash, setting one of these ends the script. */
const READ_ONLY: ReadonlySet<string> = new Set([
  'UID',
  'EUID',
  'PPID',
  'SHELLOPTS',
  'BASHOPTS',
  'BASH_VERSINFO',
]);

/** The text of `launch.sh`. */
export function formatLaunch(launch: Launch): string {
  const { agent, delivery } = launch;
  const { command, conversation } = agent;
  const takesId = conversation?.start.some((word) => word.includes('{id}')) ?? false;
  const given = Object.entries(launch.env).filter(([name]) => !READ_ONLY.has(name));
  const [own, others] = [true, false].map((isOwn) =>
    given
      .filter(([name]) => name.startsWith('PANE_') === isOwn)
      .map(([name, value]) => `export ${name}=${shellQuote(value)}`),
  );
  const variables = {
    pane_path: launch.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    pane_task: launch.task,
    pane_worktree: launch.worktree,
    pane_on_exit: launch.onExit,
    pane_window_options: launch.windowOptions.join(' '),
    pane_setup_count: String(launch.setup.length),
    pane_program: 'argv' in command && !isBuiltIn(agent) ? (command.argv[0] ?? '') : '',
    pane_mode: modeOf(launch),
    pane_prompt: delivery === 'none' || isPasted(launch) ? '' : (launch.promptHash ?? ''),
    pane_paste: isPasted(launch) ? (launch.promptHash ?? '') : '',
    pane_trace: launch.notesStart ? READING.join(' ') : '',
    pane_new_session: takesId ? launch.newSession : '',
    pane_turns: turnsOf(launch),
    pane_error: (agent.oneShot && findPreset(agent.preset ?? '')?.errorLine) || '',
    pane_slurm: launch.isJob ? '1' : '',
    pane_boot: launch.boot,
    pane_host: launch.host,
    // In the status line: one that reports tells more as soon as it has started.
    pane_shown: agent.reports === null ? 'run' : 'start',
  };
  return [
    ...(own ?? []), // by PANE_ID everything that belongs to the worktree is found
    // Set for what is run, not for the launcher itself: no name of the user's can get in its way.
    // The server may have begun in a call of somebody's, and carry that call's variables.
    `pane_env() {\n${[UNSET_ONE_CALL, ...(others ?? []), ':'].map((line) => `  ${line}`).join('\n')}\n}`,
    ...Object.entries(variables).map(([name, value]) => `${name}=${shellQuote(value)}`),
    cases('pane_setup', launch.setup.map(announced)),
    cases(
      'pane_run',
      launch.panes.map((pane) => announced(pane.run)),
    ),
    ...startFunctions(launch),
    '',
  ].join('\n');
}

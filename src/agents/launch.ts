/**
 * What a launcher needs for one opening of a window, as the text of `launch.sh`. Pure.
 */
import type { Agent } from './agent.ts';
import { shellQuote } from './quote.ts';

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
  readonly worktree: string;
  readonly env: Readonly<Record<string, string>>;
  readonly setup: readonly string[];
  readonly panes: readonly { readonly run: string }[];
  readonly onExit: 'shell' | 'close';
  readonly delivery: Delivery;
  /** There was a conversation in this worktree that `resume` can go on with. */
  readonly resumes: boolean;
  readonly promptHash: string | null;
  readonly promptBytes: number;
  /** Absolute path of a file with the prompt, that the agent may read. */
  readonly promptFile: string;
  readonly boot: string;
  readonly host: string;
}

/** Whether the prompt must reach the agent by a file that lies in the worktree. */
export function needsPromptFile(agent: Agent, promptBytes: number): boolean {
  if (typeof agent.prompt === 'object' && 'file' in agent.prompt) return true;
  if (agent.prompt === 'none' || agent.prompt === 'stdin') return false;
  return promptBytes >= ARGUMENT_LIMIT;
}

function promptWords(launch: Launch): { readonly words: readonly string[]; readonly stdin: boolean } {
  const { prompt, separator } = launch.agent;
  const long = needsPromptFile(launch.agent, launch.promptBytes);
  const value = long
    ? shellQuote(`Your task is written in the file ${launch.promptFile} - read all of it and carry it out.`)
    : '"$prompt"';
  if (prompt === 'none') return { words: [], stdin: false };
  if (prompt === 'stdin') return { words: [], stdin: true };
  if (prompt === 'argument') return { words: [...separator.map(shellQuote), value], stdin: false };
  if ('flag' in prompt) return { words: [shellQuote(prompt.flag), value], stdin: false };
  return { words: [shellQuote(prompt.file), shellQuote(launch.promptFile)], stdin: false };
}

/** The command as a sh `exec` line; `words` are sh source already. */
function execLine(launch: Launch, resume: readonly string[], words: readonly string[]): string {
  const { command, args } = launch.agent;
  const given = [...resume, ...args].map(shellQuote);
  const program =
    'shell' in command
      ? ['sh', '-c', shellQuote(`${command.shell} "$@"`), 'sh']
      : (launch.agent.preset === 'demo' && command.argv[0] === DEMO ? launch.builtIn : command.argv).map(
          shellQuote,
        );
  return ['exec', ...program, ...given, ...words].join(' ');
}

/** Stands for the built-in demo agent in the preset table. */
export const DEMO = 'pane-demo-agent';

function cases(name: string, bodies: readonly string[]): string {
  const lines = bodies.map((body, index) => `    ${index + 1}) ${body} ;;`);
  return `${name}() {\n  case $1 in\n${[...lines, '    *) return 1 ;;'].join('\n')}\n  esac\n}\n`;
}

function announced(command: string): string {
  return `printf '%s\\n' ${shellQuote(`$ ${command}`)}; exec sh -c ${shellQuote(command)}`;
}

/** The text of `launch.sh`. */
export function formatLaunch(launch: Launch): string {
  const { command, resume } = launch.agent;
  const isBuiltIn = launch.agent.preset === 'demo';
  const again = launch.resumes ? (resume ?? []) : [];
  const prompt = promptWords(launch);
  const start = execLine(launch, launch.delivery === 'next' ? again : [], prompt.words);
  const exported = Object.entries(launch.env).map(([name, value]) => `export ${name}=${shellQuote(value)}`);
  const variables = {
    pane_worktree: launch.worktree,
    pane_on_exit: launch.onExit,
    pane_setup_count: String(launch.setup.length),
    pane_program: 'argv' in command && !isBuiltIn ? (command.argv[0] ?? '') : '',
    pane_prompt: launch.delivery === 'none' ? '' : (launch.promptHash ?? ''),
    pane_boot: launch.boot,
    pane_host: launch.host,
  };
  return [
    ...exported,
    ...Object.entries(variables).map(([name, value]) => `${name}=${shellQuote(value)}`),
    cases('pane_setup', launch.setup.map(announced)),
    cases(
      'pane_run',
      launch.panes.map((pane) => announced(pane.run)),
    ),
    `pane_start() {\n  ${start}${prompt.stdin ? ' <"$dir/prompt"' : ''}\n}\n`,
    `pane_resume() {\n  ${execLine(launch, again, [])}\n}\n`,
  ].join('\n');
}

/**
 * The built-in agents, as data. The programs change fast: `basis` says what an entry was checked against, and a
 * user corrects any of it by an entry of the same name in the file.
 */
import type { AgentCommand, Conversation, PromptMode, ReportKind, ScreenRules } from './agent.ts';

export interface Preset {
  readonly command: AgentCommand;
  readonly prompt: PromptMode;
  readonly separator: readonly string[];
  readonly conversation: Conversation | null;
  readonly reports: ReportKind | null;
  readonly screen: ScreenRules | null;
  /**
   * How long after pasted text is drawn Enter has to wait, in ms: one that comes sooner is taken for a part of the text,
   * or submits what stands for a long one (`[Pasted Content 9408 chars]`, seen with qwen) without it.
   */
  readonly submitDelayMs: number;
  /** A command whose first word is the preset's name runs this program, and so extends the preset. */
  readonly isProgram: boolean;
  /** The command that answers a prompt without a window, for people; null: it has none. */
  readonly headless: string | null;
  /** Program and version that this was checked with, or where it was read. */
  readonly basis: string;
}

/** Stands for this very `pane`, run as `demo-agent`: the launcher puts its own path in its place. */
export const demoProgram = 'pane-demo-agent';

const RESUME_BY_ID = ['--resume', '{id}'];
const CHOSEN_ID = { start: ['--session-id', '{id}'], resume: RESUME_BY_ID };

/** Read from the bottom of the screen, in this order: waiting, working, idle. */
const SCREENS: Readonly<Record<string, ScreenRules>> = {
  claude: {
    screen: {
      waiting: ['Do you want to ', '❯ \\d\\. (Yes|No)', 'Esc to cancel'],
      working: ['esc to interrupt', '^[·✢✳✶✻✽] \\p{L}+…'],
      idle: ['^❯', '^\\s*>\\s'],
    },
    title: {},
  },
  codex: {
    screen: {
      // `/new` and `/fork` ask where: what is typed meanwhile is lost.
      waiting: [
        'conversation run\\?$',
        '^\\s*› \\d+\\. ',
        'Press enter to (confirm|continue)',
        'enter continue · esc back',
      ],
      working: ['esc to interrupt'],
      idle: ['^› (?!\\d+\\. )'],
    },
    title: { waiting: ['Action Required'], working: ['^[⠁-⣿]'] },
  },
  gemini: {
    screen: { waiting: ['● 1\\. '], working: ['esc to cancel'], idle: ['Type your message'] },
    title: { waiting: ['^✋'], working: ['^✦'], idle: ['^◇'] },
  },
  opencode: {
    screen: {
      waiting: ['Allow once', 'Permission required'],
      working: ['esc interrupt'],
      idle: ['ctrl\\+p commands'],
    },
    title: {},
  },
  qwen: {
    screen: {
      waiting: ['Waiting for user confirmation'],
      working: ['esc to cancel'],
      // With words in it the box does not ask for any.
      idle: ['^> '],
    },
    title: { working: ['^◐'], waiting: ['^✳'] },
  },
  aider: {
    screen: {
      // A question that was answered stays on the screen, and so does a box that was filled in.
      waiting: ['\\(Y\\)es/\\(N\\)o.* \\[\\w+\\]:$'],
      idle: ['^[\\w-]*( ?multi)?>$'],
    },
    title: {},
  },
  copilot: {
    screen: {
      waiting: ['Do you want to ', 'enter to select'],
      working: ['Working esc ', 'Esc to cancel', 'esc to interrupt'],
      idle: ['/ commands', '\\? help', '^❯'],
    },
    title: {},
  },
};

interface Program {
  readonly prompt: PromptMode;
  readonly separator?: readonly string[];
  readonly conversation: Conversation | null;
  readonly reports?: ReportKind;
  readonly headless: string | null;
  readonly submitDelayMs?: number;
  readonly basis: string;
  readonly argv?: readonly string[];
}

function program(name: string, parts: Program): readonly [string, Preset] {
  const { argv = [name], separator = [], reports = null, submitDelayMs = 100, ...rest } = parts;
  const screen = SCREENS[name] ?? null;
  return [name, { command: { argv }, separator, reports, screen, submitDelayMs, isProgram: true, ...rest }];
}

const presets: ReadonlyMap<string, Preset> = new Map<string, Preset>([
  program('claude', {
    prompt: 'argument',
    separator: ['--'],
    conversation: { ...CHOSEN_ID, latest: ['--continue'] },
    reports: 'claude',
    headless: 'claude -p PROMPT',
    basis: 'Claude Code 2.1.330',
  }),
  program('codex', {
    prompt: 'argument',
    // After `--` a prompt such as "login" is not taken for the subcommand of that name either.
    separator: ['--'],
    conversation: { start: [], resume: ['resume', '{id}'], latest: ['resume', '--last'] },
    reports: 'codex',
    headless: 'codex exec PROMPT',
    basis: 'codex-cli 0.169.0',
  }),
  program('gemini', {
    // Without -i a prompt would be answered and the program would end.
    prompt: { flag: '-i' },
    conversation: { ...CHOSEN_ID, latest: ['--resume', 'latest'] },
    reports: 'gemini',
    headless: 'gemini -p PROMPT',
    submitDelayMs: 150,
    basis: 'gemini-cli 0.61.0',
  }),
  program('opencode', {
    prompt: { flag: '--prompt' },
    conversation: { start: [], resume: ['--session', '{id}'], latest: ['--continue'] },
    reports: 'opencode',
    headless: 'opencode run PROMPT',
    basis: 'opencode 1.18.33',
  }),
  program('qwen', {
    prompt: { flag: '-i' },
    conversation: { ...CHOSEN_ID, latest: ['--continue'] },
    reports: 'qwen',
    headless: 'qwen -p PROMPT',
    submitDelayMs: 400,
    basis: 'qwen-code 0.24.4',
  }),
  program('copilot', {
    prompt: { flag: '-i' },
    conversation: { start: ['--session-id', '{id}'], resume: ['--resume={id}'], latest: ['--continue'] },
    reports: 'copilot',
    headless: 'copilot -p PROMPT',
    basis: 'GitHub Copilot CLI 1.0.102',
  }),
  program('amp', {
    prompt: 'none',
    conversation: { start: [], resume: ['threads', 'continue', '{id}'], latest: null },
    headless: 'amp -x PROMPT',
    basis: 'its --help (0.0.1790142911), not driven; it takes no prompt that leaves it interactive',
  }),
  program('aider', {
    prompt: 'paste',
    conversation: { start: [], resume: null, latest: ['--restore-chat-history'] },
    headless: 'aider --message PROMPT',
    basis: 'its source, not run; it takes no prompt that leaves it interactive, so it is typed in',
  }),
  program('goose', {
    argv: ['goose', 'run', '-s'],
    prompt: { flag: '-t' },
    conversation: null,
    headless: 'goose run -t PROMPT',
    basis: 'its documentation, not run',
  }),
  program('cursor-agent', {
    prompt: 'argument',
    conversation: { start: [], resume: ['--resume={id}'], latest: ['--continue'] },
    headless: 'cursor-agent -p PROMPT',
    basis: 'its documentation, not run',
  }),
  [
    'shell',
    {
      command: { shell: `exec "\${SHELL:-/bin/sh}"` },
      prompt: 'none',
      separator: [],
      conversation: null,
      reports: null,
      screen: null,
      submitDelayMs: 0,
      isProgram: false,
      headless: null,
      basis: 'part of pane',
    },
  ],
  [
    'demo',
    {
      command: { argv: [demoProgram] },
      prompt: 'argument',
      separator: ['--'],
      conversation: { start: [], resume: null, latest: ['--resume'] },
      reports: null,
      screen: {
        screen: { waiting: ['\\[y/n\\] *$'], idle: ['What next\\? *$', 'What shall I do\\? *$'] },
        title: {},
      },
      submitDelayMs: 0,
      isProgram: false,
      headless: null,
      basis: 'part of pane',
    },
  ],
]);

export const presetNames: readonly string[] = [...presets.keys()];

/** Null for what is not a preset. */
export function findPreset(name: string): Preset | null {
  return presets.get(name) ?? null;
}

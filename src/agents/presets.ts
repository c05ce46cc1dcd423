/**
 * The built-in agents, as data. The programs change fast: what stands here was checked against the real
 * ones, and a user corrects any of it by an entry of the same name in the file.
 */
import type { AgentCommand, PromptMode } from './agent.ts';

export interface Preset {
  readonly command: AgentCommand;
  readonly prompt: PromptMode;
  readonly separator: readonly string[];
  readonly resume: readonly string[] | null;
  /** A command whose first word is the preset's name runs this program, and so extends the preset. */
  readonly isProgram: boolean;
}

/** Stands for this very `pane`, run as `demo-agent`: the launcher puts its own path in its place. */
export const demoProgram = 'pane-demo-agent';

const presets: ReadonlyMap<string, Preset> = new Map<string, Preset>([
  ['claude', program('claude', { prompt: 'argument', separator: ['--'], resume: ['--continue'] })],
  // After `--` a prompt such as "login" is not taken for the subcommand of that name either.
  ['codex', program('codex', { prompt: 'argument', separator: ['--'], resume: ['resume', '--last'] })],
  // Without -i a prompt would be answered and the program would end.
  ['gemini', program('gemini', { prompt: { flag: '-i' }, separator: [], resume: ['--resume', 'latest'] })],
  ['opencode', program('opencode', { prompt: { flag: '--prompt' }, separator: [], resume: ['--continue'] })],
  [
    'shell',
    {
      command: { shell: `exec "\${SHELL:-/bin/sh}"` },
      prompt: 'none',
      separator: [],
      resume: [],
      isProgram: false,
    },
  ],
  [
    'demo',
    {
      command: { argv: [demoProgram] },
      prompt: 'argument',
      separator: ['--'],
      resume: ['--resume'],
      isProgram: false,
    },
  ],
]);

export const presetNames: readonly string[] = [...presets.keys()];

/** Null for what is not a preset. */
export function findPreset(name: string): Preset | null {
  return presets.get(name) ?? null;
}

function program(name: string, rest: Pick<Preset, 'prompt' | 'separator' | 'resume'>): Preset {
  return { command: { argv: [name] }, ...rest, isProgram: true };
}

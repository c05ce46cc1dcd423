/**
 * The built-in agents, each in a folder of its own with all that concerns it alone. Pure.
 */
import { aider } from './aider/preset.ts';
import { amp } from './amp/preset.ts';
import { claude } from './claude/preset.ts';
import { codex } from './codex/preset.ts';
import { copilot } from './copilot/preset.ts';
import { cursorAgent } from './cursor-agent/preset.ts';
import { demo } from './demo/preset.ts';
import { gemini } from './gemini/preset.ts';
import { goose } from './goose/preset.ts';
import { opencode } from './opencode/preset.ts';
import type { Preset } from './preset.ts';
import { qwen } from './qwen/preset.ts';
import { shell } from './shell/preset.ts';

/** By the name that `agent:` gives, in the order in which they are listed for people. */
const presets: ReadonlyMap<string, Preset> = new Map([
  ['claude', claude],
  ['codex', codex],
  ['gemini', gemini],
  ['opencode', opencode],
  ['qwen', qwen],
  ['copilot', copilot],
  ['amp', amp],
  ['aider', aider],
  ['goose', goose],
  ['cursor-agent', cursorAgent],
  ['shell', shell],
  ['demo', demo],
]);

export const presetNames: readonly string[] = [...presets.keys()];

/** The presets whose way of reporting events an agent can be given. */
export const reportKinds: readonly string[] = [...presets]
  .filter(([, { reports }]) => reports !== null)
  .map(([name]) => name);

/** Null for what is not a preset. */
export function findPreset(name: string): Preset | null {
  return presets.get(name) ?? null;
}

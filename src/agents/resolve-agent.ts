/**
 * From the name that a task gives and the entries of `agents` to the agent that is started. Pure.
 */
import { type Agent, type AgentCommand, type AgentSpec, type Conversation, wordsOf } from './agent.ts';
import type { Preset } from './preset.ts';
import { findPreset, presetNames, reportKinds } from './presets.ts';

export type AgentSpecs = Readonly<Record<string, AgentSpec>>;

export type ResolvedAgent =
  | { readonly ok: true; readonly agent: Agent }
  /** `unknown`: neither an entry nor a preset; `no-command`: an entry that doesn't say what to run. */
  | { readonly ok: false; readonly reason: 'unknown' | 'no-command' };

/** Every name that `agent:` may give: the entries of the file, then the presets. */
export function agentNames(specs: AgentSpecs): string[] {
  return [...new Set([...Object.keys(specs), ...presetNames])];
}

/** `taskArgs` come after the agent's own. */
export function resolveAgent(name: string, specs: AgentSpecs, taskArgs: readonly string[]): ResolvedAgent {
  const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
  if (spec === undefined && findPreset(name) === null) return { ok: false, reason: 'unknown' };
  const presetName = presetOf(name, spec?.command);
  const preset = presetName === null ? null : findPreset(presetName);
  const command = spec?.command === undefined ? preset?.command : commandOf(spec.command);
  if (command === undefined) return { ok: false, reason: 'no-command' };
  const agent: Agent = {
    name,
    preset: presetName,
    command,
    args: [...(spec?.args ?? []), ...taskArgs],
    ...promptOf(spec, preset),
    conversation: conversationOf(spec, preset),
    reports: reportsOf(spec?.reports ?? presetName),
    screen:
      spec?.screen === undefined ? (preset?.screen ?? null) : { screen: spec.screen, title: {}, isOwn: true },
    env: spec?.env ?? {},
    maxActive: spec?.max_active ?? null,
    oneShot: spec?.one_shot ?? isOneShot(presetName, command, [...(spec?.args ?? []), ...taskArgs]),
  };
  return { ok: true, agent };
}

/** What the command runs says more than the name: `claude: { command: codex }` is a codex. */
function presetOf(name: string, command: AgentSpec['command']): string | null {
  const word = typeof command === 'string' ? command.trim().split(/\s+/, 1)[0] : command?.[0];
  if (word !== undefined && findPreset(word)?.isProgram === true) return word;
  return findPreset(name) === null ? null : name;
}

function commandOf(command: string | readonly string[]): AgentCommand {
  return typeof command === 'string' ? { shell: command } : { argv: command };
}

/** What the file says replaces the preset's; `resume` with an id names a conversation, without one the latest. */
function conversationOf(spec: AgentSpec | undefined, preset: Preset | null): Conversation | null {
  const of = preset?.conversation ?? null;
  if (spec?.session === undefined && spec?.resume === undefined) return of;
  const start = spec.session ?? of?.start ?? [];
  if (spec.resume === undefined) return { resume: null, latest: null, ...of, start };
  const namesOne = spec.resume.some((word) => word.includes('{id}'));
  return { start, resume: namesOne ? spec.resume : null, latest: namesOne ? null : spec.resume };
}

/** The two whose headless form is known: `claude -p` and `codex exec`. */
function isOneShot(preset: string | null, command: AgentCommand, args: readonly string[]): boolean {
  const words = wordsOf({ command, args });
  if (preset === 'claude') return words.includes('-p') || words.includes('--print');
  return preset === 'codex' && words.slice(1).includes('exec'); // options may stand before it
}

/** Null for `none`, and for a preset that can't be told to report. */
function reportsOf(kind: string | null): string | null {
  return kind !== null && reportKinds.includes(kind) ? kind : null;
}

function promptOf(spec: AgentSpec | undefined, preset: Preset | null): Pick<Agent, 'prompt' | 'separator'> {
  const prompt = spec?.prompt ?? preset?.prompt ?? 'argument';
  return { prompt, separator: preset?.separator ?? [] };
}

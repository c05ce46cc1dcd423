/**
 * `docs/agents.md` shows the presets as they are.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { AgentCommand, Conversation, PromptMode } from '../../../src/agents/agent.ts';
import { demoProgram } from '../../../src/agents/demo/preset.ts';
import { findPreset, presetNames } from '../../../src/agents/presets.ts';

const text = readFileSync(resolve(import.meta.dirname, '../../../docs/agents.md'), 'utf8');

function code(words: readonly string[]): string {
  return `\`${words.join(' ')}\``;
}

function commandText(command: AgentCommand): string {
  if ('shell' in command) return code([command.shell]);
  return command.argv[0] === demoProgram ? 'built in' : code(command.argv);
}

function promptText(prompt: PromptMode, separator: readonly string[]): string {
  if (typeof prompt === 'string') return prompt === 'argument' ? code([...separator, 'PROMPT']) : prompt;
  return 'flag' in prompt ? code([prompt.flag, 'PROMPT']) : code([prompt.file, 'PATH']);
}

function conversationText(conversation: Conversation | null): string {
  if (conversation === null) return 'none';
  const { start, resume, latest } = conversation;
  const parts = [
    start.length === 0 ? [] : [`begins ${code(start)}`],
    resume === null ? [] : [`goes on ${code(resume)}`],
    latest === null ? [] : [`latest ${code(latest)}`],
  ];
  return parts.flat().join(', ');
}

function rowOf(name: string): string {
  const preset = findPreset(name);
  if (preset === null) throw new Error(name);
  const tells = [
    preset.reports === null ? [] : ['events'],
    preset.screen === null ? [] : ['screen'],
    ['process'],
  ];
  const cells = [
    code([name]),
    commandText(preset.command),
    promptText(preset.prompt, preset.separator),
    conversationText(preset.conversation),
    tells.flat().join(', '),
    preset.headless === null ? 'none' : code([preset.headless]),
    preset.basis,
  ];
  return `| ${cells.join(' | ')} |`;
}

test('each preset has its row, and nothing else has', () => {
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  expect(rows).toEqual(presetNames.map(rowOf));
});

test('docs/night.md says for each agent how it asks for nothing', () => {
  const night = readFileSync(resolve(import.meta.dirname, '../../../docs/night.md'), 'utf8');
  const [, table = ''] = /\n\| agent \|[^\n]*\n\|-[^\n]*\n((?:\|.*\n)+)/.exec(night) ?? [];
  const rows = presetNames.flatMap((name) => {
    const unasked = findPreset(name)?.permissions?.unasked;
    return unasked === undefined ? [] : [`| ${code([name])} | ${code([unasked])} |`];
  });
  expect(table.trim().split('\n').sort()).toEqual(rows.sort());
});

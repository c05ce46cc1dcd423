import { describe, expect, test } from 'vitest';
import type { AgentSpec } from '../../../src/agents/agent.ts';
import { presetNames } from '../../../src/agents/presets.ts';
import { agentNames, resolveAgent } from '../../../src/agents/resolve-agent.ts';

function resolved(name: string, spec?: AgentSpec, args: readonly string[] = []) {
  const result = resolveAgent(name, spec === undefined ? {} : { [name]: spec }, args);
  return result.ok ? result.agent : result.reason;
}

test.each(presetNames)('%s needs no entry', (name) => {
  expect(resolved(name)).toMatchObject({ name, preset: name, args: [], env: {} });
});

test('what is neither an entry nor a preset is unknown', () => {
  expect(resolved('nobody')).toBe('unknown');
  expect(resolved('constructor')).toBe('unknown');
  expect(resolved('nobody', { args: ['x'] })).toBe('no-command');
});

test('a command of its own takes the prompt as its last argument and resumes nothing', () => {
  expect(resolved('mine', { command: 'tool --fast' })).toEqual({
    name: 'mine',
    preset: null,
    command: { shell: 'tool --fast' },
    args: [],
    prompt: 'argument',
    separator: [],
    conversation: null,
    reports: null,
    screen: null,
    env: {},
    maxActive: null,
    oneShot: false,
  });
});

describe('a preset is extended', () => {
  test('by an entry of its name', () => {
    const spec = { args: ['-x'], env: { A: '1' }, command: ['/opt/claude'] };
    expect(resolved('claude', spec, ['-y'])).toMatchObject({
      preset: 'claude',
      command: { argv: ['/opt/claude'] },
      args: ['-x', '-y'],
      separator: ['--'],
      conversation: { resume: ['--resume', '{id}'], latest: ['--continue'] },
      reports: 'claude',
      env: { A: '1' },
    });
  });

  test.each([
    ['claude --model opus', 'claude'],
    ['  codex', 'codex'],
    [['gemini', '-m', 'x'], 'gemini'],
  ])('by the first word of %j', (command, preset) => {
    const { prompt, conversation, reports, screen } = Object(resolved(preset));
    expect(resolved('mine', { command })).toMatchObject({
      name: 'mine',
      preset,
      prompt,
      conversation,
      reports,
      screen,
    });
  });

  test('by what its command runs rather than by its name', () => {
    expect(resolved('claude', { command: 'codex -a never' })).toMatchObject({ preset: 'codex' });
  });

  test.each(['claudette', './claude', 'env claude', 'shell', 'demo'])('not by the word %j', (command) => {
    expect(resolved('mine', { command })).toMatchObject({ preset: null, conversation: null, reports: null });
  });

  test('and corrected', () => {
    const spec: AgentSpec = { prompt: { flag: '-p' }, resume: ['--last'] };
    expect(resolved('codex', spec)).toMatchObject({
      prompt: { flag: '-p' },
      conversation: { start: [], resume: null, latest: ['--last'] },
    });
    const named: AgentSpec = { resume: ['-r', '{id}'], reports: 'none', screen: { idle: ['>'] } };
    expect(resolved('claude', named)).toMatchObject({
      conversation: { start: ['--session-id', '{id}'], resume: ['-r', '{id}'], latest: null },
      reports: null,
      screen: { screen: { idle: ['>'] } },
    });
  });
});

test('entries and presets are the names there are', () => {
  const others = presetNames.filter((name) => name !== 'codex');
  expect(agentNames({ mine: {}, codex: {} })).toEqual(['mine', 'codex', ...others]);
});

test.each([
  ['claude', { command: 'claude -p' }, true],
  ['claude', { command: ['claude'], args: ['--print'] }, true],
  ['claude', {}, false],
  ['codex', { command: 'codex exec' }, true],
  ['codex', { command: 'codex -m o3 exec' }, true],
  ['codex', {}, false],
  ['mine', { command: 'tool -p' }, false],
  ['mine', { command: 'tool', one_shot: true }, true],
  ['claude', { command: 'claude -p', one_shot: false }, false],
])('%s with %j ends with its turn: %s', (name, spec, oneShot) => {
  expect(resolved(name, spec)).toMatchObject({ oneShot });
});

import { expect, test } from 'vitest';
import { oldest } from '../../../scripts/requirements.mjs';
import { programOf } from '../../../src/agents/program.ts';
import { resolveAgent } from '../../../src/agents/resolve-agent.ts';
import { judgeVersion } from '../../../src/doctor/agents.ts';
import { lackingOf, missingOf } from '../../../src/doctor/environment.ts';
import { checkLocale } from '../../../src/doctor/machine.ts';
import { compareVersions, OLDEST, versionIn } from '../../../src/doctor/version.ts';

test('doctor and set-up ask for the same versions', () => {
  expect(OLDEST).toEqual(oldest);
});

test.each([
  ['tmux 3.2', '3.2a', -1],
  ['tmux 3.2a', '3.2a', 0],
  ['tmux 3.10', '3.2a', 1],
  ['git version 2.9.5', '2.36', -1],
  ['git version 2.39.5 (Apple Git-154)', '2.36', 1],
  ['v20.19.0', '20.19', 0],
])('%s against %s', (have, need, order) => {
  expect(Math.sign(compareVersions(have, need) ?? Number.NaN)).toBe(order);
});

test('the version in what a program prints', () => {
  expect(versionIn('2.1.330 (Claude Code)')).toBe('2.1.330');
  expect(versionIn('GitHub Copilot CLI 1.0.102.\nRun')).toBe('1.0.102');
  expect(versionIn('tmux 3.3a')).toBe('3.3a');
  expect(versionIn('tmux master')).toBeNull();
  expect(compareVersions('tmux master', '3.2a')).toBeNull();
});

test('an older agent is told, a newer one is only named', () => {
  expect(judgeVersion('agent claude', '2.1.197 (Claude Code)', '2.1.330').level).toBe('warning');
  expect(judgeVersion('agent claude', '2.2.0 (Claude Code)', '2.1.330')).toMatchObject({ level: 'ok' });
  expect(judgeVersion('agent claude', 'unreleased', '2.1.330').message).toBe('unreleased');
});

test.each([
  ['claude --model opus', 'claude'],
  ['exec claude', null],
  ['FOO=1 claude', null],
  ['$HOME/bin/agent', null],
  [['./scripts/fixer.sh', 'x'], './scripts/fixer.sh'],
])('the program of %j', (command, program) => {
  const resolved = resolveAgent('mine', { mine: { command } }, []);
  expect(resolved.ok && programOf(resolved.agent)).toBe(program);
});

test('variables that env_pass names in vain', () => {
  expect(missingOf(['A', 'B', 'AWS_*', 'X_*'], { A: '1', B: undefined, AWS_REGION: 'x' })).toEqual([
    'B',
    'X_*',
  ]);
});

test('the first locale that is set decides', () => {
  expect(checkLocale({ LC_ALL: '', LC_CTYPE: 'en_US.UTF-8', LANG: 'C' }).level).toBe('ok');
  expect(checkLocale({ LC_ALL: 'C', LANG: 'C.utf8' }).level).toBe('warning');
  expect(checkLocale({ LC_ALL: 'C', LC_CTYPE: 'C.UTF-8' }).level).toBe('warning');
  expect(checkLocale({}).message).toContain('not set');
});

test('variables that an agent reads and that do not reach its window', () => {
  const here = { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: '', OPENAI_API_KEY: 'o', HOME: '/h' };
  const lacking = (windows: Record<string, string>, command = 'claude') => {
    const resolved = resolveAgent('mine', { mine: { command } }, []);
    if (!resolved.ok) throw new Error(resolved.reason);
    return lackingOf({ agent: resolved.agent, env: {} }, here, windows);
  };
  expect(lacking({})).toEqual(['ANTHROPIC_API_KEY']);
  expect(lacking({ ANTHROPIC_API_KEY: 'another' })).toEqual([]);
  expect(lacking({}, 'my-claude')).toEqual([]);
});

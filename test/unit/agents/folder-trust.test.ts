/**
 * When an agent asks for trust: each case was seen with the real program of the version in `docs/agents.md`.
 */
import { expect, test } from 'vitest';
import { codexLevels } from '../../../src/agents/codex/trust.ts';
import type { Launched } from '../../../src/agents/folder-trust.ts';
import { findPreset } from '../../../src/agents/presets.ts';

function judge(preset: string, texts: readonly (string | null)[], parts: Partial<Launched> = {}): string {
  const trust = findPreset(preset)?.trust ?? null;
  if (trust === null) throw new Error(preset);
  const launched = { env: { HOME: '/h' }, args: [], main: '/repo', worktree: '/wts/one', ...parts };
  expect(trust.files(launched.env)).toHaveLength(texts.length);
  return trust.judge(launched, texts);
}

const claude = (path: string, accepted = true) =>
  JSON.stringify({ projects: { [path]: { hasTrustDialogAccepted: accepted, more: 1 } }, userID: 'x' });

test.each([
  [claude('/repo'), 'trusted'],
  [claude('/wts/one'), 'trusted'],
  [claude('/'), 'asks'],
  [claude('/repo', false), 'asks'],
  ['{}', 'asks'],
  [null, 'asks'],
  ['{"projects": []}', 'unknown'],
  ['{"pro', 'unknown'],
])('claude with %j: %s', (text, trust) => {
  expect(judge('claude', [text])).toBe(trust);
  expect(judge('claude', [text], { env: { CLAUDE_CODE_SANDBOXED: '1' } })).toBe('trusted');
});

test.each([
  ['model = "x"\n[projects."/repo"]\ntrust_level = "trusted"\n', 'trusted'],
  ["[projects.'/wts/one'] # mine\n  trust_level='trusted'\n[other]\n", 'trusted'],
  ['[projects."/repo"]\ntrust_level = "untrusted"\n', 'asks'],
  ['[projects."/repo"]\n[other]\ntrust_level = "trusted"\n', 'asks'],
  ['[projects."/"]\ntrust_level = "trusted"\n', 'asks'],
  [null, 'asks'],
  ['projects = { "/repo" = { trust_level = "trusted" } }\n', 'unknown'],
  ['[projects]\n"/repo".trust_level = "trusted"\n', 'unknown'],
  ['x = """\n[projects."/repo"]\ntrust_level = "trusted"\n"""\n', 'unknown'],
])('codex with %j: %s', (text, trust) => {
  expect(judge('codex', [text])).toBe(trust);
});

test('codex is told by its arguments, too', () => {
  expect(judge('codex', [null], { args: ['-c', 'projects={}'] })).toBe('unknown');
  expect(codexLevels('[projects."/a \\"b\\" \\u00e4"]\ntrust_level = "trusted"')?.get('/a "b" ä')).toBe(
    'trusted',
  );
});

test.each([
  ['// managed automatically\n{"trustedFolders": ["/repo"]}', 'trusted'],
  ['{"trustedFolders": ["/wts"]}', 'trusted'],
  ['{"trustedFolders": ["/rep"]}', 'asks'],
  ['{"appTipShown": true}', 'asks'],
  ['{"trustedFolders": {}}', 'unknown'],
])('copilot with %j: %s', (text, trust) => {
  expect(judge('copilot', [text])).toBe(trust);
});

test.each([
  ['{"/wts": "TRUST_FOLDER"}', null, 'trusted'],
  ['{"/wts/x": "TRUST_PARENT"}', null, 'trusted'],
  ['{"/repo": "TRUST_FOLDER"}', null, 'asks'],
  ['{"/wts": "TRUST_FOLDER", "/wts/one": "DO_NOT_TRUST"}', null, 'unknown'],
  [null, '{"security": {"folderTrust": {"enabled": false}}}', 'trusted'],
  [null, '{"security": {"auth": {}}}', 'asks'],
  [null, '{"security": 1}', 'unknown'],
])('gemini with %j and %j: %s', (folders, settings, trust) => {
  expect(judge('gemini', [folders, settings])).toBe(trust);
});

test('the places that variables name', () => {
  const env = { HOME: '/h', CLAUDE_CONFIG_DIR: '/c', CODEX_HOME: '/x', COPILOT_HOME: '' };
  const first = (preset: string) => findPreset(preset)?.trust?.files(env)[0];
  expect(['claude', 'codex', 'copilot', 'gemini'].map(first)).toEqual([
    '/c/.claude.json',
    '/x/config.toml',
    '/h/.copilot/config.json',
    '/h/.gemini/trustedFolders.json',
  ]);
  expect(findPreset('opencode')?.trust).toBeNull();
});

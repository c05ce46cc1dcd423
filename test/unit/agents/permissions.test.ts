/**
 * Whether an agent will ask, by its command line, environment and settings.
 */
import { expect, test } from 'vitest';
import type { Launched } from '../../../src/agents/folder-trust.ts';
import { findPreset, presetNames } from '../../../src/agents/presets.ts';

interface Case extends Partial<Pick<Launched, 'env'>> {
  /** By the end of the file's path. */
  readonly files?: Readonly<Record<string, string>>;
}

function asking(line: string, { env = {}, files = {} }: Case = {}): string {
  const [name = '', ...args] = line.split(' ');
  const permissions = findPreset(name)?.permissions ?? null;
  if (permissions === null) throw new Error(name);
  const launched = {
    env: { HOME: '/h', ...env },
    args: [name, ...args],
    main: '/repo',
    worktree: '/wts/one',
  };
  const paths = permissions.files(launched);
  const texts = paths.map((path) => Object.entries(files).find(([end]) => path === end)?.[1] ?? null);
  for (const path of Object.keys(files)) expect(paths).toContain(path);
  const { answer, by } = permissions.judge(launched, texts);
  expect(by).not.toBe('');
  return answer;
}

test.each([
  ['claude', 'unknown'],
  ['claude --permission-mode acceptEdits', 'may'],
  ['claude --permission-mode=bypassPermissions', 'never'],
  ['claude --permission-mode auto', 'may'],
  ['claude --permission-mode plan --permission-mode dontAsk', 'never'],
  ['claude --permission-mode later', 'unknown'],
  ['claude --permission-mode constructor', 'unknown'],
  ['claude --permission-mode', 'unknown'],
  ['claude --dangerously-skip-permissions', 'never'],
  ['claude -p', 'never'],
  ['codex', 'may'],
  ['codex -a never -s workspace-write', 'never'],
  ['codex --ask-for-approval=on-request', 'may'],
  ['codex --dangerously-bypass-approvals-and-sandbox', 'never'],
  ['codex exec', 'never'],
  ['codex -c approval_policy="never"', 'never'],
  ['codex -p night', 'unknown'],
  ['gemini', 'asks'],
  ['gemini --approval-mode auto_edit', 'may'],
  ['gemini --yolo', 'never'],
  ['qwen', 'unknown'],
  ['qwen --approval-mode auto', 'may'],
  ['copilot', 'asks'],
  ['copilot --allow-tool=write', 'may'],
  ['copilot --allow-all-tools', 'may'],
  ['copilot --allow-all', 'never'],
  ['opencode', 'never'],
  ['aider', 'asks'],
  ['aider --yes-always', 'never'],
  ['cursor-agent --force', 'never'],
  ['goose', 'never'],
])('%s: %s', (line, answer) => {
  expect(asking(line)).toBe(answer);
});

const mode = (name: string): string => JSON.stringify({ permissions: { defaultMode: name }, more: 1 });

test.each<[string, Case, string]>([
  ['claude', { files: { '/h/.claude/settings.json': mode('bypassPermissions') } }, 'never'],
  [
    'claude',
    { files: { '/h/.claude/settings.json': mode('auto'), '/repo/.claude/settings.json': mode('plan') } },
    'asks',
  ],
  ['claude', { env: { CLAUDE_CONFIG_DIR: '/c' }, files: { '/c/settings.json': mode('auto') } }, 'may'],
  ['claude', { files: { '/h/.claude/settings.json': '{"perm' } }, 'unknown'],
  ['claude --permission-mode plan', { files: { '/h/.claude/settings.json': mode('auto') } }, 'asks'],
  ['codex', { files: { '/h/.codex/config.toml': 'model = "x"\napproval_policy = "never"\n[a]\n' } }, 'never'],
  ['codex', { files: { '/h/.codex/config.toml': '[profiles.x]\napproval_policy = "never"\n' } }, 'may'],
  ['codex', { files: { '/h/.codex/config.toml': 'profile = "x"\napproval_policy = "never"\n' } }, 'unknown'],
  ['copilot', { env: { COPILOT_ALLOW_ALL: 'true' } }, 'never'],
  ['opencode', { files: { '/repo/opencode.json': '{"permission": {"edit": "ask"}}' } }, 'unknown'],
  ['opencode', { env: { OPENCODE_PERMISSION: '{}' } }, 'unknown'],
  ['opencode --auto', { env: { OPENCODE_PERMISSION: '{}' } }, 'never'],
  ['goose', { env: { GOOSE_MODE: 'approve' } }, 'asks'],
  ['goose', { files: { '/h/.config/goose/config.yaml': 'a: 1\nGOOSE_MODE: "smart_approve"\n' } }, 'may'],
])('%s with %j: %s', (line, given, answer) => {
  expect(asking(line, given)).toBe(answer);
});

test('of each agent but these it is known what it goes by', () => {
  const others = presetNames.filter((name) => findPreset(name)?.permissions === null);
  expect(others).toEqual(['amp', 'shell', 'demo']);
});

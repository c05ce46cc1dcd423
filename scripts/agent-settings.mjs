/**
 * How each of the real agents is pointed at the model server of `npm run test:agents`, and is past what it asks a
 * new user: by its own files in a HOME that is thrown away.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const provider = (url) => ({
  npm: '@ai-sdk/openai-compatible',
  name: 'mock',
  options: { baseURL: `${url}/v1`, apiKey: 'none' },
  models: { 'mock-model': { name: 'Mock', tool_call: true } },
});

/** For each agent: its arguments and environment in `pane.config.yaml`; writes its files into `home`. */
export const AGENTS = {
  claude: ({ url, repository, home }) => {
    const key = 'sk-ant-none-0123456789abcdefghij0123456789';
    write(join(home, '.claude.json'), {
      hasCompletedOnboarding: true,
      customApiKeyResponses: { approved: [key.slice(-20)], rejected: [] },
      projects: { [repository]: { hasTrustDialogAccepted: true } },
    });
    return {
      args: ['--permission-mode', 'acceptEdits'],
      env: {
        ANTHROPIC_API_KEY: key,
        ANTHROPIC_BASE_URL: url,
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        DISABLE_AUTOUPDATER: '1',
      },
    };
  },
  codex: ({ url, repository, home }) => {
    const lines = [
      'model_provider = "mock"',
      'model = "gpt-5.4"',
      'approval_policy = "on-request"',
      'sandbox_mode = "workspace-write"',
      '[model_providers.mock]',
      'name = "mock"',
      `base_url = "${url}/v1"`,
      'env_key = "OPENAI_API_KEY"',
      'wire_api = "responses"',
      `[projects."${repository}"]`,
      'trust_level = "trusted"',
    ];
    write(join(home, '.codex/config.toml'), `${lines.join('\n')}\n`);
    return { args: [], env: { OPENAI_API_KEY: 'none' } };
  },
  gemini: ({ url, home }) => {
    write(join(home, '.gemini/settings.json'), {
      security: { auth: { selectedType: 'gemini-api-key' } },
      general: { enableAutoUpdate: false },
    });
    return {
      args: ['--approval-mode', 'auto_edit'],
      env: { GEMINI_API_KEY: 'none', GOOGLE_GEMINI_BASE_URL: url, GEMINI_CLI_TRUST_WORKSPACE: 'true' },
    };
  },
  opencode: ({ url, home }) => {
    write(join(home, '.config/opencode/opencode.json'), {
      autoupdate: false,
      model: 'mock/mock-model',
      small_model: 'mock/mock-model',
      permission: { bash: 'ask' },
      provider: { mock: provider(url) },
    });
    return { args: [], env: { OPENCODE_DISABLE_AUTOUPDATE: '1', OPENCODE_DISABLE_MODELS_FETCH: '1' } };
  },
  qwen: ({ url }) => ({
    args: ['--auth-type', 'openai', '--approval-mode', 'auto-edit'],
    env: { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: `${url}/v1`, OPENAI_MODEL: 'mock-model' },
  }),
  copilot: ({ url, repository, home }) => {
    write(join(home, '.copilot/config.json'), { trustedFolders: [repository] });
    return {
      args: ['--allow-tool', 'write'],
      env: {
        COPILOT_PROVIDER_BASE_URL: `${url}/v1`,
        COPILOT_PROVIDER_API_KEY: 'none',
        COPILOT_MODEL: 'mock-model',
        COPILOT_OFFLINE: 'true',
        COPILOT_AUTO_UPDATE: 'false',
      },
    };
  },
};

export function write(path, content) {
  mkdirSync(resolve(path, '..'), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
}

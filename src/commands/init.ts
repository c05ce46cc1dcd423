/**
 * `pane init`
 */
import { defineCommand } from './definition.ts';

export const initCommand = defineCommand({
  name: 'init',
  group: 'Trust and set-up',
  summary: 'write a small pane.config.yaml for this repository',
  description:
    'Writes a commented file at the top of the repository and approves it. Never overwrites a file.',
  options: {
    agent: {
      value: 'agent',
      text: 'agent for the tasks: a preset, or an agent from your own config file (default: the first preset on PATH)',
      completes: 'agents',
    },
  },
  json: true,
  examples: ['pane init', 'pane init --agent codex'],
  run: async ({ context, json, value }) => {
    const { init } = await import('../engine/init.ts');
    const made = await init(context, { agent: value('agent') });
    if (json) {
      const { formatJson } = await import('../ui/json.ts');
      context.stdout(formatJson(made));
      return 0;
    }
    const { formatInit } = await import('../ui/init.ts');
    context.stdout(formatInit(made));
    return 0;
  },
});

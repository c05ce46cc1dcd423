/**
 * `pane config`
 */
import { PaneError } from '../errors.ts';
import { defineCommand } from './definition.ts';

export const configCommand = defineCommand({
  name: 'config',
  group: 'Trust and set-up',
  summary: 'print the configuration with all defaults filled in',
  options: { schema: { text: "print the file's JSON Schema" } },
  json: true,
  examples: ['pane config', 'pane config --json', 'pane config --schema > pane.schema.json'],
  run: async ({ context, file, json, has }) => {
    if (has('schema') && json) throw new PaneError('usage', "--schema and --json can't be used together");
    const { configSchema, showConfig } = await import('../engine/show-config.ts');
    if (has('schema')) {
      context.stdout(withLineBreak(await configSchema()));
      return 0;
    }
    const { document, text } = await showConfig(context, { file });
    const { formatJson } = await import('../ui/json.ts');
    context.stdout(json ? formatJson(document) : withLineBreak(text));
    return 0;
  },
});

function withLineBreak(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

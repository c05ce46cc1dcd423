/**
 * `pane trust`
 */
import { defineCommand } from './definition.ts';

export const trustCommand = defineCommand({
  name: 'trust',
  group: 'Trust and set-up',
  summary: 'approve what the file runs, loads and copies',
  description:
    'Shows what changed since the last approval, and asks. Does not cover the contents of scripts that the commands run: read them.',
  options: { yes: { short: 'y', text: 'approve without asking' } },
  json: true,
  examples: ['pane trust', 'pane trust --yes'],
  run: async ({ context, file, json, has }) => {
    const { trust } = await import('../engine/trust.ts');
    const result = await trust(context, { file, yes: has('yes') });
    if (json) {
      const { formatJson } = await import('../ui/json.ts');
      context.stdout(formatJson(result));
      return 0;
    }
    const { formatCount } = await import('../ui/quantity.ts');
    const { approved } = result;
    context.stdout(
      approved === 0 ? 'Nothing to approve.\n' : `Approved: ${formatCount(approved, 'value')}.\n`,
    );
    return 0;
  },
});

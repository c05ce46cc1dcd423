/**
 * `pane next`
 */
import { defineCommand } from './definition.ts';

export const nextCommand = defineCommand({
  name: 'next',
  group: 'Project',
  summary: 'go to the next window that waits for you or is stuck',
  hosts: 'next',
  examples: ['pane next'],
  run: async ({ context, file }) => {
    const { next } = await import('../engine/next.ts');
    return next(context, { file });
  },
});

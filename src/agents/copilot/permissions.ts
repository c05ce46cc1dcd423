/**
 * When `copilot` asks before it does something. Pure.
 */
import { type Permissions, unaskedBy } from '../permissions.ts';

export const copilotPermissions: Permissions = {
  unasked: '--allow-all',
  files: () => [],
  judge: ({ args, env }) => {
    if (env.COPILOT_ALLOW_ALL === 'true') return { answer: 'never', by: 'COPILOT_ALLOW_ALL=true' };
    const some = args.find((word) => /^--allow-(tool|all-tools)(=|$)/.test(word));
    const otherwise =
      some === undefined
        ? ({ answer: 'asks', by: 'its default' } as const)
        : ({ answer: 'may', by: `${some}, which does not allow everything` } as const);
    return unaskedBy(args, ['--allow-all', '--yolo']) ?? otherwise;
  },
};

/**
 * When `opencode` asks before it does something. Pure.
 */
import { type Permissions, unaskedBy } from '../permissions.ts';

export const opencodePermissions: Permissions = {
  unasked: '--auto',
  files: ({ env: { XDG_CONFIG_HOME: directory, HOME }, main, worktree }) =>
    [`${directory || `${HOME}/.config`}/opencode`, main ?? worktree, worktree].flatMap((folder) => [
      `${folder}/opencode.json`,
      `${folder}/opencode.jsonc`,
    ]),
  judge: ({ args, env }, texts) => {
    const told = unaskedBy(args, ['--auto']);
    if (told !== null) return told;
    if (env.OPENCODE_PERMISSION) return { answer: 'unknown', by: 'OPENCODE_PERMISSION' };
    const isSet = [...texts, env.OPENCODE_CONFIG_CONTENT ?? ''].some((text) => text?.includes('permission'));
    return isSet || env.OPENCODE_CONFIG
      ? { answer: 'unknown', by: '`permission` in its configuration' }
      : { answer: 'never', by: 'its default' };
  },
};

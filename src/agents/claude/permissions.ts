/**
 * When `claude` asks before it does something. Pure.
 */
import * as c from '../../codec.ts';
import { decodeAnswers } from '../folder-trust.ts';
import { answerOf, askingByOption, type Modes, type Permissions, unaskedBy } from '../permissions.ts';

/** `dontAsk` denies what is not allowed; `auto` asks where it is in doubt, `acceptEdits` before commands only. */
const modes: Modes = {
  bypassPermissions: 'never',
  dontAsk: 'never',
  auto: 'may',
  acceptEdits: 'may',
  manual: 'asks',
  default: 'asks',
  plan: 'asks',
};

const settings = c.object({
  permissions: c.optional(c.object({ defaultMode: c.optional(c.text) })),
});

export const claudePermissions: Permissions = {
  unasked: '--permission-mode dontAsk',
  files: ({ env: { CLAUDE_CONFIG_DIR: directory, HOME }, main, worktree }) => [
    `${worktree}/.claude/settings.local.json`,
    `${main ?? worktree}/.claude/settings.local.json`,
    `${main ?? worktree}/.claude/settings.json`,
    `${directory || `${HOME}/.claude`}/settings.json`,
  ],
  judge: ({ args }, texts) => {
    const told =
      unaskedBy(args, ['--dangerously-skip-permissions', '-p', '--print']) ??
      askingByOption(args, ['--permission-mode'], modes);
    if (told !== null) return told;
    const files = texts.map((text) => decodeAnswers(settings, text));
    if (files.includes(null)) return { answer: 'unknown', by: 'its settings, which pane can not read' };
    const mode = files.flatMap((file) => file?.permissions?.defaultMode ?? [])[0];
    if (mode === undefined)
      return { answer: 'unknown', by: 'its default mode, which differs from version to version' };
    return { answer: answerOf(modes, mode), by: `permissions.defaultMode: ${mode} in its settings` };
  },
};

/**
 * When `qwen` asks before it does something. Pure.
 */
import { askingByOption, type Modes, type Permissions, unaskedBy } from '../permissions.ts';

const modes: Modes = { yolo: 'never', auto: 'may', 'auto-edit': 'may', default: 'asks', plan: 'asks' };

export const qwenPermissions: Permissions = {
  unasked: '--approval-mode yolo',
  files: () => [],
  judge: ({ args }) =>
    unaskedBy(args, ['-y', '--yolo']) ??
    askingByOption(args, ['--approval-mode'], modes) ?? {
      answer: 'unknown',
      by: 'its default mode, which differs from version to version',
    },
};

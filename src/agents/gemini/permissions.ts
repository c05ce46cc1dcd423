/**
 * When `gemini` asks before it does something. Pure.
 */
import { askingByOption, type Modes, type Permissions, unaskedBy } from '../permissions.ts';

/** `auto_edit` asks before commands only. */
const modes: Modes = { yolo: 'never', auto_edit: 'may', default: 'asks', plan: 'asks' };

export const geminiPermissions: Permissions = {
  unasked: '--approval-mode yolo',
  files: () => [],
  judge: ({ args }) =>
    unaskedBy(args, ['-y', '--yolo']) ??
    askingByOption(args, ['--approval-mode'], modes) ?? { answer: 'asks', by: 'its default mode' },
};

/**
 * When `goose` asks before it does something. Pure.
 */
import { answerOf, type Modes, type Permissions } from '../permissions.ts';

const modes: Modes = { auto: 'never', approve: 'asks', smart_approve: 'may', chat: 'never' };

export const goosePermissions: Permissions = {
  unasked: 'GOOSE_MODE=auto',
  files: ({ env: { XDG_CONFIG_HOME: directory, HOME } }) => [
    `${directory || `${HOME}/.config`}/goose/config.yaml`,
  ],
  judge: ({ env: { GOOSE_MODE: given } }, [text = null]) => {
    const mode = given || /^GOOSE_MODE:\s*["']?(\w+)/m.exec(text ?? '')?.[1];
    if (!mode) return { answer: 'never', by: 'its default' };
    return { answer: answerOf(modes, mode), by: `GOOSE_MODE ${mode}` };
  },
};

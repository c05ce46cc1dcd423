/**
 * What the screen and the title of `gemini` tell. Pure.
 */
import type { ScreenRules } from '../agent.ts';

export const geminiScreen: ScreenRules = {
  screen: {
    // At a limit it asks whether it is to keep trying.
    waiting: ['^│ Usage limit reached', '● 1\\. '],
    working: ['esc to cancel'],
    stuck: ['^✕ \\[API Error'],
    idle: ['Type your message'],
  },
  prompts: ['^ > '],
  background: ['\\d+ Background process(es)?$'],
  title: { waiting: ['^✋'], working: ['^✦'], idle: ['^◇'] },
};

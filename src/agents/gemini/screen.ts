/**
 * What the screen and the title of `gemini` tell. Pure.
 */
import type { ScreenRules } from '../agent.ts';

export const geminiScreen: ScreenRules = {
  screen: { waiting: ['● 1\\. '], working: ['esc to cancel'], idle: ['Type your message'] },
  title: { waiting: ['^✋'], working: ['^✦'], idle: ['^◇'] },
};

/**
 * What the screen and the title of `qwen` tell. Pure.
 */
import type { ScreenRules } from '../agent.ts';

export const qwenScreen: ScreenRules = {
  screen: {
    waiting: ['Waiting for user confirmation'],
    working: ['esc to cancel'],
    stuck: ['✕ \\[API Error'],
    // With words in it the box does not ask for any.
    idle: ['^> '],
  },
  prompts: ['^ {0,2}> '],
  title: { working: ['^◐'], waiting: ['^✳'] },
};

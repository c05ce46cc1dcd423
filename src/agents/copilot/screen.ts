/**
 * What the screen of `copilot` tells. Pure.
 */
import type { ScreenRules } from '../agent.ts';

export const copilotScreen: ScreenRules = {
  screen: {
    waiting: ['Do you want to ', 'enter to select'],
    working: ['^\\s*\\S Working .*\\besc\\b', 'Esc to cancel', 'esc to interrupt'],
    // A tool that failed has the same sign.
    stuck: ['^ ✗ (\\d{3} |Authentication failed|Failed to get response)'],
    idle: ['/ commands', '\\? help', '^❯'],
  },
  prompts: ['^ ?❯'],
  title: {},
};

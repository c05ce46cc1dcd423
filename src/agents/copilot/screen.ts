/**
 * What the screen of `copilot` tells. Pure.
 */
import type { ScreenRules } from '../agent.ts';

export const copilotScreen: ScreenRules = {
  screen: {
    waiting: ['Do you want to ', 'enter to select'],
    working: ['Working esc ', 'Esc to cancel', 'esc to interrupt'],
    idle: ['/ commands', '\\? help', '^❯'],
  },
  title: {},
};

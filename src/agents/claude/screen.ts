/**
 * What the screen of `claude` tells. Pure.
 */
import type { ScreenRules } from '../agent.ts';

export const claudeScreen: ScreenRules = {
  screen: {
    waiting: ['Do you want to ', '❯ \\d\\. (Yes|No)', '^(?!.*Continuing ).*Esc to cancel'],
    working: ['esc to interrupt', '^[·✢✳✶✻✽] \\p{L}+…'],
    idle: ['^❯', '^\\s*>\\s'],
  },
  background: ['\\d+ .* · ↓ to manage$', 'Waiting for \\d+ background'],
  title: {},
};

/**
 * What the screen of `aider` tells. Pure.
 */
import type { ScreenRules } from '../agent.ts';

export const aiderScreen: ScreenRules = {
  screen: {
    // A question that was answered stays on the screen, and so does a box that was filled in.
    waiting: ['\\(Y\\)es/\\(N\\)o.* \\[\\w+\\]:$'],
    idle: ['^[\\w-]*( ?multi)?>$'],
  },
  title: {},
};

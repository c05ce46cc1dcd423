/**
 * What the screen of the agent `demo` tells. Pure.
 */
import type { ScreenRules } from '../agent.ts';

export const demoScreen: ScreenRules = {
  screen: { waiting: ['\\[y/n\\] *$'], idle: ['What next\\? *$', 'What shall I do\\? *$'] },
  title: {},
};

/**
 * What the screen of `opencode` tells. Pure.
 */
import type { ScreenRules } from '../agent.ts';

export const opencodeScreen: ScreenRules = {
  screen: {
    waiting: ['Allow once', 'Permission required'],
    working: ['esc interrupt'],
    idle: ['ctrl\\+p commands'],
  },
  title: {},
};

/**
 * What the screen and the title of `codex` tell. Pure.
 */
import type { ScreenRules } from '../agent.ts';

export const codexScreen: ScreenRules = {
  screen: {
    // `/new` and `/fork` ask where: what is typed meanwhile is lost.
    waiting: [
      'conversation run\\?$',
      '^\\s*› \\d+\\. ',
      'Press enter to (confirm|continue)',
      'enter continue · esc back',
    ],
    working: ['esc to interrupt'],
    idle: ['^› (?!\\d+\\. )'],
  },
  title: { waiting: ['Action Required'], working: ['^[⠁-⣿]'] },
};

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
    // Its way to tell of any error, and of Esc.
    stuck: ['^■ (?!Conversation interrupted)'],
    idle: ['^› (?!\\d+\\. )'],
  },
  background: ['\\d+ background terminals? running'],
  title: { waiting: ['Action Required'], working: ['^[⠁-⣿]'] },
};
